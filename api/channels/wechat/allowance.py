"""How many messages a person may be sent unasked: five in 48 hours after his message, three in the minute of an event.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from api.channels.wechat.codes import Reason
from api.channels.wechat.models import Follower
from api.clock import aware

AFTER_MESSAGE, MESSAGE_WINDOW = 5, timedelta(hours=48)
AFTER_EVENT, EVENT_WINDOW = 3, timedelta(minutes=1)


class Spent(StrEnum):
    """From which of the two a message was taken."""

    MESSAGE = "message"
    EVENT = "event"


def wrote(follower: Follower, now: datetime) -> None:
    """Note a message of the person: the count begins anew."""
    follower.message_at, follower.sent_since_message = now, 0


def acted(follower: Follower, now: datetime) -> None:
    """Note a click, a scan or a new follower."""
    follower.event_at, follower.sent_since_event = now, 0


def spend(follower: Follower, now: datetime) -> Spent | Reason:
    """Take one message from what is allowed, or tell why none is."""
    is_open = _within(follower.message_at, now, MESSAGE_WINDOW)
    if is_open and follower.sent_since_message < AFTER_MESSAGE:
        follower.sent_since_message += 1
        return Spent.MESSAGE
    if _within(follower.event_at, now, EVENT_WINDOW) and follower.sent_since_event < AFTER_EVENT:
        follower.sent_since_event += 1
        return Spent.EVENT
    return Reason.QUOTA if is_open else Reason.WINDOW_CLOSED


def settle(follower: Follower, spent: Spent, reason: Reason | None) -> None:
    """Give back what was not used; where the platform counts differently, believe the platform."""
    if reason is Reason.QUOTA:
        follower.sent_since_message, follower.sent_since_event = AFTER_MESSAGE, AFTER_EVENT
    elif reason is Reason.WINDOW_CLOSED:
        follower.message_at = follower.event_at = None
    elif reason is not None and spent is Spent.MESSAGE:
        follower.sent_since_message = max(follower.sent_since_message - 1, 0)
    elif reason is not None:
        follower.sent_since_event = max(follower.sent_since_event - 1, 0)


def _within(moment: datetime | None, now: datetime, window: timedelta) -> bool:
    return moment is not None and now - aware(moment) < window
