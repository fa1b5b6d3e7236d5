"""Users: making, finding, logging in."""

from __future__ import annotations

import structlog
from sqlmodel import Session, col, select

from api.accounts import passwords, tokens
from api.accounts.models import USERNAME, AuditEntry, Role, User, UserCreate, UserSession, UserUpdate
from api.errors import ConfigurationError, ConflictError, InvalidInputError, NotFoundError, UnauthenticatedError
from knowledge.reading.identifiers import mask_identity_numbers, mask_phones

log = structlog.get_logger(__name__)
WRONG = "用户名或密码不对。"
_NOBODY = passwords.hash_password("nobody-has-this-password")  # keeps unknown names as slow as known ones


def get(session: Session, username: str) -> User | None:
    """Return the user of this name."""
    return session.exec(select(User).where(User.username == username)).first()


def require(session: Session, username: str) -> User:
    """Return the user of this name.

    :raises NotFoundError: If there is none.
    """
    user = get(session, username)
    if user is None:
        raise NotFoundError(f"没有用户“{username}”。")
    return user


def create(session: Session, data: UserCreate, actor: str) -> User:
    """Create a user.

    :raises ConflictError: If the name is taken.
    :raises InvalidInputError: If the password is guessed first.
    """
    passwords.check(data.password, data.username)
    return _create(session, data, actor)


def _create(session: Session, data: UserCreate, actor: str) -> User:
    if get(session, data.username):
        raise ConflictError(f"用户名“{data.username}”已被使用。")
    user = User(
        username=data.username,
        role=data.role,
        window=data.window,
        institution=data.institution,
        is_active=data.is_active,
        password_hash=passwords.hash_password(data.password),
    )
    session.add(user)
    record(session, actor, "create_user", data.username, data.role.value)
    session.flush()
    return user


def update(session: Session, username: str, data: UserUpdate, actor: str) -> User:
    """Change a user; a new password, role or state ends all his tokens and sessions.

    :raises InvalidInputError: If the new password is guessed first.
    """
    user = require(session, username)
    changes = {
        k: v for k, v in data.model_dump(exclude_unset=True).items() if v is not None or k in ("window", "institution")
    }
    password = changes.pop("password", None)
    for name, value in changes.items():
        setattr(user, name, value)
    if password:
        set_password(user, password)
    end_access(session, user)
    record(session, actor, "update_user", username, ",".join(sorted(data.model_fields_set)))
    session.flush()
    return user


def set_password(user: User, password: str) -> None:
    """Give a user another password.

    :raises InvalidInputError: If it is guessed first.
    """
    passwords.check(password, user.username)
    user.password_hash = passwords.hash_password(password)


def change_password(user: User, old: str, new: str) -> None:
    """Give a user another password than the one he has.

    :raises InvalidInputError: If it is the same, or guessed first.
    """
    if old == new:
        raise InvalidInputError("新密码和旧密码一样，请换一个。")
    set_password(user, new)


def end_access(session: Session, user: User, but: int | None = None) -> None:
    """End all tokens and browser sessions of a user.

    :param but: A session that goes on.
    """
    user.token_version += 1
    session.add(user)
    for one in session.exec(select(UserSession).where(UserSession.user_id == user.id, col(UserSession.id) != but)):
        session.delete(one)


def list_all(session: Session) -> list[User]:
    """Return all users by name."""
    return list(session.exec(select(User).order_by(User.username)))


def log_in(session: Session, username: str, password: str) -> User:
    """Return the user if name and password fit.

    :raises UnauthenticatedError: If they do not; the answer does not tell which.
    """
    user = get(session, username)
    right = passwords.verify_password(password, user.password_hash if user else _NOBODY)
    if user is None or not right or not user.is_active:
        raise UnauthenticatedError(WRONG)
    return user


def of_token(session: Session, secret: str, token: str) -> User:
    """Return the user a bearer token belongs to.

    :raises UnauthenticatedError: If the token or the user no longer holds.
    """
    claim = tokens.read(secret, token)
    user = get(session, claim.username)
    if user is None or not user.is_active or user.token_version != claim.version:
        raise UnauthenticatedError("登录凭证已失效，请重新获取。")
    return user


def bootstrap(session: Session, spec: str) -> User | None:
    """Create the first administrator from ``user:password`` in a database without users."""
    username, _, password = spec.partition(":")
    if not password or session.exec(select(User).limit(1)).first():
        return None
    if not USERNAME.fullmatch(username):
        raise ConfigurationError(
            f"QIFU_BOOTSTRAP_ADMIN: {username!r} cannot be a user name (2 to 64 letters, digits, . @ -)."
        )
    if len(password) < passwords.SHORTEST:
        log.warning("bootstrap_password_short", characters=len(password), wanted=passwords.SHORTEST)
    data = UserCreate.model_construct(
        username=username, password=password, role=Role.ADMIN, window=None, institution=None, is_active=True
    )
    return _create(session, data, actor="bootstrap")


def record(session: Session, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Write an audit entry; it is committed with the deed. Numbers of persons in it are masked."""
    plain = mask_phones(mask_identity_numbers(detail))
    session.add(AuditEntry(actor=actor, action=action, subject=subject[:64], detail=plain[:500]))
