"""Short-lived links by which somebody binds a number to the conversation he is in, where a chat cannot show a form."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from api.clock import utc_now
from api.conversations import store
from api.conversations.models import Conversation
from api.errors import NotFoundError

VALID = timedelta(minutes=30)
SEAL_CHARACTERS = 32
TOKEN = re.compile(rf"([0-9a-f-]{{36}})\.([0-9a-f]{{6,10}})\.([0-9a-f]{{{SEAL_CHARACTERS}}})")
MISSING = "这个链接不对或已过期，请回到对话里再说一次“绑定手机号”。"
Link = Callable[[str], str]


def links(public_url: str, secret: str) -> Link | None:
    """Return what gives the address for a conversation; None where the service does not know its own address."""
    if not public_url:
        return None
    return lambda conversation_id: f"{public_url.rstrip('/')}/bind/{token_of(secret, conversation_id)}"


def token_of(secret: str, conversation_id: str) -> str:
    """Return what opens the page of a conversation for ``VALID``."""
    until = f"{int((utc_now() + VALID).timestamp()):x}"
    return f"{conversation_id}.{until}.{_seal(secret, conversation_id, until)}"


def opened(session: Session, secret: str, token: str) -> Conversation:
    """Return the conversation that a token opens.

    :raises NotFoundError: If it is forged or too old, or the conversation was deleted; nobody learns which.
    """
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_seal(secret, found[1], found[2]), found[3]):
        raise NotFoundError(MISSING)
    conversation = session.get(Conversation, found[1]) if utc_now().timestamp() < int(found[2], 16) else None
    if conversation is None or conversation.erased_at is not None:
        raise NotFoundError(MISSING)
    return store.require(session, conversation.id)


def _seal(secret: str, conversation_id: str, until: str) -> str:
    key = hashlib.sha256(b"qifu-bind:" + secret.encode()).digest()
    return hmac.new(key, f"{conversation_id}.{until}".encode(), hashlib.sha256).hexdigest()[:SEAL_CHARACTERS]
