"""One message or event as the platform sends it, read from its fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from api.channels.crypto import UnreadableMessageError

MOST_ID = 128


@dataclass(frozen=True)
class Incoming:
    """What came in.

    :param key: The same for every delivery of the same message.
    :param account: The account's own id; answers name it as their sender.
    :param kind: The message's type, or ``event:`` and the event's name, in lower case.
    """

    key: str
    openid: str
    account: str
    kind: str
    fields: Mapping[str, str]

    @property
    def is_event(self) -> bool:
        """Tell whether this is an event, not a message."""
        return self.kind.startswith("event:")

    def get(self, name: str) -> str:
        """Return a field, empty if it is missing."""
        return self.fields.get(name, "")


def read(fields: Mapping[str, str]) -> Incoming:
    """Return the message of these fields.

    :raises UnreadableMessageError: If it does not say who speaks and what it is.
    """
    openid, account, kind = (fields.get(name, "") for name in ("FromUserName", "ToUserName", "MsgType"))
    if not 0 < len(openid) <= MOST_ID or not 0 < len(account) <= MOST_ID or not 0 < len(kind) <= MOST_ID:
        raise UnreadableMessageError("消息读不懂。")
    if kind == "event":
        kind = f"event:{fields.get('Event', '')}"
    return Incoming(_key(fields, openid), openid, account, kind.lower()[:40], fields)


def _key(fields: Mapping[str, str], openid: str) -> str:
    """Return the digest of what is the platform's own for a message, or of what makes an event the same."""
    number = fields.get("MsgId") or ""
    event = [fields.get(name, "") for name in ("CreateTime", "Event", "EventKey", "MsgID", "Ticket")]
    parts = [openid, number] if number else [openid, *event, fields.get("Content", "")]
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()
