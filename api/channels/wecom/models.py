"""Guests, what they sent, what was sent to them, and how far each account has been read."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlmodel import Field, SQLModel

from api.channels.models import SendState, Stage
from api.columns import enum_of, moment, optional_moment
from api.encryption import EncryptedJson, EncryptedText


class KfState(IntEnum):
    """Who has a session, in the platform's own numbers."""

    NEW = 0
    BOT = 1
    QUEUE = 2
    HUMAN = 3
    ENDED = 4


OURS = (int(KfState.NEW), int(KfState.BOT))  # only then the service may send
THEIRS = (int(KfState.QUEUE), int(KfState.HUMAN))  # a person at WeCom has it, or soon will


class Guest(SQLModel, table=True):
    """A person at one customer-service account; ``key`` is a keyed digest of account and person.

    :ivar state: The session's state as last heard of (``KfState``).
    :ivar lease: Who works for this person, one process at a time, until ``lease_until``.
    :ivar moved_at: When the state was last to be changed here; a change that fails is not tried at once again.
    """

    __tablename__ = "wecom_guests"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True, unique=True)
    external_userid: str = Field(sa_type=EncryptedText)
    open_kfid: str = Field(max_length=64)
    conversation_id: str = Field(foreign_key="conversations.id", index=True, max_length=36)
    state: int = Field(default=0, index=True)
    moved_at: datetime | None = optional_moment()
    scene: str = Field(default="", max_length=128, description="从哪个入口来")
    region: str | None = Field(default=None, max_length=6, description="发来的位置所在的地区")
    lease: str = Field(default="", max_length=32)
    lease_until: datetime | None = optional_moment()
    message_at: datetime | None = optional_moment()
    sent_since_message: int = 0
    created_at: datetime = moment()


class KfInbound(SQLModel, table=True):
    """One message or event that was fetched; ``key`` is a digest of its msgid, so that it is taken once."""

    __tablename__ = "wecom_inbound"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True, unique=True)
    guest_key: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=40)
    text: str = Field(default="", sa_type=EncryptedText, description="交给对话的话")
    stage: Stage = Field(default=Stage.RECEIVED, sa_type=enum_of(Stage), index=True)
    waits: bool = Field(default=False, description="等对方下次来消息再发")
    replies: list[dict[str, Any]] = Field(default_factory=list, sa_type=EncryptedJson)
    lease_until: datetime | None = optional_moment()
    tries: int = 0
    created_at: datetime = moment(index=True)
    done_at: datetime | None = optional_moment()


class KfSending(SQLModel, table=True):
    """One message to a guest; ``key`` makes sending twice harmless, ``message_id`` is made of it for the platform."""

    __tablename__ = "wecom_sendings"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120, index=True, unique=True)
    message_id: str = Field(max_length=32, index=True)
    guest_key: str = Field(max_length=64, index=True)
    state: SendState = Field(default=SendState.SENDING, sa_type=enum_of(SendState))
    reason: str = Field(default="", max_length=40)
    code: int | None = Field(default=None, description="平台的返回码")
    tries: int = 1
    created_at: datetime = moment(index=True)
    tried_at: datetime = moment()


class KfCursor(SQLModel, table=True):
    """How far an account has been read. ``wanted`` counts the callbacks, ``synced`` those followed to the end.

    :ivar token: Came with the last callback; the platform wants it for ten minutes.
    :ivar lease: Whose turn it is to read; nobody's once ``lease_until`` is past.
    """

    __tablename__ = "wecom_cursors"

    open_kfid: str = Field(primary_key=True, max_length=64)
    cursor: str = Field(default="", max_length=512)
    token: str = Field(default="", sa_type=EncryptedText)
    token_at: datetime | None = optional_moment()
    wanted: int = 0
    synced: int = 0
    lease: str = Field(default="", max_length=32)
    lease_until: datetime | None = optional_moment()
