"""Entries of the outbox, and the signs of life of those who work them off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from api.columns import index_where, json_dict, moment, optional_moment

OPEN = "done_at IS NULL AND failed_at IS NULL"


class OutboxEntry(SQLModel, table=True):
    """One thing to be done, committed together with what caused it; the payload names rows, never persons.

    :ivar attempts: How often it was begun, also by a worker that died over it.
    :ivar claimed_until: Until when nobody but ``claimed_by`` works on it.
    :ivar failed_at: When it was given up; an administrator may have it tried again.
    """

    __tablename__ = "outbox_entries"
    __table_args__ = (index_where(OPEN, "ix_outbox_entries_open", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    topic: str = Field(max_length=64, index=True)
    key: str | None = Field(default=None, max_length=120, unique=True)
    payload: dict[str, Any] = json_dict()
    at: datetime = moment()
    due_at: datetime = moment()
    attempts: int = 0
    done_at: datetime | None = optional_moment(index=True)
    failed_at: datetime | None = optional_moment(index=True)
    last_error: str = Field(default="", max_length=500)
    claimed_by: str | None = Field(default=None, max_length=100)
    claimed_until: datetime | None = optional_moment()


class WorkerBeat(SQLModel, table=True):
    """The last sign of life of a worker process."""

    __tablename__ = "worker_beats"

    name: str = Field(primary_key=True, max_length=100)
    started_at: datetime = moment()
    beat_at: datetime = moment(index=True)
    handled: int = 0
