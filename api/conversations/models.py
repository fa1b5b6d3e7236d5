"""Conversations, their messages and the service's own draft of what the enterprise said."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from api.columns import enum_of, json_dict, moment, optional_moment
from api.encryption import EncryptedJson, EncryptedText


class Channel(StrEnum):
    """Where the enterprise speaks."""

    WEB = "web"
    WECHAT = "wechat"
    WECOM = "wecom"
    HOTLINE = "hotline"
    API = "api"


class Speaker(StrEnum):
    """Who said a message."""

    USER = "user"
    BOT = "bot"
    AGENT = "agent"


class MessageState(StrEnum):
    """What became of a user's message."""

    PENDING = "pending"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"


class Conversation(SQLModel, table=True):
    """One conversation; its token opens nothing else and is kept as a digest."""

    __tablename__ = "conversations"

    id: str = Field(default_factory=lambda: str(uuid4()), primary_key=True, max_length=36)
    channel: Channel = Field(default=Channel.WEB, sa_type=enum_of(Channel))
    token_digest: str = Field(max_length=64)
    handoff: bool = Field(default=False, index=True)
    handoff_at: datetime | None = optional_moment()
    window: str | None = Field(default=None, max_length=64, index=True, description="所属窗口，空为省枢纽")
    owner: str | None = Field(default=None, max_length=64, index=True, description="接手的坐席")
    owned_since: datetime | None = optional_moment()
    owner_seen_at: datetime | None = optional_moment()
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    erased_at: datetime | None = optional_moment()
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()


class Message(SQLModel, table=True):
    """One message; ``client_message_id`` makes sending twice harmless."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "client_message_id"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", index=True, max_length=36)
    speaker: Speaker = Field(sa_type=enum_of(Speaker))
    text: str = Field(sa_type=EncryptedText)
    client_message_id: str | None = Field(default=None, max_length=100)
    state: MessageState = Field(default=MessageState.ANSWERED, sa_type=enum_of(MessageState))
    reply_to: int | None = Field(default=None, foreign_key="messages.id")
    intent: str | None = Field(default=None, max_length=40)
    answer: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJson)
    payload: dict[str, Any] = json_dict()
    created_at: datetime = moment()


class ConversationNote(SQLModel, table=True):
    """What agents write beside a conversation; the enterprise never sees it."""

    __tablename__ = "conversation_notes"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", index=True, max_length=36)
    author: str = Field(max_length=64)
    text: str = Field(sa_type=EncryptedText)
    created_at: datetime = moment()
