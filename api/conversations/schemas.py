"""What the conversation routes take and give."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.conversations.models import Channel

MAX_TEXT = 10_000


class ConversationCreate(BaseModel):
    """A new conversation."""

    channel: Channel = Channel.WEB
    window: str | None = Field(
        default=None, min_length=1, max_length=64, description="从哪个窗口平台的网站进来", examples=["W-430100"]
    )


class ConversationOpened(BaseModel):
    """The conversation and the only key to it."""

    conversation_id: str
    token: str


class MessageCreate(BaseModel):
    """One message of the enterprise."""

    text: str = Field(min_length=1, max_length=MAX_TEXT, examples=["想贷款五百万扩产，没有抵押物，长沙望城的"])
    client_message_id: str | None = Field(
        default=None, min_length=1, max_length=100, description="重发同一条消息时不变，只生效一次", examples=["3f0c…"]
    )


class Intent(BaseModel):
    """What the message wants."""

    name: str
    confidence: float


class Option(BaseModel):
    """A quick reply: ``payload`` is sent as text when it is chosen."""

    title: str
    payload: str


class Reply(BaseModel):
    """One reply of the bot."""

    text: str
    asks: str | None = None
    options: list[Option] = []
    items: list[dict[str, Any]] = []


class Answer(BaseModel):
    """What one message led to."""

    intent: Intent
    slots: dict[str, Any]
    replies: list[Reply]
    case_nos: list[str] = []
    handoff: bool = False


class MessagePublic(BaseModel):
    """One message of the transcript."""

    id: int
    role: str
    text: str
    asks: str | None = None
    options: list[Option] = []
    items: list[dict[str, Any]] = []
    state: str
    system: bool = Field(default=False, description="不是谁说的话，而是对话换了人")
    by: str | None = Field(default=None, exclude=True)  # which agent, for agents alone
    undelivered: str | None = Field(default=None, exclude=True)  # why it did not get there, for agents alone
    created_at: str


class ConversationPublic(BaseModel):
    """A conversation as its owner sees it."""

    conversation_id: str
    handoff: bool
    attended: bool = Field(default=False, description="已有坐席接手")
    messages: list[MessagePublic]
    demands: list[dict[str, Any]]
    appeals: list[dict[str, Any]]


class UnderstandRequest(BaseModel):
    """A text to be understood outside any conversation."""

    text: str = Field(min_length=1, max_length=MAX_TEXT, examples=["湘潭九华的，想给二十个人做叉车培训"])
    context: str | None = Field(default=None, max_length=2000, description="机器人上一句问话")
    reference_date: date | None = Field(default=None, description="以哪一天为今天")


class Understood(BaseModel):
    """Intent and slots of one text."""

    intent: Intent
    slots: dict[str, Any]
