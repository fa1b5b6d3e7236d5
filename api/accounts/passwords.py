"""Password hashing (argon2id), and what a password must be."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pwdlib import PasswordHash

from api.errors import InvalidInputError

COMMON = Path(__file__).parent / "common_passwords.txt"
SHORTEST = 10
LEAST_DIFFERENT = 5  # characters that must differ from one another
_hasher = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Return the argon2id hash."""
    return _hasher.hash(password)


def verify_password(password: str, hashed: str) -> bool:
    """Tell whether the password belongs to the hash."""
    return _hasher.verify(password, hashed)


def check(password: str, username: str) -> None:
    """Refuse a password that is guessed first.

    :raises InvalidInputError: If it is short, holds the user's name, is well known, or hardly varies.
    """
    plain = password.casefold()
    if len(password) < SHORTEST:
        raise InvalidInputError(f"密码至少 {SHORTEST} 个字符，现在是 {len(password)} 个。")
    if username.casefold() in plain:
        raise InvalidInputError("密码里不能有用户名。")
    if plain in common() or plain.rstrip("0123456789!@#.") in common():
        raise InvalidInputError("这个密码太常见，很容易被猜到，请换一个。")
    if len(set(plain)) < LEAST_DIFFERENT:
        raise InvalidInputError(f"密码里至少要有 {LEAST_DIFFERENT} 个不同的字符。")


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the passwords that are tried first, in lower case."""
    return frozenset(COMMON.read_text(encoding="utf-8").split())
