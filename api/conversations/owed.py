"""What an enterprise says while one of its cases waits for an answer: that answer, or some other business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from api.accounts.actors import ENTERPRISE
from api.conversations.models import Conversation, Message
from api.demands import waiting
from api.demands.models import Demand
from knowledge.reading import owed_answers
from knowledge.reading.follow_up_answers import OTHER_BUSINESS

# Politeness, which supplies nothing.
PASSING = frozenset({"thanks"})
# What each of the bot's own questions asks for; answered, it was the bot that was answered.
ASKED_FOR = {"need": ("need",), "region": ("region",), "contact": ("contact", "phone"), "phone": ("phone",)}
SUPPLIES = frozenset({"affirm", "deny", "provide_info", "unclear"})
DECIDED = frozenset({"affirm", "deny", "correct_slot"})
DECIDING = frozenset({"confirm", "choose", "which_service", "which_wrong", "call", "after_low", "erase"})
BY_WORD = 0.5  # how sure the reader says it is where a word decided against its model, bot/components/messages.py
RECEIVED = "收到，已经转给办理单位，编号{numbers}接着往下办。还有要补的直接发就行。"


def supplied(session: Session, conversation_id: str, said: str) -> list[str]:
    """Let every case run on that waited for what the enterprise has just sent; return their numbers."""
    return waiting.answered(session, conversation_id, ENTERPRISE, said)


def awaited(session: Session, conversation_id: str) -> tuple[str, ...]:
    """Return what the enterprise was asked about its cases that wait for an answer; empty if none waits."""
    query = select(Demand).where(Demand.conversation_id == conversation_id, col(Demand.waiting_since).is_not(None))
    rows = session.exec(query).all()
    asked = waiting.questions(session, rows)
    return tuple(asked.get(row.id or 0, "") for row in rows)


def for_others(intent: Mapping[str, Any], text: str, questions: Sequence[str]) -> dict[str, Any] | None:
    """Return as what is taken what can, while the bot has no question open, only answer others; None if the bot's.

    The bot need not hear it: it would begin a need of what it was told (去年营业额八百万), and ask for the rest of it.

    :param questions: What others have asked; where a word alone made the reader take for a need what answers them
        (抵押物是厂房，值三百万), it is an answer.
    """
    if intent["name"] in SUPPLIES:
        return dict(intent)
    is_guess = intent["name"] == "submit_need" and intent["confidence"] <= BY_WORD
    if is_guess and any(owed_answers.only_answers(question, text) for question in questions):
        return {**intent, "name": "provide_info"}
    return None


def replies(
    session: Session,
    conversation: Conversation,
    message: Message,
    intent: str,
    said: list[dict[str, Any]],
    asked: str | None,
    before: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return what is replied; where a case waited for this message its time runs on, and that is said.

    :param said: The bot's replies; it knows nothing of what others have asked, so without an open question of its own
        they are left out.
    :param asked: The bot's question that stood open before, and ``before`` what the talk knew then: what answers the
        bot does not answer others.
    """
    is_need = intent == "submit_need" and not conversation.draft.get("need")  # taken for one, but none was stated
    is_count = intent == "choose_option" and asked is None  # 三个车间: nothing is there to choose from
    if (intent in OTHER_BUSINESS | PASSING and not (is_need or is_count)) or _answers_bot(
        asked, intent, before, conversation.draft
    ):
        return said
    numbers = supplied(session, conversation.id, message.text)
    if not numbers:
        return said
    told = {"text": RECEIVED.format(numbers="、".join(numbers)), "asks": None}
    return [told] if asked is None else [told, *said]


def _answers_bot(asked: str | None, intent: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether the bot's own open question was answered."""
    if asked in DECIDING:
        return intent in DECIDED
    if str(asked).startswith("appeal_"):
        return True
    return any(now.get(name) != before.get(name) for name in ASKED_FOR.get(asked or "", ()))
