"""Signs of life of the workers, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from api.clock import iso
from api.database import Database
from api.outbox.models import OutboxEntry, WorkerBeat

EVERY = timedelta(seconds=10)
ALIVE = timedelta(seconds=40)


class Beat:
    """Writes one worker's sign of life every so often; it is not worth waiting for the disk."""

    def __init__(self, database: Database, name: str, now: Callable[[], datetime]) -> None:
        self._database, self._name, self._now = database, name, now
        self._started, self._last = now(), datetime.min.replace(tzinfo=UTC)

    def if_due(self, handled: int) -> None:
        """Write it if the last one is long enough ago."""
        now = self._now()
        if now - self._last < EVERY:
            return
        with self._database.session(flushed=False) as session:
            row = WorkerBeat(name=self._name, started_at=self._started, beat_at=now, handled=handled)
            session.merge(row)
        self._last = now


def standing(session: Session, now: datetime) -> dict[str, Any]:
    """Return which workers live, how much is due, since when, and how much was given up."""
    living = session.exec(select(WorkerBeat).where(WorkerBeat.beat_at > now - ALIVE).order_by(WorkerBeat.started_at))  # type: ignore[arg-type]
    workers = [
        {"name": b.name, "started_at": iso(b.started_at), "beat_at": iso(b.beat_at), "handled": b.handled}
        for b in living
    ]
    is_open = (OutboxEntry.done_at == None, OutboxEntry.failed_at == None)  # noqa: E711
    due = select(func.count(), func.min(OutboxEntry.due_at)).where(*is_open, OutboxEntry.due_at <= now)
    waiting, oldest = session.exec(due).one()
    later = session.exec(select(func.count()).where(*is_open, OutboxEntry.due_at > now)).one()
    failed = session.exec(select(func.count()).where(OutboxEntry.failed_at != None)).one()  # noqa: E711
    return {
        "alive": bool(workers),
        "workers": workers,
        "due": waiting,
        "due_since": iso(oldest) if oldest else None,
        "later": later,
        "failed": failed,
    }
