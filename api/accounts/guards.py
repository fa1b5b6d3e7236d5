"""Failed attempts to sign in, counted in the database so that they count in every process, and the waits they bring."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from api.accounts.models import GuardScope, LoginGuard
from api.clock import aware, utc_now
from api.errors import NotFoundError, TooManyAttemptsError

FORGOTTEN = timedelta(hours=24)  # without an attempt for so long, counting begins anew
LONGEST = timedelta(hours=1)
SHORTEST = timedelta(minutes=1)
MOST_DOUBLINGS = 6


@dataclass(frozen=True)
class Limit:
    """From how many failures on one has to wait; the wait doubles with every further failure up to an hour.

    An address may stand for a whole office behind one connection, a name for one person.
    """

    failures: int
    sentence: str

    def wait(self, failures: int) -> timedelta | None:
        """Return how long to wait after so many failures."""
        over = failures - self.failures
        return min(SHORTEST * 2 ** min(over, MOST_DOUBLINGS), LONGEST) if over >= 0 else None


LIMITS = {
    GuardScope.USER: Limit(5, "这个用户名连续登录失败次数太多，请过{wait}再试，或请管理员解锁。"),
    GuardScope.ADDRESS: Limit(50, "这个网络地址登录失败次数太多，请过{wait}再试，或请管理员解锁。"),
}


def subject_of_name(username: str) -> str:
    """Return what is kept of a name: whoever reads the table must not find a password typed into the wrong field."""
    return hashlib.sha256(b"qifu-name:" + username.casefold().encode(errors="replace")).hexdigest()


def subject_of_address(address: str) -> str:
    """Return what is kept of an address; of IPv6 the network, within which one machine has many."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)  # noqa: PLR2004


def begin(session: Session, username: str, address: str) -> None:
    """Count an attempt as failed before the password is looked at: guesses sent at once cannot outrun the count.

    :raises TooManyAttemptsError: If the name or the address has to wait; such an attempt is not counted.
    """
    now = utc_now()
    guards = [_guard(session, scope, subject) for scope, subject in _subjects(username, address)]
    for guard in guards:
        _refuse(guard, now)
    for guard in guards:
        guard.failures = 1 if now - aware(guard.last_at) > FORGOTTEN else guard.failures + 1
        wait = LIMITS[guard.scope].wait(guard.failures)
        guard.last_at, guard.locked_until = now, now + wait if wait else None
        session.add(guard)
    session.flush()


def succeed(session: Session, username: str, address: str) -> None:
    """Take the attempt back: the name begins anew, the address loses this one failure alone."""
    for scope, subject in _subjects(username, address):
        guard = _guard(session, scope, subject)
        guard.failures = 0 if scope is GuardScope.USER else max(0, guard.failures - 1)
        if LIMITS[scope].wait(guard.failures) is None:
            guard.locked_until = None
        session.add(guard)
    session.flush()


def locked(session: Session) -> list[LoginGuard]:
    """Return who has to wait now, the longest first."""
    query = select(LoginGuard).where(col(LoginGuard.locked_until) > utc_now())
    return list(session.exec(query.order_by(col(LoginGuard.locked_until).desc())))


def unlock_name(session: Session, username: str) -> None:
    """Forget the failures of a user name."""
    statement = delete(LoginGuard).where(
        col(LoginGuard.scope) == GuardScope.USER, col(LoginGuard.subject) == subject_of_name(username)
    )
    session.connection().execute(statement)


def unlock(session: Session, guard_id: int) -> LoginGuard:
    """Forget the failures of a name or an address.

    :raises NotFoundError: If there are none.
    """
    guard = session.get(LoginGuard, guard_id)
    if guard is None:
        raise NotFoundError(f"没有编号为 {guard_id} 的登录锁定，可能已经解锁。")
    session.delete(guard)
    session.flush()
    return guard


def _subjects(username: str, address: str) -> list[tuple[GuardScope, str]]:
    return [(GuardScope.USER, subject_of_name(username)), (GuardScope.ADDRESS, subject_of_address(address))]


def _guard(session: Session, scope: GuardScope, subject: str) -> LoginGuard:
    """Return the row of a name or an address, held until this session ends."""
    query = select(LoginGuard).where(LoginGuard.scope == scope, LoginGuard.subject == subject).with_for_update()
    found = session.exec(query).first()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            fresh = LoginGuard(scope=scope, subject=subject)
            session.add(fresh)
        return fresh
    except IntegrityError:  # another attempt at once was faster
        return session.exec(query).one()


def _refuse(guard: LoginGuard, now: datetime) -> None:
    if guard.locked_until is not None and (left := aware(guard.locked_until) - now) > timedelta(0):
        seconds = math.ceil(left.total_seconds())
        raise TooManyAttemptsError(LIMITS[guard.scope].sentence.format(wait=told(seconds)), seconds)


def told(seconds: int) -> str:
    """Return a wait as people say it."""
    return f"{-(-seconds // 60)}分钟" if seconds > 60 else f"{seconds}秒"  # noqa: PLR2004
