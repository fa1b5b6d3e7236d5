"""Routes that give users a place in the network."""

from __future__ import annotations

from fastapi import APIRouter

from api.accounts.models import User, UserCreate, UserPublic, UserUpdate
from api.deps import AdminUser, SessionDep
from api.windows import placing

router = APIRouter(prefix="/api/v1/users", tags=["账号"])


@router.post("", summary="新建用户（管理员）", status_code=201, response_model=UserPublic)
def create_user(data: UserCreate, admin: AdminUser, session: SessionDep) -> User:
    """Create a user."""
    return placing.create(session, data, admin.username)


@router.patch("/{username}", summary="修改用户（管理员），其凭证随之失效", response_model=UserPublic)
def update_user(username: str, data: UserUpdate, admin: AdminUser, session: SessionDep) -> User:
    """Change a user."""
    return placing.update(session, username, data, admin.username)
