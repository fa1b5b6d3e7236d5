"""The callback's door: who knocks, what he brings, and how the answer is wrapped.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from api.channels.callbacks import check_time
from api.channels.crypto import CallbackCrypto, UnreadableMessageError
from api.channels.wechat import incoming
from api.channels.wechat.incoming import Incoming
from api.channels.xml_messages import Article, envelope, news_reply, read_fields, text_reply

SUCCESS = "success"  # never sealed


@dataclass(frozen=True)
class Knock:
    """The query of a callback."""

    signature: str = ""
    timestamp: str = ""
    nonce: str = ""
    encrypt_type: str = ""
    msg_signature: str = ""
    echostr: str = ""

    @property
    def is_sealed(self) -> bool:
        """Tell whether the body is encrypted."""
        return self.encrypt_type not in ("", "raw")


@dataclass(frozen=True)
class Delivery:
    """A message and how its answer has to look.

    :param key: The AES key that opened it; None if it came in plain.
    """

    incoming: Incoming
    key: bytes | None


def greet(crypto: CallbackCrypto, knock: Knock) -> str:
    """Return what the platform wants to hear when it checks the address.

    :raises SignatureError: If it is not the platform.
    """
    crypto.verify(knock.signature, knock.timestamp, knock.nonce)
    check_time(knock.timestamp)
    return knock.echostr


def receive(crypto: CallbackCrypto, knock: Knock, body: bytes) -> Delivery:
    """Open a message.

    Of an account with a key only sealed messages are taken: the plain signature does not cover the body, so whoever
    has seen one could write any message. In compatible mode both come in one body, and only the sealed one is read.

    :raises SignatureError: If it is not from the platform, or too old.
    :raises UnreadableMessageError: If it is no message for this account.
    """
    if knock.is_sealed:
        return _sealed(crypto, knock, body)
    crypto.verify(knock.signature, knock.timestamp, knock.nonce)
    check_time(knock.timestamp)
    if crypto.has_key:
        raise UnreadableMessageError("已设置消息加解密密钥，只接受加密的消息。")
    return Delivery(incoming.read(read_fields(body)), None)


def wrap(crypto: CallbackCrypto, delivery: Delivery, answer: str | Article | None) -> tuple[str, str]:
    """Return body and media type of the answer."""
    if answer is None:
        return SUCCESS, "text/plain"
    now, came = int(time.time()), delivery.incoming
    write = news_reply if isinstance(answer, Article) else text_reply
    body = write(came.openid, came.account, now, answer)  # type: ignore[arg-type]  # each writes its own kind
    if delivery.key is None:
        return body, "application/xml"
    sealed, nonce = crypto.seal(body, delivery.key), secrets.token_hex(8)
    return envelope(sealed, crypto.signature(str(now), nonce, sealed), now, nonce), "application/xml"


def _sealed(crypto: CallbackCrypto, knock: Knock, body: bytes) -> Delivery:
    sealed = read_fields(body).get("Encrypt", "")
    crypto.verify(knock.msg_signature, knock.timestamp, knock.nonce, sealed)
    check_time(knock.timestamp)
    opened = crypto.open(sealed)
    return Delivery(incoming.read(read_fields(opened.text)), opened.key)
