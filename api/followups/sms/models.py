"""What came in by text message, who wants no more of them, and where none arrives."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment
from api.encryption import EncryptedText


class ReplyOutcome(StrEnum):
    """What was done with a message."""

    ANSWER = "answer"  # kept as the answer to a follow-up
    STOP = "stop"  # no more text messages to this number
    CALL_BACK = "call_back"  # of somebody known, to no question: an agent calls
    UNKNOWN = "unknown"  # of a number that nobody has left here


class SmsReply(SQLModel, table=True):
    """One message; the provider's number for it keeps it from having an effect twice."""

    __tablename__ = "sms_replies"

    id: int | None = Field(default=None, primary_key=True)
    message_key: str = Field(max_length=120, unique=True)
    phone: str = Field(sa_type=EncryptedText)
    phone_fingerprint: str = Field(max_length=64, index=True)
    text: str = Field(sa_type=EncryptedText)
    outcome: ReplyOutcome = Field(default=ReplyOutcome.UNKNOWN, sa_type=enum_of(ReplyOutcome))
    case_no: str | None = Field(default=None, max_length=32, index=True)
    follow_up_id: int | None = Field(default=None, foreign_key="follow_ups.id", index=True)
    received_at: datetime = moment(index=True)


class SmsStop(SQLModel, table=True):
    """A number to which no follow-up goes by text message: the consent to that was withdrawn.

    :ivar by: ``enterprise`` where it wrote so itself, else the agent who was told.
    """

    __tablename__ = "sms_stops"

    id: int | None = Field(default=None, primary_key=True)
    phone: str = Field(sa_type=EncryptedText)
    phone_fingerprint: str = Field(max_length=64, unique=True)
    by: str = Field(max_length=64)
    at: datetime = moment()


class SmsBounce(SQLModel, table=True):
    """A number that is nobody's any more, by its digest alone."""

    __tablename__ = "sms_bounces"

    id: int | None = Field(default=None, primary_key=True)
    phone_fingerprint: str = Field(max_length=64, unique=True)
    why: str = Field(max_length=20)
    at: datetime = moment()
