"""Signing in and changing one's password: counted, audited, without ever keeping what was typed as a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from api.accounts import guards, service, sessions
from api.accounts.models import User
from api.database import Database
from api.errors import TooManyAttemptsError, UnauthenticatedError

P = ParamSpec("P")
T = TypeVar("T")
UNKNOWN = "?"  # kept instead of a name nobody has: it may be a password typed into the wrong field


@dataclass(frozen=True)
class Caller:
    """From where somebody signs in."""

    address: str
    agent: str


class Entry:
    """The door. An attempt is counted in one transaction, judged outside of any, and settled in another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def log_in(self, username: str, password: str, caller: Caller) -> User:
        """Return the user if name and password fit.

        :raises UnauthenticatedError: If they do not; the answer does not tell which.
        :raises TooManyAttemptsError: If name or address has to wait.
        """
        return await self._attempt(username, password, caller, "login")

    async def open_session(
        self, username: str, password: str, caller: Caller, limits: sessions.Limits
    ) -> tuple[User, str]:
        """Return the user with the token for his browser's cookie; raises like :meth:`log_in`."""
        user = await self._attempt(username, password, caller, "login")
        return user, await self._write(_open, user, caller, limits)

    async def change_password(self, user: User, old: str, new: str, caller: Caller, kept: int | None) -> User:
        """Give a user the password he wishes; his tokens and his other sessions end.

        :param kept: The session in which he asks for it.
        :raises UnauthenticatedError: If the old one is wrong; a stolen session must not be enough.
        :raises InvalidInputError: If the new one is guessed first, or is the old one.
        """
        await self._attempt(user.username, old, caller, "confirm_password")
        return await self._write(_change, user.username, old, new, kept)

    async def _attempt(self, username: str, password: str, caller: Caller, action: str) -> User:
        try:
            await self._write(guards.begin, username, caller.address)
        except TooManyAttemptsError as error:
            await self._write(_audit, username, f"{action}_locked", caller, "")
            raise error
        try:
            user = await run_in_threadpool(self._judge, username, password)
        except UnauthenticatedError as error:
            await self._write(_audit, username, f"{action}_failed", caller, "")
            raise error
        await self._write(_settle, username, action, caller)
        return user

    def _judge(self, username: str, password: str) -> User:
        with self._database.session(write=False) as session:
            return service.log_in(session, username, password)

    async def _write(self, step: Callable[Concatenate[Session, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a step in a transaction of its own, when its turn to write has come."""

        def run() -> T:
            with self._database.session() as session:
                return step(session, *arguments, **named)

        async with self._database.slots(write=True):
            return await run_in_threadpool(run)


def _audit(session: Session, username: str, action: str, caller: Caller, detail: str) -> None:
    known = service.get(session, username)
    name = known.username if known else UNKNOWN
    service.record(session, name, action, name, f"{caller.address} {detail}".strip())


def _settle(session: Session, username: str, action: str, caller: Caller) -> None:
    guards.succeed(session, username, caller.address)
    if action == "login":
        _audit(session, username, action, caller, caller.agent)


def _open(session: Session, user: User, caller: Caller, limits: sessions.Limits) -> str:
    return sessions.open_session(session, user, limits, caller.agent, caller.address)[1]


def _change(session: Session, username: str, old: str, new: str, kept: int | None) -> User:
    user = service.require(session, username)
    service.change_password(user, old, new)
    service.end_access(session, user, but=kept)
    service.record(session, username, "change_password", username)
    session.flush()
    return user
