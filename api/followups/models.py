"""What is planned, what was tried, what arrived and what was answered: each apart."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment, optional_moment
from api.encryption import EncryptedText


class FollowUpKind(StrEnum):
    """What is asked; the rules of each are in ``knowledge/data/follow_ups.yml``."""

    AFTER_ACCEPTANCE = "after_acceptance"
    IN_SERVICE = "in_service"
    AFTER_COMPLETION = "after_completion"
    OWED_ANSWER = "owed_answer"


class FollowUpStatus(StrEnum):
    """Where a follow-up stands."""

    PLANNED = "planned"
    WAITING = "waiting"  # something is on its way or has gone out
    CALLING = "calling"  # on the agents' list
    ANSWERED = "answered"
    UNREACHED = "unreached"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class FollowUpChannel(StrEnum):
    """How somebody is asked."""

    WEB = "web"
    WECHAT_MESSAGE = "wechat_message"
    WECHAT_TEMPLATE = "wechat_template"
    WECOM_MESSAGE = "wecom_message"
    SMS = "sms"
    CALL = "call"


class AttemptStatus(StrEnum):
    """What became of an attempt; only ``delivered`` and ``reached`` have arrived."""

    PENDING = "pending"  # in the outbox
    ACCEPTED = "accepted"  # the provider took it; whether it arrived is not known
    WRITTEN = "written"  # into a file, for no provider is set up: it went nowhere
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # no longer wanted before it went out
    REACHED = "reached"
    NOT_REACHED = "not_reached"


class FollowUp(SQLModel, table=True):
    """One question to one enterprise about one demand.

    :ivar next_at: When the next step is due: the first attempt, the next channel, or the call.
    :ivar call_after: From when on no more messages are tried, only a call.
    :ivar cycle_at: Since when attempts count; planning anew begins a cycle.
    :ivar answered_by: The agent who was told it, or ``enterprise`` where it was written.
    :ivar asked_at: When something first went out; what the enterprise says later answers it.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("transition_id", "kind", "round"),
        Index("ix_follow_ups_reach", "kind", "demand_id", "status", "id"),  # figures are counted from it alone
    )

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id", index=True)
    transition_id: int = Field(foreign_key="transitions.id")
    kind: FollowUpKind = Field(sa_type=enum_of(FollowUpKind))
    round: int = 1
    status: FollowUpStatus = Field(default=FollowUpStatus.PLANNED, sa_type=enum_of(FollowUpStatus), index=True)
    due_at: datetime = moment()
    call_after: datetime = moment()
    next_at: datetime | None = optional_moment(index=True)
    cycle_at: datetime = moment()
    asked_at: datetime | None = optional_moment()
    assigned_to: str | None = Field(default=None, max_length=64, index=True)
    answer: str = Field(default="", sa_type=EncryptedText)
    score: int | None = Field(default=None, ge=1, le=5)
    answered_at: datetime | None = optional_moment()
    answered_by: str | None = Field(default=None, max_length=64)
    ended_at: datetime | None = optional_moment()
    ended_why: str = Field(default="", max_length=200)
    created_at: datetime = moment()


class FollowUpAttempt(SQLModel, table=True):
    """One message or call; the moments say how far it got.

    :ivar person: Whom it goes to, as a keyed digest, so that nobody is asked twice a day.
    """

    __tablename__ = "follow_up_attempts"
    __table_args__ = (Index("ix_follow_up_attempts_reach", "follow_up_id", "status"),)

    id: int | None = Field(default=None, primary_key=True)
    follow_up_id: int = Field(foreign_key="follow_ups.id")
    channel: FollowUpChannel = Field(sa_type=enum_of(FollowUpChannel))
    person: str = Field(max_length=64, index=True)
    text: str = Field(default="", sa_type=EncryptedText)
    status: AttemptStatus = Field(default=AttemptStatus.PENDING, sa_type=enum_of(AttemptStatus))
    actor: str = Field(default="worker", max_length=64)
    created_at: datetime = moment(index=True)
    handed_at: datetime | None = optional_moment()
    delivered_at: datetime | None = optional_moment()
    failed_at: datetime | None = optional_moment()
    error: str = Field(default="", max_length=300)
    provider_id: str | None = Field(default=None, max_length=120, index=True)
