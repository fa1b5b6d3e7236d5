"""Looking through the outbox, trying again what was given up, and clearing away what is long done."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, select

from api.clock import iso, utc_now
from api.errors import ConflictError, NotFoundError
from api.outbox.models import OutboxEntry, WorkerBeat

KEPT = timedelta(days=30)  # of what is done; a key that comes again after that would be taken for new


class EntryState(StrEnum):
    """How far an entry is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


CONDITIONS: dict[EntryState, tuple[Any, ...]] = {
    EntryState.WAITING: (OutboxEntry.done_at == None, OutboxEntry.failed_at == None),  # noqa: E711
    EntryState.DONE: (OutboxEntry.done_at != None,),  # noqa: E711
    EntryState.FAILED: (OutboxEntry.failed_at != None,),  # noqa: E711
}


def list_entries(
    session: Session, state: EntryState, topic: str | None = None, offset: int = 0, limit: int = 20
) -> list[OutboxEntry]:
    """Return entries in this state, newest first."""
    query = select(OutboxEntry).where(*CONDITIONS[state]).order_by(OutboxEntry.id.desc())  # type: ignore[union-attr]
    if topic is not None:
        query = query.where(OutboxEntry.topic == topic)
    return list(session.exec(query.offset(offset).limit(limit)))


def retry(session: Session, entry_id: int) -> OutboxEntry:
    """Have an entry that was given up tried again, from the first attempt.

    :raises NotFoundError: If there is none of this number.
    :raises ConflictError: If it was not given up.
    """
    entry = session.get(OutboxEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFoundError(f"发件箱里没有第 {entry_id} 条。")
    if entry.failed_at is None:
        raise ConflictError(f"第 {entry_id} 条没有失败，不用重试。")
    entry.failed_at, entry.attempts, entry.due_at = None, 0, utc_now()
    session.add(entry)
    session.flush()
    return entry


def clear(session: Session, now: datetime) -> int:
    """Remove what was done long ago, and workers that are long gone; return how many entries went."""
    session.connection().execute(delete(WorkerBeat).where(WorkerBeat.beat_at < now - KEPT))  # type: ignore[arg-type]
    done = delete(OutboxEntry).where(OutboxEntry.done_at < now - KEPT)  # type: ignore[arg-type, operator]
    return session.connection().execute(done).rowcount


def public(entry: OutboxEntry) -> dict[str, Any]:
    """Return one entry for lists."""
    return {
        "id": entry.id,
        "topic": entry.topic,
        "key": entry.key,
        "payload": entry.payload,
        "state": state_of(entry).value,
        "attempts": entry.attempts,
        "last_error": entry.last_error,
        "at": iso(entry.at),
        "due_at": iso(entry.due_at),
        "done_at": iso(entry.done_at) if entry.done_at else None,
        "failed_at": iso(entry.failed_at) if entry.failed_at else None,
    }


def state_of(entry: OutboxEntry) -> EntryState:
    """Return how far an entry is."""
    if entry.failed_at is not None:
        return EntryState.FAILED
    return EntryState.WAITING if entry.done_at is None else EntryState.DONE
