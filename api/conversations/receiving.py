"""A message as it comes in: cleaned, known again if it was sent before, kept before anything is done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, select

from api.conversations import desk, messages, owed
from api.conversations.models import Conversation, Message, MessageState, Speaker
from api.errors import ConflictError, InvalidInputError
from knowledge.reading.identifiers import mask_identity_numbers

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]|[\ud800-\udfff]")
MOST_PENDING = 5


@dataclass(frozen=True)
class Received:
    """A message that was kept.

    :param answer: The answer it already got, if it was sent before.
    :param pending: Messages still without an answer, oldest first, this one last.
    :param asked: What the bot asked last.
    :param again: Whether the bot may have it already, or what was said before it.
    :param shown: What stood beside the bot's last words: quick replies and cards.
    :param awaited: What was asked about cases that wait for an answer of the enterprise, while the bot waits for none.
    """

    answer: dict[str, Any] | None
    pending: list[Message]
    asked: str | None
    again: bool
    shown: dict[str, Any] = field(default_factory=dict)
    awaited: tuple[str, ...] = ()


def receive(session: Session, conversation: Conversation, text: str, client_message_id: str | None) -> Received:
    """Keep a message before anything is done with it.

    :raises InvalidInputError: If nothing readable is left of it.
    :raises ConflictError: If its id was used for another text.
    """
    clean = clean_text(text)
    known = _by_client_id(session, conversation.id, client_message_id)
    if known is not None and known.text != clean:
        raise ConflictError("这个 client_message_id 已经用于另一条消息。")
    known = _standing_for(session, known) if known is not None else None
    if known is not None and known.state is MessageState.ANSWERED:
        return Received(known.answer, [], None, again=True)
    message = known or messages.keep(session, conversation, clean, client_message_id)
    if conversation.owner is not None:
        return Received(desk.leave_to_owner(session, message), [], None, again=False)
    older = [other for other in _pending(session, conversation.id) if (other.id or 0) < (message.id or 0)]
    waiting = [other for other in older if other.text != clean][-MOST_PENDING:]
    for other in older:
        if other not in waiting:
            other.state = MessageState.SUPERSEDED
            session.add(other)
    session.flush()
    again = bool(older) or known is not None
    last = messages.last_bot_message(session, conversation.id)
    shown = last.payload if last else {}
    asked = shown.get("asks")
    awaited = () if asked else owed.awaited(session, conversation.id)
    return Received(None, [*waiting, message], asked, again, shown, awaited)


def _standing_for(session: Session, message: Message) -> Message:
    """Return the message whose answer counts for a superseded one: the next with its text, else the next at all."""
    if message.state is not MessageState.SUPERSEDED:
        return message
    query = select(Message).where(
        Message.conversation_id == message.conversation_id,
        Message.speaker == Speaker.USER,
        Message.state != MessageState.SUPERSEDED,
        Message.id > message.id,  # type: ignore[operator]
    )
    later = list(session.exec(query.order_by(Message.id)))  # type: ignore[arg-type]
    return next((other for other in later if other.text == message.text), later[0] if later else message)


def clean_text(text: str) -> str:
    """Return a message without control characters and with identity numbers masked.

    :raises InvalidInputError: If nothing readable is left.
    """
    clean = mask_identity_numbers(CONTROL.sub(" ", text)).strip()
    if not clean:
        raise InvalidInputError("消息是空的，请说一句话。")
    return clean


def _by_client_id(session: Session, conversation_id: str, client_message_id: str | None) -> Message | None:
    if client_message_id is None:
        return None
    return session.exec(
        select(Message).where(
            Message.conversation_id == conversation_id, Message.client_message_id == client_message_id
        )
    ).first()


def _pending(session: Session, conversation_id: str) -> list[Message]:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.state == MessageState.PENDING)
    return list(session.exec(query.order_by(Message.id)))  # type: ignore[arg-type]
