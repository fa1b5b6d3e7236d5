"""Dependencies as types: sessions, the caller, the parts of the process."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.errors import NotAllowedError, UnauthenticatedError
from api.state import AppState


async def get_state(request: Request) -> AppState:
    """Return what ``create_app`` made."""
    state: AppState = request.app.state.qifu
    return state


StateDep = Annotated[AppState, Depends(get_state)]


async def get_session(state: StateDep) -> AsyncIterator[Session]:
    """Yield a writing session, committed before the answer leaves."""
    async with state.database.slots(write=True), contextmanager_in_threadpool(state.database.session()) as session:
        yield session


async def get_read_session(state: StateDep) -> AsyncIterator[Session]:
    """Yield a reading session."""
    opened = state.database.session(write=False)
    async with state.database.slots(write=False), contextmanager_in_threadpool(opened) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
ReadSessionDep = Annotated[Session, Depends(get_read_session, scope="function")]


async def bearer(authorization: Annotated[str | None, Header(description="Bearer 凭证")] = None) -> str:
    """Return the bearer token.

    :raises UnauthenticatedError: If there is none.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("需要登录凭证（Authorization: Bearer …）。")
    return token.strip()


TokenDep = Annotated[str, Depends(bearer)]


async def current_user(token: TokenDep, state: StateDep) -> User:
    """Return the user who calls, for reading only: it may be shared with other requests."""
    user = state.callers.get(token)
    return user if user is not None else await run_in_threadpool(_look_up, token, state)


def _look_up(token: str, state: AppState) -> User:
    """Read the user of a token.

    The session ends at once: a request that kept one connection while it waits for its second would, in a crowd,
    leave no connection for anybody.
    """
    changes = state.callers.changes()
    with state.database.session(write=False) as session:
        user = accounts.of_token(session, state.secret, token)
    state.callers.keep(token, user, changes)
    return user


CurrentUser = Annotated[User, Depends(current_user)]


def allow(*roles: Role) -> Callable[[User], Awaitable[User]]:
    """Return a dependency that lets these roles (and administrators) in."""

    async def check(user: CurrentUser) -> User:
        if user.role not in (Role.ADMIN, *roles):
            raise NotAllowedError(f"您的角色（{user.role.value}）不能做这件事。")
        return user

    return check


AgentUser = Annotated[User, Depends(allow(Role.AGENT))]
CaseUser = Annotated[User, Depends(allow(Role.AGENT, Role.INSTITUTION))]
ListUser = Annotated[User, Depends(allow(Role.AGENT, Role.INSTITUTION, Role.VIEWER))]
AdminUser = Annotated[User, Depends(allow())]
MaintainerUser = Annotated[User, Depends(allow(Role.MAINTAINER))]


async def internal(state: StateDep, x_qifu_token: Annotated[str, Header()] = "") -> None:
    """Let in only the bot's action server, which knows the token the process runner made.

    :raises NotAllowedError: For anybody else.
    """
    expected = state.settings.internal_token.get_secret_value()
    if not expected or not hmac.compare_digest(x_qifu_token.encode(), expected.encode()):
        raise NotAllowedError("内部接口不对外开放。")
