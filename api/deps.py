"""Dependencies as types: sessions, the caller, the parts of the process."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Header, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from sqlmodel import Session
from starlette.exceptions import HTTPException

from api.accounts import cookies, sessions
from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.accounts.sessions import COOKIE
from api.errors import NotAllowedError, PageRefusedError, UnauthenticatedError
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


async def current_user(
    request: Request,
    state: StateDep,
    authorization: Annotated[str | None, Header(description="Bearer 凭证；浏览器登录后用会话 cookie")] = None,
) -> User:
    """Return the user who calls, by bearer token or by the browser's session; it may be shared with other requests.

    :raises UnauthenticatedError: If there is neither, or it does not hold.
    :raises NotAllowedError: If a cookie would authorise a write that no page of ours sent.
    """
    cookie = request.cookies.get(COOKIE)
    if authorization is not None or cookie is None:
        token = await bearer(authorization)
        known = state.callers.get(token)
        return known if known is not None else await run_in_threadpool(_of_token, token, state)
    cookies.check_write(request)
    known = state.callers.get(_known_as(cookie))
    return known if known is not None else await run_in_threadpool(_of_cookie, cookie, state)


def _of_token(token: str, state: AppState) -> User:
    """Read the user of a token.

    The session ends at once: a request that kept one connection while it waits for its second would, in a crowd,
    leave no connection for anybody.
    """
    changes = state.callers.changes()
    with state.database.session(write=False) as session:
        user = accounts.of_token(session, state.secret, token)
    state.callers.keep(token, user, changes)
    return user


def _of_cookie(cookie: str, state: AppState) -> User:
    """Read the user of a browser session, and note now and then that it is in use."""
    changes = state.callers.changes()
    with state.database.session(write=False) as session:
        user, row = sessions.find(session, cookie, session_limits(state))
    if sessions.is_to_be_noted(row):
        with state.database.session(flushed=False) as session:
            sessions.note_seen(session, row)
    state.callers.keep(_known_as(cookie), user, changes)
    return user


def _known_as(cookie: str) -> str:
    """Return the key of a cookie among known callers; no bearer token has a blank in it."""
    return f"{COOKIE} {cookie}"


def session_limits(state: AppState) -> sessions.Limits:
    """Return how long browser sessions last."""
    settings = state.settings
    return sessions.Limits(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))


CurrentUser = Annotated[User, Depends(current_user)]


def allow(*roles: Role) -> Callable[[User], Awaitable[User]]:
    """Return a dependency that lets these roles (and administrators) in."""

    async def check(user: CurrentUser) -> User:
        if user.role not in (Role.ADMIN, *roles):
            raise NotAllowedError(f"您的角色（{user.role.label}）不能做这件事。")
        return user

    return check


async def page_user(request: Request, state: StateDep) -> User:
    """Return the user who looks at a page; whoever is not signed in is sent to the login page, and from there back.

    :raises HTTPException: The way to the login page.
    """
    try:
        return await current_user(request, state)
    except UnauthenticatedError as error:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise HTTPException(303, headers={"Location": f"/login?next={quote(wanted, safe='/')}"}) from error


PageUser = Annotated[User, Depends(page_user)]


def allow_page(*roles: Role) -> Callable[[User], Awaitable[User]]:
    """Return a dependency for pages that lets these roles (and administrators) in."""

    async def check(user: PageUser) -> User:
        if user.role not in (Role.ADMIN, *roles):
            raise PageRefusedError(f"您的角色是{user.role.label}，看不了这一页。")
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
