"""When a person unfollows: what is known of him is removed at once, by the hand that removes everything everywhere.

Source: docs/decisions/0020-wechat.md, docs/decisions/0018-accounts-and-erasure.md
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlmodel import Session

from api.channels.wechat import followers
from api.channels.wechat.models import Inbound

# Deletes all of a conversation, followers and what came in included; again for what a turn has written meanwhile.
# The way there leads through the place where the service is wired: the room of privacy stands above the channels.
Forget = Callable[[str], Awaitable[None]]


def conversation_of(session: Session, openid: str) -> str | None:
    """Return the conversation of somebody who no longer follows; None if he was never known, or is forgotten."""
    follower = followers.find(session, openid)
    return follower.conversation_id if follower else None


def has_left(session: Session, row_id: int) -> bool:
    """Tell whether a person unfollowed while his message was worked on."""
    return session.get(Inbound, row_id) is None
