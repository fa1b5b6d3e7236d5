"""Followers, what they sent, and what was sent to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from api.channels.models import SendState, Stage
from api.columns import enum_of, moment, optional_moment
from api.encryption import EncryptedJson, EncryptedText


class Follower(SQLModel, table=True):
    """A person as the account knows him, with how many messages may still be sent to him unasked.

    ``key`` is a keyed digest of the openid, by which he is found.
    """

    __tablename__ = "wechat_followers"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True, unique=True)
    openid: str = Field(sa_type=EncryptedText)
    conversation_id: str = Field(foreign_key="conversations.id", index=True, max_length=36)
    scene: str = Field(default="", max_length=128, description="从哪个二维码来")
    region: str | None = Field(default=None, max_length=6, description="发来的位置所在的地区")
    message_at: datetime | None = optional_moment()
    sent_since_message: int = 0
    event_at: datetime | None = optional_moment()
    sent_since_event: int = 0
    created_at: datetime = moment()


class Way(StrEnum):
    """How an answer reaches the person; set once, by whoever is first."""

    OPEN = "open"  # not decided yet
    PASSIVE = "passive"  # in the answer to the callback
    SERVICE = "service"  # as a customer-service message
    NEXT = "next"  # kept, and given with the answer to the next message
    NONE = "none"  # there is nothing to say, or nobody to say it to


class Inbound(SQLModel, table=True):
    """One message or event of a person. ``key`` is unique, so that one that comes again does nothing again."""

    __tablename__ = "wechat_inbound"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True, unique=True)
    follower_key: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=40)
    text: str = Field(default="", sa_type=EncryptedText, description="交给对话的话")
    stage: Stage = Field(default=Stage.RECEIVED, sa_type=enum_of(Stage), index=True)
    way: Way = Field(default=Way.OPEN, sa_type=enum_of(Way))
    attempts: int = 1
    replies: list[dict[str, Any]] = Field(default_factory=list, sa_type=EncryptedJson)
    lease_until: datetime | None = optional_moment()
    tries: int = 0
    created_at: datetime = moment(index=True)
    answered_at: datetime | None = optional_moment()
    done_at: datetime | None = optional_moment()


class Sending(SQLModel, table=True):
    """One customer-service or template message; ``key`` makes sending twice harmless."""

    __tablename__ = "wechat_sendings"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120, index=True, unique=True)
    follower_key: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=16)
    state: SendState = Field(default=SendState.SENDING, sa_type=enum_of(SendState))
    reason: str = Field(default="", max_length=200)
    code: int | None = Field(default=None, description="平台的返回码")
    message_id: str | None = Field(default=None, max_length=40, index=True)
    tries: int = 1
    created_at: datetime = moment(index=True)
    tried_at: datetime = moment()
