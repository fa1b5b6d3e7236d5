"""The relay: takes entries as they fall due and has them handled, each exactly once in effect.

A process may be killed between any two steps. Before the claim is committed nothing has happened; after it the lease
runs out and another attempt follows; the handler's rows and the mark "done" are one commit.

Source: docs/decisions/0017-outbox-and-follow-ups.md
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from os import getpid

import structlog

from api.clock import utc_now
from api.database import Database
from api.outbox import beats, claims
from api.outbox.handlers import Handler, Handlers, HopelessError, Postponed, Work

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.5
AFTER_TROUBLE_SECONDS = 5.0


class Steps:
    """Is told of each step that was reached; this one does nothing with it."""

    def reached(self, step: str) -> None:
        """Take note of a step: claimed, performed, recorded, committed."""


class Relay:
    """Works off the outbox, one entry at a time.

    :param now: What time it is.
    """

    def __init__(
        self,
        database: Database,
        handlers: Handlers,
        steps: Steps | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database, self._handlers, self._steps = database, handlers, steps or Steps()
        self._clock = now
        self.name = f"{socket.gethostname()[:40]}:{getpid()}:{secrets.token_hex(4)}"
        self.handled = 0

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)  # SQLite compares moments as texts

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; trouble with the database is waited out."""
        beat = beats.Beat(self._database, self.name, self._now)
        while not stop.is_set():
            try:
                beat.if_due(self.handled)
                idle = not self.work_one()
            except Exception as error:
                log.error("relay_in_trouble", kind=type(error).__name__, reason=claims.told(str(error)))
                stop.wait(AFTER_TROUBLE_SECONDS)
            else:
                if idle:
                    stop.wait(POLL_SECONDS)

    def work_one(self) -> bool:
        """Handle the entry that is due longest; return whether there was one."""
        work = claims.claim(self._database, self.name, self._now())
        if work is None:
            return False
        self._steps.reached("claimed")
        try:
            self._handle(work)
        except claims.ClaimLostError as error:
            log.warning("outbox_claim_lost", entry=work.id, reason=str(error))
        return True

    def drain(self) -> int:
        """Handle what is due now and return how many entries that were."""
        before = self.handled
        while self.work_one():
            pass
        return self.handled - before

    def _handle(self, work: Work) -> None:
        handler = self._handlers.get(work.topic)
        try:
            if handler is None:
                raise HopelessError(f"no handler for {work.topic}")
            if work.attempts > claims.MOST_ATTEMPTS:
                raise HopelessError(f"{work.attempts - 1} attempts, and each ended with the worker itself")
            self._do(handler, work)
        except Postponed as wait:
            with self._database.session() as session:
                claims.postpone(session, work, self.name, wait.until)
        except claims.ClaimLostError:
            raise
        except Exception as error:
            self._failed(handler, work, error)

    def _do(self, handler: Handler, work: Work) -> None:
        result = handler.perform(work) if handler.perform else None
        self._steps.reached("performed")
        with self._database.session() as session:
            claims.finish(session, work, self.name, self._now())
            handler.record(session, work, result)
            session.flush()
            self._steps.reached("recorded")
        self.handled += 1
        self._steps.reached("committed")

    def _failed(self, handler: Handler | None, work: Work, error: Exception) -> None:
        reason = f"{type(error).__name__}: {getattr(error, 'detail', error)}"
        last = isinstance(error, HopelessError) or work.attempts >= claims.MOST_ATTEMPTS
        log.warning("outbox_failed", entry=work.id, topic=work.topic, attempt=work.attempts, given_up=last, why=reason)
        with self._database.session() as session:
            if not last:
                claims.put_back(session, work, self.name, self._now(), reason)
                return
            claims.give_up(session, work, self.name, self._now(), reason)
            if handler and handler.give_up:
                handler.give_up(session, work, claims.told(reason))
