"""Signatures and encryption of callbacks, as WeChat and WeCom both use them.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.errors import ConfigurationError, InvalidInputError, NotAllowedError

KEY_CHARACTERS = 43  # of the EncodingAESKey; 32 bytes as base64 without its padding
BLOCK_BYTES = 32  # PKCS#7 goes up to 32, twice the cipher's own block
CIPHER_BLOCK_BYTES = 16
NOISE_BYTES = 16  # at random before the length, so that equal messages differ
LENGTH_BYTES = 4


class SignatureError(NotAllowedError):
    """The signature does not hold: the sender does not know the callback's token."""


class UnreadableMessageError(InvalidInputError):
    """What came is not a message. One sentence for every reason, so that nobody learns the key from the difference."""


@dataclass(frozen=True)
class Opened:
    """A decrypted message.

    :param text: What was inside.
    :param key: The AES key that opened it; the answer is sealed with the same one.
    """

    text: bytes
    key: bytes


class CallbackCrypto:
    """Checks signatures and opens and seals messages for one receiver.

    :param token: The callback's token, known to the platform and to us.
    :param receiver: The appid or corpid that every sealed message names.
    :param keys: EncodingAESKeys, the current one first, then the one before it while it is being replaced; none where
        messages are not encrypted.
    :raises ConfigurationError: If a key is not what the platform gives out.
    """

    def __init__(self, token: str, receiver: str, keys: Sequence[str] = ()) -> None:
        self._token, self._receiver = token, receiver.encode()
        self._keys = tuple(_aes_key(key) for key in keys if key)

    @property
    def has_key(self) -> bool:
        """Tell whether sealed messages can be opened at all."""
        return bool(self._keys)

    def signature(self, *parts: str) -> str:
        """Return the signature over the token and these parts (timestamp, nonce, and what is sealed if anything)."""
        return hashlib.sha1("".join(sorted((self._token, *parts))).encode(), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, *parts: str) -> None:
        """Check a signature, in constant time.

        :raises SignatureError: If it is another.
        """
        expected = self.signature(*(part.encode(errors="replace").decode() for part in parts))
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise SignatureError("签名不对。")

    def open(self, sealed: str) -> Opened:
        """Decrypt with the current key, else with the one before it.

        :raises UnreadableMessageError: If no key opens it, or it was meant for another receiver.
        """
        data = _decoded(sealed)
        for key in self._keys:
            text = _unwrapped(_decrypted(data, key), self._receiver)
            if text is not None:
                return Opened(text, key)
        raise UnreadableMessageError("消息读不懂。")

    def seal(self, text: str, key: bytes | None = None) -> str:
        """Encrypt a text for the platform.

        :param key: The key that opened what is answered; the current one unless given.
        :raises ConfigurationError: If there is no key.
        """
        if key is None and not self._keys:
            raise ConfigurationError("消息加解密密钥（EncodingAESKey）没有设置，不能加密。")
        body = text.encode()
        plain = secrets.token_bytes(NOISE_BYTES) + struct.pack("!I", len(body)) + body + self._receiver
        filler = BLOCK_BYTES - len(plain) % BLOCK_BYTES
        encryptor = _cipher(key or self._keys[0]).encryptor()
        sealed = encryptor.update(plain + bytes([filler]) * filler) + encryptor.finalize()
        return base64.b64encode(sealed).decode("ascii")


def _aes_key(text: str) -> bytes:
    """Read an EncodingAESKey; real ones may end in bits that canonical base64 leaves zero."""
    try:
        key = base64.b64decode(text + "=", validate=True) if len(text) == KEY_CHARACTERS else b""
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ConfigurationError(
            f"EncodingAESKey 应是 {KEY_CHARACTERS} 个字母或数字，现在是 {len(text)} 个字符或含有别的字符。"
        )
    return key


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:CIPHER_BLOCK_BYTES]))


def _decoded(sealed: str) -> bytes:
    try:
        data = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or len(data) % CIPHER_BLOCK_BYTES:
        raise UnreadableMessageError("消息读不懂。")
    return data


def _decrypted(data: bytes, key: bytes) -> bytes:
    decryptor = _cipher(key).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _unwrapped(padded: bytes, receiver: bytes) -> bytes | None:
    """Return the text inside, or None if padding, length or receiver are wrong."""
    filler = padded[-1]
    if not 1 <= filler <= BLOCK_BYTES or padded[-filler:] != bytes([filler]) * filler:
        return None
    plain = padded[NOISE_BYTES:-filler]
    if len(plain) < LENGTH_BYTES:
        return None
    (length,) = struct.unpack("!I", plain[:LENGTH_BYTES])
    text, named = plain[LENGTH_BYTES : LENGTH_BYTES + length], plain[LENGTH_BYTES + length :]
    return text if len(text) == length and hmac.compare_digest(named, receiver) else None
