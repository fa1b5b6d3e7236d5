"""Commands act as somebody: under his role and his scope, like the routes that do the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.accounts.reveals import Reveal
from api.errors import InvalidInputError, NotAllowedError
from api.process import process

CHANNEL = "cli"
AGENTS = (Role.AGENT,)
OFFICES = (Role.AGENT, Role.INSTITUTION)
READERS = (Role.AGENT, Role.INSTITUTION, Role.VIEWER)
MANAGERS = (Role.AGENT, Role.VIEWER)


@contextmanager
def acting(username: str, roles: tuple[Role, ...], writes: bool = True, searching: bool = False) -> Iterator[Session]:
    """Yield a session to somebody of one of these roles; what he does is committed when he is done.

    :raises NotFoundError: If there is no such user.
    :raises NotAllowedError: If his role may not, or his account is closed.
    """
    with process(searching=searching) as state, state.database.session(write=writes) as session:
        require(session, username, roles)
        yield session


def require(session: Session, username: str, roles: tuple[Role, ...]) -> User:
    """Return a user who may act in one of these roles; administrators may in all.

    :raises NotFoundError: If there is no such user.
    :raises NotAllowedError: If his role may not, or his account is closed.
    """
    user = accounts.require(session, username)
    if not user.is_active:
        raise NotAllowedError(f"用户 {username[:64]} 已停用。")
    if user.role not in (Role.ADMIN, *roles):
        raise NotAllowedError(f"{user.role.label}不能做这件事。")
    return user


def shown(session: Session, user: User, case_no: str, purpose: str, known: Mapping[str, Any]) -> str:
    """Return a contact as the terminal shows it, with the purpose kept in the audit."""
    told = reveals.reveal(session, user, case_no, Reveal(purpose=purpose), known.get("phone"), known.get("contact"))
    return f"{told.contact or '没有留姓名'}  {told.phone or '没有留电话'}"


def written(text: str) -> str:
    """Return what was written, without the blanks around it.

    :raises InvalidInputError: If nothing was.
    """
    if not text.strip():
        raise InvalidInputError("备注是空的。")
    return text.strip()
