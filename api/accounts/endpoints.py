"""Routes that tell of users."""

from __future__ import annotations

from fastapi import APIRouter

from api.accounts import service
from api.accounts.models import User, UserPublic
from api.deps import AdminUser, CurrentUser, ReadSessionDep

router = APIRouter(prefix="/api/v1", tags=["账号"])


@router.get("/me", summary="当前用户", response_model=UserPublic)
def me(user: CurrentUser) -> User:
    """Return the caller."""
    return user


@router.get("/users", summary="用户列表（管理员）", response_model=list[UserPublic])
def list_users(_: AdminUser, session: ReadSessionDep) -> list[User]:
    """Return all users."""
    return service.list_all(session)
