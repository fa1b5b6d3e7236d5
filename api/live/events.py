"""Writing events, in the commit of the deed, and following them from any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, select

from api.clock import aware, utc_now
from api.database import Database
from api.live.models import LiveEvent, LiveKind

SETTLING = timedelta(seconds=10)  # longer than a transaction of the service lasts; ids are not committed in order
KEPT = timedelta(days=2)
MOST_MISSED = 500


@dataclass(frozen=True)
class Told:
    """An event as it is passed on."""

    id: int
    kind: LiveKind
    subject: str
    conversation_id: str | None = None
    recipient: str | None = None
    window: str | None = None
    actor: str = ""


RESYNC = Told(0, LiveKind.RESYNC, "")


def publish(
    session: Session,
    kind: LiveKind,
    subject: str,
    *,
    conversation_id: str | None = None,
    recipient: str | None = None,
    window: str | None = None,
    actor: str = "",
) -> None:
    """Have an event told once this session is committed."""
    session.add(
        LiveEvent(
            kind=kind,
            subject=subject,
            conversation_id=conversation_id,
            recipient=recipient,
            window=window,
            actor=actor,
        )
    )


class Follower:
    """Reads what came since it last looked, each event once.

    On PostgreSQL a lower id may be committed after a higher one, so the last seconds are read again each time and what
    was told is left out. SQLite has one writer: there the order of ids is the order of commits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._settling = timedelta() if database.is_sqlite else SETTLING
        self._low = -1
        self._told: set[int] = set()

    def read(self) -> list[Told]:
        """Return what is new, oldest first; the first call only notes where things stand."""
        with self._database.session(write=False) as session:
            if self._low < 0:
                self._low, self._told = _standing(session, utc_now() - self._settling)
                return []
            rows = list(session.exec(select(LiveEvent).where(LiveEvent.id > self._low).order_by(LiveEvent.id)))  # type: ignore
        fresh = [_told(row) for row in rows if row.id not in self._told]
        settled = [row.id or 0 for row in rows if aware(row.at) <= utc_now() - self._settling]
        self._low = max(settled, default=self._low)
        self._told = {row.id or 0 for row in rows if (row.id or 0) > self._low} | {
            known for known in self._told if known > self._low
        }
        return fresh


def newest(session: Session) -> int:
    """Return the id of the last event; 0 where there is none."""
    return session.exec(select(func.max(LiveEvent.id))).one() or 0


def since(session: Session, last_id: int) -> list[Told]:
    """Return what was told after an event, and again what was told shortly before it, for ids come out of order.

    More than :data:`MOST_MISSED`, or an id that is no longer known, becomes one :data:`RESYNC`.
    """
    last = session.get(LiveEvent, last_id)
    if last is None:
        return [RESYNC]
    query = select(LiveEvent).where((LiveEvent.id > last_id) | (LiveEvent.at > aware(last.at) - SETTLING))  # type: ignore
    rows = list(session.exec(query.order_by(LiveEvent.id).limit(MOST_MISSED + 1)))  # type: ignore[arg-type]
    return [RESYNC] if len(rows) > MOST_MISSED else [_told(row) for row in rows if row.id != last_id]


def sweep(session: Session, now: datetime) -> None:
    """Forget events that nobody will ask for; the last one stays, so that no id is given twice."""
    session.connection().execute(
        delete(LiveEvent).where(LiveEvent.at < now - KEPT, LiveEvent.id < newest(session))  # type: ignore[arg-type,operator]
    )


def _standing(session: Session, before: datetime) -> tuple[int, set[int]]:
    """Return the last event that is older than a moment, and those since: between them one may be committed still."""
    old = select(LiveEvent.id).where(LiveEvent.at <= before).order_by(LiveEvent.id.desc()).limit(1)  # type: ignore
    recent = select(LiveEvent.id).where(LiveEvent.at > before)
    return session.exec(old).first() or 0, {number or 0 for number in session.exec(recent)}


def _told(row: LiveEvent) -> Told:
    return Told(row.id or 0, row.kind, row.subject, row.conversation_id, row.recipient, row.window, row.actor)
