"""Routes for users."""

from __future__ import annotations

from fastapi import APIRouter

from api.accounts import service
from api.accounts.models import User, UserCreate, UserPublic, UserUpdate
from api.deps import AdminUser, CurrentUser, ReadSessionDep, SessionDep

router = APIRouter(prefix="/api/v1", tags=["账号"])


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
