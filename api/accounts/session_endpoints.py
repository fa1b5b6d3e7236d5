"""Routes of browser sessions, one's own password, and waits after failed logins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session, select

from api.accounts import cookies, guards, service, sessions, tokens
from api.accounts.entry import Caller, Entry
from api.accounts.models import GuardScope, User, UserPublic, UserSession
from api.accounts.sessions import COOKIE
from api.clock import iso
from api.deps import AdminUser, CurrentUser, ReadSessionDep, SessionDep, StateDep, session_limits

router = APIRouter(prefix="/api/v1", tags=["账号"])


class LogIn(BaseModel):
    """Name and password."""

    username: str = Field(max_length=64, examples=["zuoxi01"])
    password: str = Field(max_length=200, examples=["********"])


class Token(BaseModel):
    """A bearer token."""

    token: str
    user: UserPublic


class PasswordChange(BaseModel):
    """The password one has, and the one wished for."""

    old: str = Field(max_length=200)
    new: str = Field(max_length=200, description="至少 10 个字符，不含用户名，不能太常见")


def caller(request: Request) -> Caller:
    """Return from where a request comes."""
    return Caller(request.client.host if request.client else "", request.headers.get("user-agent", "")[:200])


def current_session(request: Request, session: Session) -> int | None:
    """Return the number of the browser session that a request belongs to."""
    cookie = request.cookies.get(COOKIE)
    query = select(UserSession.id).where(UserSession.token_digest == tokens.digest(cookie or ""))
    return session.exec(query).first() if cookie else None


@router.post("/login", summary="用户名和密码换取凭证；连续失败要等待")
async def log_in(data: Annotated[LogIn, Body()], request: Request, state: StateDep) -> Token:
    """Exchange name and password for a bearer token."""
    user = await Entry(state.database).log_in(data.username, data.password, caller(request))
    return _token(user, state)


@router.post("/sessions", status_code=201, summary="在浏览器里登录：会话放进 cookie")
async def create_session(
    data: Annotated[LogIn, Body()], request: Request, response: Response, state: StateDep
) -> UserPublic:
    """Sign in in a browser; the cookie is unreadable for scripts and stays on this site."""
    cookies.check_origin(request)
    entry, limits = Entry(state.database), session_limits(state)
    user, token = await entry.open_session(data.username, data.password, caller(request), limits)
    cookies.put(response, request, state.settings, token)
    return UserPublic.model_validate(user)


@router.get("/sessions", summary="我在哪些浏览器里登录着")
def list_sessions(
    request: Request, user: CurrentUser, session: ReadSessionDep, state: StateDep
) -> list[dict[str, Any]]:
    """Return one's own sessions."""
    current = current_session(request, session)
    return [sessions.public(row, current) for row in sessions.of_user(session, user, session_limits(state))]


@router.delete("/sessions/current", status_code=204, summary="退出这个浏览器里的登录")
def end_current_session(
    request: Request, response: Response, user: CurrentUser, session: SessionDep, state: StateDep
) -> None:
    """Sign out."""
    current = current_session(request, session)
    if current is not None:
        sessions.end(session, user, current)
        service.record(session, user.username, "logout", user.username)
    cookies.take_back(response, request, state.settings)


@router.delete("/sessions/{session_id}", status_code=204, summary="结束我的另一个登录")
def end_session(session_id: int, user: CurrentUser, session: SessionDep) -> None:
    """End one of one's own sessions."""
    sessions.end(session, user, session_id)
    service.record(session, user.username, "end_session", user.username, str(session_id))


@router.post("/me/password", summary="改自己的密码；其他登录和凭证随之失效，返回新凭证")
async def change_password(data: PasswordChange, request: Request, user: CurrentUser, state: StateDep) -> Token:
    """Change one's own password."""
    with state.database.session(write=False) as session:
        kept = current_session(request, session)
    changed = await Entry(state.database).change_password(user, data.old, data.new, caller(request), kept)
    return _token(changed, state)


@router.get("/lockouts", summary="登录失败太多、正在等待的用户名和网络地址（管理员）")
def list_lockouts(_: AdminUser, session: ReadSessionDep) -> list[dict[str, Any]]:
    """Return who has to wait; of names that nobody has nothing is told."""
    names = {guards.subject_of_name(user.username): user.username for user in service.list_all(session)}
    return [
        {
            "id": guard.id,
            "scope": guard.scope.value,
            "subject": names.get(guard.subject) if guard.scope is GuardScope.USER else guard.subject,
            "failures": guard.failures,
            "locked_until": iso(guard.locked_until) if guard.locked_until else None,
        }
        for guard in guards.locked(session)
    ]


@router.delete("/lockouts/{guard_id}", status_code=204, summary="解除一个登录等待（管理员），留痕")
def end_lockout(guard_id: int, admin: AdminUser, session: SessionDep) -> None:
    """Let a name or an address try again at once."""
    guard = guards.unlock(session, guard_id)
    service.record(session, admin.username, "unlock", guard.scope.value, str(guard_id))


@router.post("/users/{username}/unlock", summary="解锁用户（管理员），留痕", response_model=UserPublic)
def unlock_user(username: str, admin: AdminUser, session: SessionDep) -> User:
    """Let a user try again at once."""
    user = service.require(session, username)
    guards.unlock_name(session, username)
    service.record(session, admin.username, "unlock", username)
    return user


def _token(user: User, state: StateDep) -> Token:
    token = tokens.issue(state.secret, user.username, user.token_version, state.settings.token_days)
    return Token(token=token, user=UserPublic.model_validate(user))
