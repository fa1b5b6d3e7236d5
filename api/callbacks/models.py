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
    SMS_REPLY = "sms_reply"  # somebody wrote back where nothing was asked


class TryOutcome(StrEnum):
    """Whether a call got through."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"


class CallBack(SQLModel, table=True):
    """One wish to be called; open until somebody has called.

    :ivar assigned_to: The agent who took it on himself.
    :ivar next_at: Not before this moment, where somebody was not reached or asked for another time.
    :ivar note: What the enterprise wrote, where it wrote something.
    """

    __tablename__ = "call_backs"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    case_no: str | None = Field(default=None, max_length=32, index=True)
    window: str | None = Field(default=None, max_length=64, index=True, description="没有编号时由哪个窗口回")
    reason: CallReason = Field(sa_type=enum_of(CallReason))
    phone: str | None = Field(default=None, sa_type=EncryptedText)
    phone_fingerprint: str | None = Field(default=None, max_length=64, index=True)
    note: str | None = Field(default=None, sa_type=EncryptedText)
    assigned_to: str | None = Field(default=None, max_length=64, index=True)
    next_at: datetime | None = optional_moment()
    done_by: str | None = Field(default=None, max_length=64)
    done_at: datetime | None = optional_moment()
    created_at: datetime = moment(index=True)


class CallTry(SQLModel, table=True):
    """One call that was made, and what was said; what somebody asked for in between stands in the audit."""

    __tablename__ = "call_back_tries"

    id: int | None = Field(default=None, primary_key=True)
    call_back_id: int = Field(foreign_key="call_backs.id", index=True)
    outcome: TryOutcome = Field(sa_type=enum_of(TryOutcome))
    note: str = Field(default="", sa_type=EncryptedText)
    actor: str = Field(max_length=64)
    at: datetime = moment()
