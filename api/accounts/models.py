"""Users and the audit of what they looked at."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from pydantic import field_validator
from sqlalchemy import DateTime, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment, optional_moment

USERNAME = re.compile(r"[\w.@-]{2,64}")


class Role(StrEnum):
    """What a user may do; each role stands alone, the administrator may do everything."""

    ADMIN = "admin"
    AGENT = "agent"
    MAINTAINER = "maintainer"
    REVIEWER = "reviewer"
    VIEWER = "viewer"
    INSTITUTION = "institution"  # works for a service institution: sees what was dispatched to it

    @property
    def label(self) -> str:
        """Return how the role is told to people."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ADMIN: "管理员",
    Role.AGENT: "坐席",
    Role.MAINTAINER: "维护员",
    Role.REVIEWER: "审核员",
    Role.VIEWER: "只读人员",
    Role.INSTITUTION: "机构人员",
}


class UserBase(SQLModel):
    """What a user is known by."""

    username: str = Field(min_length=2, max_length=64, index=True, unique=True)
    role: Role = Field(default=Role.VIEWER, sa_type=enum_of(Role))
    window: str | None = Field(default=None, max_length=64, description="业务窗口编号，空为不限")
    institution: str | None = Field(default=None, max_length=64, description="服务机构编号，仅机构用户")
    is_active: bool = True


class UserCreate(UserBase):
    """A new user with a password."""

    password: str = Field(min_length=10, max_length=200)

    @field_validator("username")
    @classmethod
    def _is_a_name(cls, username: str) -> str:
        """Refuse what cannot be written in a command or a header."""
        if not USERNAME.fullmatch(username):
            raise ValueError("用户名只能用字母、数字和 . @ - _")
        return username


class UserUpdate(SQLModel):
    """What may be changed of a user."""

    role: Role | None = None
    window: str | None = Field(default=None, max_length=64)
    institution: str | None = Field(default=None, max_length=64)
    is_active: bool | None = None
    password: str | None = Field(default=None, min_length=10, max_length=200)


class UserPublic(UserBase):
    """What others may see of a user."""

    id: int


class User(UserBase, table=True):
    """A user; ``token_version`` rises when all his tokens must end."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    password_hash: str
    token_version: int = 0
    created_at: datetime = moment()


class UserSession(SQLModel, table=True):
    """A browser in which a user is signed in; the cookie's token is kept as a digest, and ending it deletes the row."""

    __tablename__ = "user_sessions"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    token_digest: str = Field(max_length=64, index=True, unique=True)
    agent: str = Field(default="", max_length=200, description="浏览器自报的名称")
    address: str = Field(default="", max_length=64)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = Field(sa_type=DateTime(timezone=True), index=True)


class GuardScope(StrEnum):
    """What failed attempts to sign in are counted by."""

    USER = "user"
    ADDRESS = "address"


class LoginGuard(SQLModel, table=True):
    """Attempts that failed, by user name (as a digest: people type passwords into that field) or by client address."""

    __tablename__ = "login_guards"
    __table_args__ = (UniqueConstraint("scope", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    scope: GuardScope = Field(sa_type=enum_of(GuardScope))
    subject: str = Field(max_length=64)
    failures: int = 0
    last_at: datetime = moment(index=True)
    locked_until: datetime | None = optional_moment()


class AuditEntry(SQLModel, table=True):
    """Who did or read what, about whom; written in the same commit as the deed."""

    __tablename__ = "audit_entries"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    actor: str = Field(max_length=64, index=True)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=64, index=True)
    detail: str = Field(default="", max_length=500)
