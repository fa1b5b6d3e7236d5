"""Who is at the desk: users whose console is open and who have not said that they are away."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session, select
from starlette.concurrency import run_in_threadpool

from api.clock import utc_now
from api.database import Database
from api.live.models import Presence

BEAT_SECONDS = 20.0
LAPSE = timedelta(seconds=60)  # three beats: a reloaded page, or one lost beat, is no leaving
log = structlog.get_logger(__name__)

Chores = Callable[[Session], object]


def touch(session: Session, usernames: Iterable[str], now: datetime) -> None:
    """Note that the consoles of these users are open."""
    for username in sorted(usernames):
        _row(session, username).seen_at = now
    session.flush()


def set_away(session: Session, username: str, away: bool, now: datetime) -> Presence:
    """Keep what a user says of himself."""
    row = _row(session, username)
    row.away, row.seen_at = away, now
    session.flush()
    return row


def present(session: Session, now: datetime) -> list[Presence]:
    """Return whose console is open, those who are away included."""
    query = select(Presence).where(Presence.seen_at > now - LAPSE).order_by(Presence.username)
    return list(session.exec(query))


def _row(session: Session, username: str) -> Presence:
    found = session.get(Presence, username)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            fresh = Presence(username=username)
            session.add(fresh)
        return fresh
    except IntegrityError:  # another process was faster
        return session.exec(select(Presence).where(Presence.username == username)).one()


class Attendance:
    """Keeps the presence of this process's users fresh, one write a beat for all of them.

    :param chores: What else is due at each beat while anybody is at the desk.
    """

    def __init__(self, database: Database, chores: Chores = lambda _: None) -> None:
        self._database, self._chores = database, chores
        self._users: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def attend(self, username: str) -> AsyncIterator[None]:
        """Have a user at the desk as long as this lasts."""
        self._users[username] += 1
        try:
            await self._beat([username])
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._run())
            yield
        finally:
            self._users[username] -= 1
            if not self._users[username]:
                del self._users[username]

    async def _run(self) -> None:
        await asyncio.sleep(BEAT_SECONDS)
        while self._users:  # whoever left meanwhile is beaten for no more, nor anything done
            await self._beat(list(self._users))
            await asyncio.sleep(BEAT_SECONDS)

    async def _beat(self, usernames: list[str]) -> None:
        try:
            async with self._database.slots(write=True):
                await run_in_threadpool(self._write, usernames)
        except SQLAlchemyError as error:  # the next beat comes soon
            log.warning("presence_unwritten", reason=str(error))

    def _write(self, usernames: list[str]) -> None:
        with self._database.session(flushed=False) as session:
            touch(session, usernames, utc_now())
            self._chores(session)
