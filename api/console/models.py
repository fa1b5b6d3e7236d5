"""Calls that came in at the hotline."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment
from api.encryption import EncryptedText


class CallState(StrEnum):
    """Where a call stands."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class Call(SQLModel, table=True):
    """One call, announced by the softphone to the agent at whose desk it rings."""

    __tablename__ = "calls"
    __table_args__ = (UniqueConstraint("agent", "call_key"),)

    id: int | None = Field(default=None, primary_key=True)
    call_key: str = Field(max_length=100, description="话务系统给的编号，同一通电话不变")
    agent: str = Field(max_length=64, index=True)
    phone: str = Field(sa_type=EncryptedText)
    phone_fingerprint: str = Field(max_length=64, index=True)
    state: CallState = Field(default=CallState.RINGING, sa_type=enum_of(CallState))
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()
