"""What an enterprise says while one of its cases waits for an answer: that answer, or some other business."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from api.accounts.actors import ENTERPRISE
from api.conversations.models import Conversation, Message
from api.demands import waiting

OTHER_BUSINESS = frozenset(
    {
        "abuse",
        "appeal",
        "ask_bot",
        "ask_policy",
        "cancel",
        "check_progress",
        "choose_option",
        "goodbye",
        "greet",
        "more_results",
        "rate_service",
        "talk_to_human",
        "thanks",
    }
)
RECEIVED = "收到，已经转给办理单位，编号{numbers}接着往下办。还有要补的直接发就行。"


def supplied(session: Session, conversation_id: str, said: str) -> list[str]:
    """Let every case run on that waited for what the enterprise has just sent; return their numbers."""
    return waiting.answered(session, conversation_id, ENTERPRISE, said)


def replies(
    session: Session,
    conversation: Conversation,
    message: Message,
    intent: str,
    said: list[dict[str, Any]],
    asked: str | None,
) -> list[dict[str, Any]]:
    """Return what is replied; where a case waited for this message its time runs on, and that is said.

    :param said: The bot's replies; it knows nothing of what others have asked, so without an open question of its own
        they are left out.
    :param asked: The bot's question that stood open before.
    """
    if intent in OTHER_BUSINESS or (intent == "submit_need" and conversation.draft.get("need")):
        return said
    numbers = supplied(session, conversation.id, message.text)
    if not numbers:
        return said
    told = {"text": RECEIVED.format(numbers="、".join(numbers)), "asks": None}
    return [told] if asked is None else [told, *said]
