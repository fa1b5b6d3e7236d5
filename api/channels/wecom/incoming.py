"""One message or event as it is fetched; what cannot be read is left out, so that it does not hold up what follows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

import structlog

from api.clock import utc_now

MOST_ID = 128
MOST_KFID = 64
LAST_MOMENT = 4_102_444_800  # 2100: what says it is later was not read rightly
log = structlog.get_logger(__name__)


class Origin(IntEnum):
    """Who sent something."""

    PERSON = 3
    PLATFORM = 4
    SERVICER = 5


@dataclass(frozen=True)
class KfMessage:
    """What was fetched.

    :param key: A digest of its msgid.
    :param kind: The message's type, or ``event:`` and the event's name.
    :param fields: What the message carries under the name of its type.
    :param servicer: Who of the enterprise wrote it in WeCom.
    """

    key: str
    open_kfid: str
    external_userid: str
    origin: int
    kind: str
    sent_at: datetime
    fields: Mapping[str, Any]
    servicer: str = ""

    def text(self, name: str) -> str:
        """Return a field as text, empty if it is missing."""
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Return a field as a number, -1 if it is none."""
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else -1


def read_all(raw: object, open_kfid: str) -> list[KfMessage]:
    """Return the messages of a page in the order in which they were sent; a page may have them in another."""
    items = raw if isinstance(raw, list) else []
    found = [message for item in items if (message := read(item, open_kfid)) is not None]
    return sorted(found, key=lambda message: message.sent_at)


def read(raw: object, open_kfid: str) -> KfMessage | None:
    """Return one message; None if it does not say what it is and of whom."""
    if not isinstance(raw, Mapping):
        return None
    number, kind = text_of(raw, "msgid"), text_of(raw, "msgtype")
    inner = raw.get(kind) if kind else None
    fields: Mapping[str, Any] = inner if isinstance(inner, Mapping) else {}
    person = text_of(fields if kind == "event" else raw, "external_userid")
    account = text_of(fields if kind == "event" else raw, "open_kfid") or open_kfid
    if kind == "event":
        kind = f"event:{text_of(fields, 'event_type')}"
    if not number or not kind or not 0 < len(person) <= MOST_ID or account != open_kfid:
        if kind != "event:servicer_status_change":  # of nobody's conversation
            log.warning("wecom_message_unread", kind=kind[:40])
        return None
    key = hashlib.sha256(number.encode(errors="replace")).hexdigest()
    origin, servicer = raw.get("origin"), text_of(raw, "servicer_userid")[:MOST_KFID]
    at = _moment(raw.get("send_time"))
    return KfMessage(
        key, account, person, origin if isinstance(origin, int) else 0, kind.lower()[:40], at, fields, servicer
    )


def text_of(values: Mapping[Any, Any], name: str) -> str:
    """Return a field of what the platform sent; empty if it is missing or no text."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _moment(seconds: object) -> datetime:
    """Return when it was sent, in whole seconds; never later than now, whatever the platform's clock says."""
    now = utc_now().replace(microsecond=0)
    if not isinstance(seconds, int) or not 0 < seconds < LAST_MOMENT:
        return now
    return min(datetime.fromtimestamp(seconds, UTC), now)
