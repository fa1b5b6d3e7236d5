"""Personal text encrypted at rest: column types that encrypt on the way in and decrypt on the way out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from api.errors import ConfigurationError


class Cipher:
    """Fernet (AES-128-CBC with HMAC-SHA256) under keys derived from texts; the first encrypts, any of them decrypts.

    :param secrets: The text in force, then those of the past, as long as anything may be encrypted under them.
    """

    def __init__(self, *secrets: str) -> None:
        self._hash_keys = [hashlib.sha256(b"qifu-lookup:" + secret.encode()).digest() for secret in secrets]
        keys = [Fernet(fernet_key("data", secret)) for secret in secrets]
        self._newest, self._any = keys[0], MultiFernet(keys)

    def encrypt(self, text: str) -> str:
        """Return the token for ``text``; two calls never return the same."""
        return self._newest.encrypt(text.encode()).decode("ascii")

    def decrypt(self, token: str) -> str:
        """Return the text; raises ``cryptography.fernet.InvalidToken`` under another key."""
        return self._any.decrypt(token.encode("ascii")).decode()

    def renewed(self, token: str) -> str | None:
        """Return the same text's token under the key in force; None if it is so already.

        :raises InvalidToken: If no key known here opens it.
        """
        try:
            self._newest.decrypt(token.encode("ascii"))
        except InvalidToken:
            return self.encrypt(self.decrypt(token))
        return None

    def fingerprint(self, text: str) -> str:
        """Return a keyed digest by which equal values can be found without being readable."""
        return self.fingerprints(text)[0]

    def fingerprints(self, text: str) -> list[str]:
        """Return the digests under every key, that of the key in force first: some rows may still have an older one."""
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._hash_keys]

    def term(self, text: str) -> int:
        """Return a keyed digest of 63 bits for a search index; short texts that occur often can be counted in it."""
        return self.terms(text)[0]

    def terms(self, text: str) -> list[int]:
        """Return the digests under every key, that of the key in force first."""
        found = (hmac.new(key, b"term:" + text.encode(), hashlib.sha256).digest() for key in self._hash_keys)
        return [int.from_bytes(digest[:8], "big") >> 1 for digest in found]


def fernet_key(use: str, secret: str) -> bytes:
    """Return the key for one use that a text of any length stands for."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"qifu-{use}:".encode() + secret.encode()).digest())


_current: Cipher | None = None


def use_secret(*secrets: str) -> Cipher:
    """Set the cipher of this process; called once where the process is wired."""
    global _current  # noqa: PLW0603 - column types have no other way to reach it
    _current = Cipher(*secrets)
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
