"""Taking entries in hand for a while, one at a time, and letting go of them; a lost claim changes nothing any more."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from api.database import Database
from api.outbox.handlers import Work
from api.outbox.models import OutboxEntry
from knowledge.reading.identifiers import mask_identity_numbers, mask_phones

LEASE = timedelta(seconds=60)  # longer than any sender may take
MOST_ATTEMPTS = 8
FIRST_PAUSE, GROWTH, LONGEST_PAUSE = timedelta(seconds=10), 3, timedelta(hours=1)  # eight attempts: over two hours
LONGEST_ERROR = 500


class ClaimLostError(Exception):
    """The lease ran out and somebody else has the entry."""


def claim(database: Database, owner: str, now: datetime) -> Work | None:
    """Take the entry that is due longest, for the length of the lease; None if none is due.

    It looks before it asks for the write lock, so that an idle worker disturbs nobody.
    """
    with database.session(write=False) as session:
        if session.exec(_due(now, select(OutboxEntry.id))).first() is None:
            return None
    with database.session() as session:
        entry = session.exec(_due(now, select(OutboxEntry)).with_for_update(skip_locked=True)).first()
        if entry is None:
            return None
        entry.attempts += 1
        entry.claimed_by, entry.claimed_until = owner, now + LEASE
        session.add(entry)
        return Work(entry.id or 0, entry.topic, entry.key or f"entry:{entry.id}", entry.payload, entry.attempts)


def finish(session: Session, work: Work, owner: str, now: datetime) -> None:
    """Mark an entry done.

    :raises ClaimLostError: If the entry is somebody else's by now.
    """
    _let_go(session, work, owner, done_at=now)


def postpone(session: Session, work: Work, owner: str, until: datetime) -> None:
    """Let an entry wait without counting the attempt."""
    _let_go(session, work, owner, due_at=until.astimezone(UTC), attempts=work.attempts - 1)


def put_back(session: Session, work: Work, owner: str, now: datetime, error: str) -> None:
    """Have an entry tried again later."""
    _let_go(session, work, owner, due_at=now + pause(work.attempts), last_error=told(error))


def give_up(session: Session, work: Work, owner: str, now: datetime, error: str) -> None:
    """Put an entry on the list of the failed."""
    _let_go(session, work, owner, failed_at=now, last_error=told(error))


def pause(attempts: int, chance: Callable[[], float] = random.random) -> timedelta:
    """Return how long to wait after so many attempts: three times longer each time, less up to a half by chance.

    The chance keeps many entries that failed together from coming back together.
    """
    whole: timedelta = min(FIRST_PAUSE * GROWTH ** (attempts - 1), LONGEST_PAUSE)
    return whole * (1 - chance() / 2)


def told(error: str) -> str:
    """Return an error as it may be kept: short, without numbers of persons."""
    return mask_phones(mask_identity_numbers(error))[:LONGEST_ERROR]


def _due(now: datetime, query: SelectOfScalar[Any]) -> SelectOfScalar[Any]:
    entry = OutboxEntry
    return (
        query.where(entry.done_at == None, entry.failed_at == None, entry.due_at <= now)  # noqa: E711
        .where(or_(entry.claimed_until == None, entry.claimed_until <= now))  # type: ignore[operator, arg-type] # noqa: E711
        .order_by(entry.due_at, entry.id)  # type: ignore[arg-type]
        .limit(1)
    )


def _let_go(session: Session, work: Work, owner: str, **values: Any) -> None:
    changed = session.connection().execute(
        update(OutboxEntry)
        .where(OutboxEntry.id == work.id, OutboxEntry.claimed_by == owner, OutboxEntry.done_at == None)  # type: ignore[arg-type] # noqa: E711
        .values(claimed_by=None, claimed_until=None, **values)
    )
    if changed.rowcount != 1:
        raise ClaimLostError(f"entry {work.id} ({work.topic}) is no longer in hand")
