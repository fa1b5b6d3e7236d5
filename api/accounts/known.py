"""Callers who proved who they are a moment ago: asking the database again for each request costs a millisecond.

A change of any user, or the end of a browser session, in this process is honoured at once, one made by another process
after ``SECONDS``.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session as AnySession

from api.accounts.models import User, UserSession

SECONDS = 2.0
MOST = 1_000  # callers kept; more are looked up each time
TOUCHED = "qifu_touched_users"


class _Changes:
    """How often this process has committed a change of a user."""

    count = 0


@event.listens_for(AnySession, "before_flush")
def _notice(session: AnySession, *_: Any) -> None:
    users = (row for rows in (session.new, session.dirty, session.deleted) for row in rows if isinstance(row, User))
    ended = (row for row in session.deleted if isinstance(row, UserSession))
    if next(users, None) is not None or next(ended, None) is not None:
        session.info[TOUCHED] = True


@event.listens_for(AnySession, "after_commit")
def _count(session: AnySession) -> None:
    if session.info.pop(TOUCHED, False):
        _Changes.count += 1


class KnownCallers:
    """Users by bearer token, for seconds."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[User, float, int]] = {}

    def get(self, token: str) -> User | None:
        """Return the user of a token that held a moment ago, unless any user has changed since."""
        user, until, changes = self._known.get(token, (None, 0.0, 0))
        return user if time.monotonic() < until and changes == _Changes.count else None

    def changes(self) -> int:
        """Return what :meth:`keep` wants to know; to be asked before the user is read."""
        return _Changes.count

    def keep(self, token: str, user: User, changes: int) -> None:
        """Remember the user of a token."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[token] = user, time.monotonic() + SECONDS, changes
