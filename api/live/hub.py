"""One look into the database a process and moment, however many pages are open; each page hears what it may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.database import Database
from api.live.events import RESYNC, Follower, Told

LOOK_SECONDS = 0.4
MOST_WAITING = 200  # events a page may be behind; then it reads everything anew
log = structlog.get_logger(__name__)

Accepts = Callable[[Told], bool]


class Listener:
    """What one open page has not been told yet."""

    def __init__(self, accepts: Accepts) -> None:
        self._accepts = accepts
        self.ended = False
        self._waiting: asyncio.Queue[Told] = asyncio.Queue()

    def offer(self, event: Told) -> None:
        """Keep an event for the page, if it may know of it."""
        if not self._accepts(event):
            return
        if self._waiting.qsize() >= MOST_WAITING:
            while not self._waiting.empty():
                self._waiting.get_nowait()
            event = RESYNC
        self._waiting.put_nowait(event)

    def end(self) -> None:
        """Have the stream end now."""
        self.ended = True
        self._waiting.put_nowait(RESYNC)

    async def next(self, seconds: float) -> Told | None:
        """Return the next event, or None when there was none for so long."""
        try:
            return await asyncio.wait_for(self._waiting.get(), seconds)
        except TimeoutError:
            return None


class Hub:
    """Looks for events as long as anybody listens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._noted = asyncio.Event()

    @contextmanager
    def listen(self, accepts: Accepts) -> Iterator[Listener]:
        """Hear events: all that happen once :meth:`noted` has returned."""
        listener = Listener(accepts)
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._noted = asyncio.Event()
            self._task = asyncio.create_task(self._run(self._noted))
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def noted(self) -> None:
        """Wait for the first look: it tells nothing, and what happened before it has to be read elsewhere."""
        await self._noted.wait()

    def end(self) -> None:
        """Have all streams end: the process stops."""
        for listener in list(self._listeners):
            listener.end()

    async def _run(self, noted: asyncio.Event) -> None:
        follower = Follower(self._database)
        try:
            while self._listeners:
                for event in await self._look(follower, noted):
                    for listener in list(self._listeners):
                        listener.offer(event)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            noted.set()

    async def _look(self, follower: Follower, noted: asyncio.Event) -> list[Told]:
        try:
            async with self._database.slots(write=False):
                found = await run_in_threadpool(follower.read)
        except SQLAlchemyError as error:  # a database that is away for a while is asked again
            log.warning("live_events_unread", reason=str(error))
            return []
        noted.set()
        return found
