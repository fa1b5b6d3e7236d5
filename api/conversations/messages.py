"""The messages of a conversation: keeping them, the last of them, all of them."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api.clock import iso
from api.conversations import desk
from api.conversations.models import Conversation, Message, MessageState, Speaker
from api.conversations.schemas import MessagePublic


def keep(session: Session, conversation: Conversation, text: str, client_message_id: str | None) -> Message:
    """Keep what was said, to be answered; those who look on are told."""
    message = Message(
        conversation_id=conversation.id,
        speaker=Speaker.USER,
        text=text,
        client_message_id=client_message_id,
        state=MessageState.PENDING,
    )
    session.add(message)
    session.flush()
    desk.announce(session, conversation, message)
    return message


def keep_reply(session: Session, conversation_id: str, reply_to: int, reply: dict[str, Any]) -> None:
    """Keep what the bot said, with what stood beside its words."""
    payload = {key: reply.get(key) for key in ("asks", "options", "items", "case_nos") if reply.get(key)}
    message = Message(
        conversation_id=conversation_id, speaker=Speaker.BOT, text=reply["text"], reply_to=reply_to, payload=payload
    )
    session.add(message)
    session.flush()


def transcript(session: Session, conversation_id: str) -> list[MessagePublic]:
    """Return all messages, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    return [_public(message) for message in session.exec(query.order_by(Message.id))]  # type: ignore[arg-type]


def last_bot_message(session: Session, conversation_id: str) -> Message | None:
    """Return what the bot said last."""
    return session.exec(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.speaker == Speaker.BOT)
        .order_by(Message.id.desc())  # type: ignore[union-attr]
        .limit(1)
    ).first()


def last_asked(session: Session, conversation_id: str) -> str | None:
    """Return the question that stands open."""
    message = last_bot_message(session, conversation_id)
    return message.payload.get("asks") if message else None


def _public(message: Message) -> MessagePublic:
    return MessagePublic(
        id=message.id or 0,
        role=message.speaker.value,
        text=message.text,
        asks=message.payload.get("asks"),
        options=message.payload.get("options") or [],
        items=message.payload.get("items") or [],
        state=message.state.value,
        by=message.payload.get("by") or None,
        undelivered=message.payload.get("undelivered") or None,
        system=bool(message.payload.get("system")),
        created_at=iso(message.created_at),
    )
