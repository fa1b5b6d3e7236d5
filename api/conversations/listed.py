"""The list of offers that a conversation was shown last: in words, 第一个 is the first of it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from api.conversations.models import Message, Speaker

LOOKED_AT = 12  # messages of the bot; what was listed before is no longer in sight


def newest_numbers(session: Session, conversation_id: str) -> list[int]:
    """Return the numbers on the cards of the newest list, in its order; empty if none is in sight."""
    query = (
        select(Message.payload)
        .where(Message.conversation_id == conversation_id, Message.speaker == Speaker.BOT)
        .order_by(col(Message.id).desc())
        .limit(LOOKED_AT)
    )
    for payload in session.exec(query):
        if payload.get("items"):
            return [int(item["number"]) for item in payload["items"] if item.get("number")]
    return []
