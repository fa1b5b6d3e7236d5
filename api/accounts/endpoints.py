"""Routes for logging in and for users."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from api.accounts import service, tokens
from api.accounts.models import User, UserCreate, UserPublic, UserUpdate
from api.deps import AdminUser, CurrentUser, ReadSessionDep, SessionDep, StateDep

router = APIRouter(prefix="/api/v1", tags=["账号"])


class LogIn(BaseModel):
    """Name and password."""

    username: str = Field(max_length=64, examples=["zuoxi01"])
    password: str = Field(max_length=200, examples=["********"])


class Token(BaseModel):
    """A bearer token."""

    token: str
    user: UserPublic


@router.post("/login", summary="用户名和密码换取凭证")
def log_in(data: Annotated[LogIn, Body()], session: ReadSessionDep, state: StateDep) -> Token:
    """Exchange name and password for a bearer token."""
    user = service.log_in(session, data.username, data.password)
    token = tokens.issue(state.secret, user.username, user.token_version, state.settings.token_days)
    return Token(token=token, user=UserPublic.model_validate(user))


@router.get("/me", summary="当前用户", response_model=UserPublic)
def me(user: CurrentUser) -> User:
    """Return the caller."""
    return user


@router.get("/users", summary="用户列表（管理员）", response_model=list[UserPublic])
def list_users(_: AdminUser, session: ReadSessionDep) -> list[User]:
    """Return all users."""
    return service.list_all(session)


@router.post("/users", summary="新建用户（管理员）", status_code=201, response_model=UserPublic)
def create_user(data: UserCreate, admin: AdminUser, session: SessionDep) -> User:
    """Create a user."""
    return service.create(session, data, admin.username)


@router.patch("/users/{username}", summary="修改用户（管理员），其凭证随之失效", response_model=UserPublic)
def update_user(username: str, data: UserUpdate, admin: AdminUser, session: SessionDep) -> User:
    """Change a user."""
    return service.update(session, username, data, admin.username)
