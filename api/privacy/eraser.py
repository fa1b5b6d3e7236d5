"""Deletion from end to end: hold the talk, empty the tables, then the bot's store and what lies on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TypeVar

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session, col, select

from api.clock import utc_now
from api.conversations.models import Conversation
from api.followups import file_sender
from api.privacy import erase, journal, open_cases, scope, tracker
from api.privacy.models import Erasure, ErasureReason
from api.privacy.scope import Scope
from api.state import AppState

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Erased:
    """How much was deleted; a scope deleted before counts nowhere."""

    conversations: int = 0
    demands: int = 0
    appeals: int = 0

    def plus(self, one: Scope) -> Erased:
        """Return the count with one more scope."""
        return Erased(
            self.conversations + len(one.conversations),
            self.demands + len(one.demands),
            self.appeals + len(one.appeals),
        )

    def with_(self, other: Erased) -> Erased:
        """Return both counts as one."""
        return Erased(
            self.conversations + other.conversations, self.demands + other.demands, self.appeals + other.appeals
        )


async def erase_person(
    state: AppState, conversation_ids: Sequence[str], reason: ErasureReason, actor: str, force: bool = True
) -> Erased:
    """Delete everything said and recorded in these conversations: the way for channels, when somebody unsubscribes.

    :raises ConflictError: If somebody works on a case of theirs, without ``force``.
    """
    eraser = Eraser(state)
    scopes = await eraser.read(lambda session: [scope.of(session, [one]) for one in conversation_ids])
    return await eraser.erase(scopes, reason, actor, force)


async def forget_at_once(state: AppState, conversation_id: str, reason: ErasureReason, actor: str) -> None:
    """Delete a conversation without waiting for the turn that is being answered in it.

    What that turn writes afterwards is deleted by a second call; it finds a conversation that was deleted before.
    """
    eraser = Eraser(state)

    def step(session: Session) -> None:
        conversation = session.get(Conversation, conversation_id, with_for_update=True)
        if conversation is not None:
            conversation.erased_at = None
            session.add(conversation)
            session.flush()
            erase.erase(session, scope.of(session, [conversation_id]), reason, actor, force=True)

    await eraser.write(step)
    await eraser.finish()


class Eraser:
    """Deletes scopes, one transaction each; no turn of a talk runs meanwhile."""

    def __init__(self, state: AppState) -> None:
        self._state, self._database = state, state.database
        self._tracker = state.settings.data_dir / tracker.NAME
        self._outgoing = state.settings.data_dir / file_sender.NAME

    async def erase(self, scopes: Sequence[Scope], reason: ErasureReason, actor: str, force: bool = False) -> Erased:
        """Delete scopes and return how much; whatever cannot be removed from the bot's store now is removed later.

        :raises ConflictError: If somebody works on a case in any of them, without ``force``; then nothing is deleted.
        """
        if not force:
            await self.read(lambda session: open_cases.check(session, *scopes))
        done = Erased()
        for one in scopes:
            found = await self._erase_one(one, reason, actor, force)
            done = done.plus(found) if found else done
        await self.finish()
        return done

    async def finish(self) -> int:
        """Remove from the bot's store and all files what is gone from the tables; return how many are left to do.

        Runs after every deletion and with the retention job, so a store that was locked is emptied the next time.
        """
        await self._write_down()
        waiting = await self.read(_waiting)
        for row in waiting:
            if row.conversation_id:
                await self._state.bot.forget(row.conversation_id)
            await self._finish_one(row)
        if self._database.is_sqlite:
            await run_in_threadpool(self._database.overwrite_remains)
        return len(await self.read(_waiting))

    async def _erase_one(self, one: Scope, reason: ErasureReason, actor: str, force: bool) -> Scope | None:
        async with AsyncExitStack() as held:
            for conversation_id in one.conversations:
                await held.enter_async_context(self._state.locks.hold(conversation_id))

            def step(session: Session) -> Scope | None:
                now = scope.of(session, one.conversations, one.demands, one.appeals, one.persons)
                return now if erase.erase(session, now, reason, actor, force) else None

            return await self.write(step)

    async def _write_down(self) -> None:
        """Write to the journal what is not in it yet; what cannot be written now is written the next time."""
        rows = await self.read(_unwritten)
        try:
            await run_in_threadpool(journal.write, journal.place(self._state.settings), rows)
        except OSError as error:
            log.warning("erasure_not_journaled", count=len(rows), reason=str(error))
            return

        def note(session: Session) -> None:
            for row in rows:
                row.journaled_at = utc_now()
                session.add(row)

        if rows:
            await self.write(note)

    async def _finish_one(self, row: Erasure) -> None:
        try:
            if row.conversation_id:
                await run_in_threadpool(tracker.forget, self._tracker, row.conversation_id)
            await run_in_threadpool(file_sender.forget, self._outgoing, row.conversation_id, row.case_no)
        except (sqlite3.Error, OSError) as error:
            log.warning("remains_not_erased", conversation=row.conversation_id, reason=str(error))
            return

        def note(session: Session) -> None:
            row.tracker_erased_at = utc_now()
            session.add(row)

        await self.write(note)

    async def read(self, step: Callable[[Session], T]) -> T:
        """Run a step that reads, without holding up the event loop."""

        def run() -> T:
            with self._database.session(write=False) as session:
                return step(session)

        async with self._database.slots(write=False):
            return await run_in_threadpool(run)

    async def write(self, step: Callable[[Session], T]) -> T:
        """Run a step that writes, when its turn has come."""

        def run() -> T:
            with self._database.session() as session:
                return step(session)

        async with self._database.slots(write=True):
            return await run_in_threadpool(run)


def _unwritten(session: Session) -> list[Erasure]:
    """Return what the journal does not hold yet."""
    return list(session.exec(select(Erasure).where(col(Erasure.journaled_at).is_(None)).order_by(col(Erasure.id))))


def _waiting(session: Session) -> list[Erasure]:
    """Return what is gone from the tables and not yet from the bot's store and the files of what would go out."""
    query = select(Erasure).where(col(Erasure.tracker_erased_at).is_(None)).order_by(col(Erasure.id))
    return list(session.exec(query))
