"""Appeals and the audited steps of their handling."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.accounts.actors import ActorKind
from api.columns import enum_of, moment, optional_moment
from api.encryption import EncryptedJson, EncryptedText


class AppealStatus(StrEnum):
    """Where an appeal stands; the steps between them are in ``handling``."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


class AppealAction(StrEnum):
    """What a row of an appeal's history records."""

    MOVE = "move"
    ROUTE = "route"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    SUPERVISE = "supervise"
    NOTE = "note"
    RATE = "rate"


class Appeal(SQLModel, table=True):
    """诉求: against whom, what happened, what is wished; all in the enterprise's words and encrypted."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("conversation_id", "draft_key"),)

    id: int | None = Field(default=None, primary_key=True)
    case_no: str = Field(max_length=32, index=True, unique=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    draft_key: str = Field(max_length=100)
    status: AppealStatus = Field(default=AppealStatus.SUBMITTED, sa_type=enum_of(AppealStatus), index=True)
    category: str | None = Field(default=None, max_length=32, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    object: str = Field(default="", sa_type=EncryptedText)
    detail: str = Field(sa_type=EncryptedText)
    wish: str = Field(default="", sa_type=EncryptedText)
    personal: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    anonymous: bool = False
    phone_fingerprint: str | None = Field(default=None, max_length=64, index=True)
    channel: str = Field(default="", max_length=16, index=True)
    window: str | None = Field(default=None, max_length=64, index=True, description="经办窗口")
    handler: str | None = Field(default=None, max_length=64, description="交办的坐席")
    unit: str = Field(default="", max_length=200, description="承办单位")
    result: str = Field(default="", sa_type=EncryptedText)
    rating: int | None = Field(default=None, ge=1, le=5)
    reopened: int = Field(default=0, description="重新办理次数")
    answer_by: datetime | None = optional_moment()
    answered_at: datetime | None = optional_moment()
    due_at: datetime | None = optional_moment(index=True)
    remind_at: datetime | None = optional_moment(index=True)
    reminded_at: datetime | None = optional_moment()
    escalated_at: datetime | None = optional_moment()
    supervised_at: datetime | None = optional_moment()
    version: int = Field(default=0, description="每次办理加一，两个人同时办理只有一个成功")
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()


class AppealStep(SQLModel, table=True):
    """One audited step of an appeal's handling."""

    __tablename__ = "appeal_steps"

    id: int | None = Field(default=None, primary_key=True)
    appeal_id: int = Field(foreign_key="appeals.id", index=True)
    from_status: AppealStatus | None = Field(default=None, sa_type=enum_of(AppealStatus))
    to_status: AppealStatus = Field(sa_type=enum_of(AppealStatus))
    action: AppealAction = Field(default=AppealAction.MOVE, sa_type=enum_of(AppealAction))
    actor: str = Field(max_length=64)
    actor_kind: ActorKind = Field(default=ActorKind.AGENT, sa_type=enum_of(ActorKind))
    channel: str = Field(default="", max_length=16)
    target: str = Field(default="", max_length=64, description="窗口编号")
    note: str = Field(default="", sa_type=EncryptedText)
    at: datetime = moment(index=True)


class AppealWindow(SQLModel, table=True):
    """A window that may see an appeal: it has it in hand, or had."""

    __tablename__ = "appeal_windows"
    __table_args__ = (Index("ix_appeal_windows_window", "window", "appeal_id"),)

    appeal_id: int = Field(foreign_key="appeals.id", primary_key=True)
    window: str = Field(max_length=64, primary_key=True)
