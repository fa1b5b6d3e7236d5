"""Whether somebody is on duty who would take a conversation: not anybody at a desk, but one who sees it in his list."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from api.accounts.models import Role, User
from api.conversations.models import Conversation
from api.live import presence
from api.windows import scope as scopes
from api.windows import tree

AT_DESKS = (Role.AGENT, Role.ADMIN)


def is_staffed(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Tell whether an agent is there, not away, whose windows the conversation lies in; the hub's see all of them."""
    there = [one.username for one in presence.present(session, now) if not one.away]
    if not there:
        return False
    query = select(User).where(col(User.username).in_(there), col(User.is_active), col(User.role).in_(AT_DESKS))
    windows = tree.load(session)
    return any(scopes.of(session, user, windows).has(conversation.window) for user in session.exec(query))
