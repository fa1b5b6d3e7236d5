"""Password hashing (argon2id)."""

from __future__ import annotations

from pwdlib import PasswordHash

_hasher = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Return the argon2id hash."""
    return _hasher.hash(password)


def verify_password(password: str, hashed: str) -> bool:
    """Tell whether the password belongs to the hash."""
    return _hasher.verify(password, hashed)
