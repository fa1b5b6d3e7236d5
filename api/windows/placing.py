"""Where a user stands in the network: a window or an institution that there is, of the kind that fits the role."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api.accounts import service as accounts
from api.accounts.models import Role, User, UserCreate, UserUpdate
from api.catalogue.models import Institution
from api.errors import InvalidInputError, NotFoundError
from api.windows import tree

PLACE = frozenset({"role", "window", "institution"})


def create(session: Session, data: UserCreate, actor: str) -> User:
    """Create a user with a place.

    :raises ConflictError: If the name is taken.
    :raises InvalidInputError: If the password is guessed first, or the place does not fit the role.
    :raises NotFoundError: If there is no such window or institution.
    """
    require_place(session, data.role, data.window, data.institution)
    return accounts.create(session, data, actor)


def update(session: Session, username: str, data: UserUpdate, actor: str) -> User:
    """Change a user; the place is looked at if it changes: whose window has left the tree can still be closed.

    :raises NotFoundError: If there is no such user, window or institution.
    :raises InvalidInputError: If the new password is guessed first, or the place does not fit the role.
    """
    user, given = accounts.require(session, username), data.model_dump(exclude_unset=True)
    if given.keys() & PLACE:
        after: dict[str, Any] = {name: given.get(name, getattr(user, name)) for name in PLACE}
        require_place(session, after["role"] or user.role, after["window"], after["institution"])
    return accounts.update(session, username, data, actor)


def require_place(session: Session, role: Role, window: str | None, institution: str | None) -> None:
    """Refuse a place that does not exist or does not fit: who is given a wrong one sees nothing, or everything.

    :raises NotFoundError: If there is no such window or institution.
    :raises InvalidInputError: If somebody of an institution names none, or anybody else names one.
    """
    if role is Role.INSTITUTION and not institution:
        raise InvalidInputError("机构人员要写明是哪家服务机构。")
    if role is not Role.INSTITUTION and institution:
        raise InvalidInputError(f"只有机构人员属于服务机构，{role.label}请写明窗口。")
    if window is not None:
        tree.load(session).require(window)
    if institution and session.exec(select(Institution.key).where(Institution.key == institution)).first() is None:
        raise NotFoundError(f"没有编号为 {institution[:64]} 的服务机构。")
