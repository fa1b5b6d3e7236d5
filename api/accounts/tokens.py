"""Bearer tokens: signed ones for users, random ones for conversations."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from api.errors import UnauthenticatedError

ALGORITHM = "HS256"


@dataclass(frozen=True)
class Claim:
    """What a user token says; it holds while the user's ``token_version`` is the same."""

    username: str
    version: int


def issue(secret: str, username: str, version: int, days: int) -> str:
    """Return a token for a user, valid for ``days``."""
    now = datetime.now(UTC)
    payload = {"sub": username, "ver": version, "iat": now, "exp": now + timedelta(days=days)}
    return jwt.encode(payload, _key(secret), algorithm=ALGORITHM)


def read(secret: str, token: str) -> Claim:
    """Return what a token says.

    :raises UnauthenticatedError: If it is forged, expired or malformed.
    """
    try:
        payload = jwt.decode(token, _key(secret), algorithms=[ALGORITHM], options={"require": ["sub", "ver", "exp"]})
        return Claim(str(payload["sub"]), int(payload["ver"]))
    except (jwt.PyJWTError, ValueError) as error:
        raise UnauthenticatedError("登录凭证无效或已过期，请重新获取。") from error


def new_conversation_token() -> str:
    """Return a random token of 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a conversation token."""
    return hashlib.sha256(token.encode()).hexdigest()


def matches(token: str, stored: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(digest(token), stored)


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"qifu-token:" + secret.encode()).digest()
