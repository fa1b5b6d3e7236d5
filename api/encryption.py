"""Personal text encrypted at rest: column types that encrypt on the way in and decrypt on the way out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from api.errors import ConfigurationError


class Cipher:
    """Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from the process secret."""

    def __init__(self, secret: str) -> None:
        self._hash_key = hashlib.sha256(b"qifu-lookup:" + secret.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"qifu-data:" + secret.encode()).digest()))

    def encrypt(self, text: str) -> str:
        """Return the token for ``text``; two calls never return the same."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def decrypt(self, token: str) -> str:
        """Return the text; raises ``cryptography.fernet.InvalidToken`` under another key."""
        return self._fernet.decrypt(token.encode("ascii")).decode()

    def fingerprint(self, text: str) -> str:
        """Return a keyed digest by which equal values can be found without being readable."""
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()

    def term(self, text: str) -> int:
        """Return a keyed digest of 63 bits for a search index; short texts that occur often can be counted in it."""
        digest = hmac.new(self._hash_key, b"term:" + text.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big") >> 1


_current: Cipher | None = None


def use_secret(secret: str) -> Cipher:
    """Set the cipher of this process; called once where the process is wired."""
    global _current  # noqa: PLW0603 - column types have no other way to reach it
    _current = Cipher(secret)
    return _current


def current() -> Cipher:
    """Return the process cipher.

    :raises ConfigurationError: If ``use_secret`` was not called.
    """
    if _current is None:
        raise ConfigurationError("No encryption key: call use_secret before touching personal columns.")
    return _current


class EncryptedText(TypeDecorator[str]):
    """A text column that is unreadable in the database file and its backups."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else current().encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else current().decrypt(value)


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value kept encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Serialise, then encrypt."""
        return None if value is None else current().encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Decrypt, then parse."""
        return None if value is None else json.loads(current().decrypt(value))
