"""What happened, in an order that every process can follow, and who is at the desk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment


class LiveKind(StrEnum):
    """What an event is about."""

    CONVERSATION = "conversation"  # handed over, taken, given back, passed on
    MESSAGE = "message"
    NOTE = "note"
    CASE = "case"
    APPEAL = "appeal"
    CALL_BACK = "call_back"
    FOLLOW_UP = "follow_up"
    CALL = "call"
    RESYNC = "resync"  # never stored: what was missed is too much to tell, read everything anew


class LiveEvent(SQLModel, table=True):
    """One thing that happened; it names what to read again and carries nothing that must be kept secret.

    :param recipient: The one user it is for; None is for all who may see it.
    :param window: The window whose agents may see it; None is for those of all windows.
    """

    __tablename__ = "live_events"

    id: int | None = Field(default=None, primary_key=True)
    kind: LiveKind = Field(sa_type=enum_of(LiveKind))
    subject: str = Field(max_length=64)
    conversation_id: str | None = Field(default=None, max_length=36)
    recipient: str | None = Field(default=None, max_length=64)
    window: str | None = Field(default=None, max_length=64)
    actor: str = Field(default="", max_length=64)
    at: datetime = moment(index=True)


class Presence(SQLModel, table=True):
    """When the console of a user was last known to be open; ``away`` is what he says himself."""

    __tablename__ = "presences"

    username: str = Field(primary_key=True, max_length=64)
    seen_at: datetime = moment(index=True)
    away: bool = False
