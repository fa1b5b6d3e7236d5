"""Appeals and the audited steps of their handling."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment
from api.encryption import EncryptedJson, EncryptedText


class AppealStatus(StrEnum):
    """Where an appeal stands; the steps between them are in ``handling``."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


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
    unit: str = Field(default="", max_length=200)
    result: str = Field(default="", sa_type=EncryptedText)
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()


class AppealStep(SQLModel, table=True):
    """One audited step of an appeal's handling."""

    __tablename__ = "appeal_steps"

    id: int | None = Field(default=None, primary_key=True)
    appeal_id: int = Field(foreign_key="appeals.id", index=True)
    from_status: AppealStatus | None = Field(default=None, sa_type=enum_of(AppealStatus))
    to_status: AppealStatus = Field(sa_type=enum_of(AppealStatus))
    actor: str = Field(max_length=64)
    note: str = Field(default="", sa_type=EncryptedText)
    at: datetime = moment()
