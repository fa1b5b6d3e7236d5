"""Who is to be called back, and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment, optional_moment
from api.encryption import EncryptedText


class CallReason(StrEnum):
    """What the call is about."""

    HUMAN = "human"
    LOW_RATING = "low_rating"


class CallBack(SQLModel, table=True):
    """One wish to be called; open until somebody has called."""

    __tablename__ = "call_backs"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    case_no: str | None = Field(default=None, max_length=32, index=True)
    window: str | None = Field(default=None, max_length=64, index=True, description="没有编号时由哪个窗口回")
    reason: CallReason = Field(sa_type=enum_of(CallReason))
    phone: str | None = Field(default=None, sa_type=EncryptedText)
    phone_fingerprint: str | None = Field(default=None, max_length=64, index=True)
    done_by: str | None = Field(default=None, max_length=64)
    done_at: datetime | None = optional_moment()
    created_at: datetime = moment(index=True)
