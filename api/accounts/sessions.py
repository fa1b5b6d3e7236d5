"""Browser sessions: a random token in a cookie, its digest in the database; ended by time, by hand or by a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from api.accounts import tokens
from api.accounts.models import User, UserSession
from api.clock import aware, iso, utc_now
from api.errors import NotFoundError, UnauthenticatedError

COOKIE = "qifu_session"
SEEN_EVERY = timedelta(minutes=1)  # not every request writes
OVER = "登录已过期，请重新登录。"


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without a request, and at most."""

    idle: timedelta
    absolute: timedelta


def open_session(session: Session, user: User, limits: Limits, agent: str, address: str) -> tuple[UserSession, str]:
    """Open a session for a user who proved who he is; return it with the cookie's token."""
    token = tokens.new_conversation_token()
    row = UserSession(
        user_id=user.id or 0,
        token_digest=tokens.digest(token),
        agent=agent[:200],
        address=address[:64],
        expires_at=utc_now() + limits.absolute,
    )
    session.add(row)
    session.flush()
    return row, token


def find(session: Session, token: str, limits: Limits) -> tuple[User, UserSession]:
    """Return the user of a cookie's token, and his session.

    :raises UnauthenticatedError: If the session is over, or the user may no longer work.
    """
    row = session.exec(select(UserSession).where(UserSession.token_digest == tokens.digest(token))).first()
    user = session.get(User, row.user_id) if row and not is_over(row, limits) else None
    if row is None or user is None or not user.is_active:
        raise UnauthenticatedError(OVER)
    return user, row


def is_over(row: UserSession, limits: Limits) -> bool:
    """Tell whether a session has lasted too long, or nobody used it for too long."""
    now = utc_now()
    return now >= aware(row.expires_at) or now - aware(row.seen_at) >= limits.idle


def is_to_be_noted(row: UserSession) -> bool:
    """Tell whether it should be written that the session is in use."""
    return utc_now() - aware(row.seen_at) >= SEEN_EVERY


def note_seen(session: Session, row: UserSession) -> None:
    """Write that the session is in use; past the session's objects, as it changes nobody's rights."""
    session.connection().execute(update(UserSession).where(col(UserSession.id) == row.id).values(seen_at=utc_now()))


def of_user(session: Session, user: User, limits: Limits) -> list[UserSession]:
    """Return a user's sessions that hold, newest first."""
    query = select(UserSession).where(UserSession.user_id == user.id).order_by(col(UserSession.id).desc())
    return [row for row in session.exec(query) if not is_over(row, limits)]


def end(session: Session, user: User, session_id: int) -> None:
    """End one of a user's sessions.

    :raises NotFoundError: If he has none of this number.
    """
    row = session.get(UserSession, session_id)
    if row is None or row.user_id != user.id:
        raise NotFoundError("没有这个登录，可能已经退出。")
    session.delete(row)
    session.flush()


def sweep(session: Session, limits: Limits) -> int:
    """Delete sessions that are over; return how many."""
    now = utc_now()
    over = (col(UserSession.expires_at) <= now) | (col(UserSession.seen_at) <= now - limits.idle)
    return session.connection().execute(delete(UserSession).where(over)).rowcount


def public(row: UserSession, current: int | None) -> dict[str, Any]:
    """Return one session to its owner."""
    return {
        "id": row.id,
        "agent": row.agent,
        "address": row.address,
        "created_at": iso(row.created_at),
        "seen_at": iso(row.seen_at),
        "expires_at": iso(row.expires_at),
        "current": row.id == current,
    }
