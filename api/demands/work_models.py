"""The work on a demand: whom it was handed to, and by when each stage is to be done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from api.columns import enum_of, index_where, moment, optional_moment
from api.demands import indexes
from api.encryption import EncryptedText


class DispatchRole(StrEnum):
    """Who answers for a dispatched demand, and who helps."""

    LEAD = "lead"
    CO = "co"


class DispatchState(StrEnum):
    """What became of a dispatch; ended: the demand was over before it was answered, or done."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    ENDED = "ended"


class Dispatch(SQLModel, table=True):
    """派单: a demand handed to a window and, if one is known, to an institution."""

    __tablename__ = "dispatches"
    __table_args__ = (
        Index("ix_dispatches_institution", "institution", "demand_id"),
        Index("ix_dispatches_figures", "institution", "role", "state", "at", "demand_id"),
        Index("ix_dispatches_of_window", "window", "institution", "role", "at", "state", "demand_id"),
        Index("ix_dispatches_of_demand", "demand_id", "role", "institution", "at", "state", "window"),
    )

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id")
    window: str | None = Field(default=None, max_length=64)
    institution: str | None = Field(default=None, max_length=64)
    role: DispatchRole = Field(default=DispatchRole.LEAD, sa_type=enum_of(DispatchRole))
    state: DispatchState = Field(default=DispatchState.OPEN, sa_type=enum_of(DispatchState))
    by: str = Field(max_length=64)
    note: str = Field(default="", sa_type=EncryptedText)
    at: datetime = moment()
    accepted_at: datetime | None = optional_moment()
    answered_at: datetime | None = optional_moment()
    answer: str | None = Field(default=None, sa_type=EncryptedText, description="协办的答复，或为什么结束")


RUNNING = "ended_at IS NULL"


class Stage(StrEnum):
    """What has a deadline; the times stand in ``knowledge/data/deadlines.yml``."""

    DISPATCH = "dispatch"
    ACCEPT = "accept"
    COMPLETE = "complete"


class Deadline(SQLModel, table=True):
    """The time for one stage of a demand; one is open at most. Paused ones keep the office minutes that are left."""

    __tablename__ = "deadlines"
    __table_args__ = (
        index_where(RUNNING, "ix_deadlines_remind", "remind_at"),
        index_where(RUNNING, "ix_deadlines_due", "due_at"),
        Index("ix_deadlines_figures", *indexes.TIMED),
        Index("ix_deadlines_of_window", *indexes.TIMED_BY_WINDOW),
        Index("ix_deadlines_of_institution", *indexes.TIMED_BY_INSTITUTION),
        Index("ix_deadlines_of_demand", *indexes.OF_DEMAND),
    )

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id")
    stage: Stage = Field(sa_type=enum_of(Stage))
    window: str | None = Field(default=None, max_length=64)
    institution: str | None = Field(default=None, max_length=64)
    limit_minutes: int
    set_at: datetime = moment()
    due_at: datetime | None = optional_moment()
    remind_at: datetime | None = optional_moment()
    reminded_at: datetime | None = optional_moment()
    escalated_at: datetime | None = optional_moment()
    paused_at: datetime | None = optional_moment()
    left_minutes: int | None = None
    ended_at: datetime | None = optional_moment()
    met: bool | None = Field(default=None, description="按时办成为真，超时办成为假，作废为空")
    took_minutes: int | None = None
