"""Which window a conversation belongs to: that of its cases, else the nearest to where the enterprise is."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from api.appeals.models import Appeal
from api.conversations.models import Conversation
from api.demands.models import Demand
from api.demands.routing import sector_of
from api.windows import tree


def window_of(session: Session, conversation: Conversation) -> str | None:
    """Return the window of the newest case, else the nearest to the place that was said; None where none was."""
    return _of_cases(session, conversation.id) or _of_place(session, conversation)


def _of_cases(session: Session, conversation_id: str) -> str | None:
    found: list[tuple[datetime, str | None]] = []
    for table in (Demand, Appeal):
        query = select(table.created_at, table.window).where(
            table.conversation_id == conversation_id, col(table.window).is_not(None)
        )
        found += session.exec(query.order_by(col(table.id).desc()).limit(1)).all()
    return max(found, key=lambda row: row[0])[1] if found else None


def _of_place(session: Session, conversation: Conversation) -> str | None:
    region = conversation.draft.get("region")
    if not isinstance(region, str):
        return None
    draft = conversation.draft
    node = tree.load(session).nearest(region, sector_of(draft), draft.get("category"))
    return node.key if node else None
