"""The callback's door: it only says that there is something at an account; everything is sealed.

Source: docs/decisions/0022-wecom.md
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.channels.callbacks import check_time
from api.channels.crypto import CallbackCrypto, UnreadableMessageError
from api.channels.xml_messages import read_fields

OPEN_KFID = re.compile(r"[0-9A-Za-z_-]{1,64}")
MOST_TOKEN = 512
NEWS = "kf_msg_or_event"


@dataclass(frozen=True)
class Knock:
    """The query of a callback."""

    msg_signature: str = ""
    timestamp: str = ""
    nonce: str = ""
    echostr: str = ""


@dataclass(frozen=True)
class News:
    """That there is something to fetch at an account, and the token to fetch it with."""

    open_kfid: str
    token: str


def greet(crypto: CallbackCrypto, knock: Knock) -> str:
    """Return the word inside what the platform sends when it checks the address.

    :raises SignatureError: If it is not the platform.
    :raises UnreadableMessageError: If it was meant for another enterprise.
    """
    crypto.verify(knock.msg_signature, knock.timestamp, knock.nonce, knock.echostr)
    check_time(knock.timestamp)
    return crypto.open(knock.echostr).text.decode(errors="replace")


def receive(crypto: CallbackCrypto, knock: Knock, body: bytes) -> News | None:
    """Open a callback; None if it tells of something else.

    :raises SignatureError: If it is not from the platform, or too old.
    :raises UnreadableMessageError: If it is no message for this enterprise.
    """
    sealed = read_fields(body).get("Encrypt", "")
    crypto.verify(knock.msg_signature, knock.timestamp, knock.nonce, sealed)
    check_time(knock.timestamp)
    fields = read_fields(crypto.open(sealed).text)
    if fields.get("Event") != NEWS:
        return None
    open_kfid, token = fields.get("OpenKfId", ""), fields.get("Token", "")
    if not OPEN_KFID.fullmatch(open_kfid) or len(token) > MOST_TOKEN:
        raise UnreadableMessageError("消息读不懂。")
    return News(open_kfid, token)
