"""What passes between the desk and a conversation: the words of agents, and news of what the enterprise says."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api.clock import utc_now
from api.conversations.models import Conversation, Message, MessageState, Speaker
from api.live import events
from api.live.models import LiveKind


def say(session: Session, conversation: Conversation, username: str, text: str, key: str | None) -> Message:
    """Keep what the owner says to the enterprise; the same ``key`` twice is one message."""
    own_key = f"agent:{key}" if key else None
    known = _by_key(session, conversation.id, own_key)
    if known is not None:
        return known
    message = Message(
        conversation_id=conversation.id,
        speaker=Speaker.AGENT,
        text=text,
        client_message_id=own_key,
        payload={"by": username},
    )
    session.add(message)
    conversation.owner_seen_at = conversation.updated_at = utc_now()
    session.add(conversation)
    session.flush()
    announce(session, conversation, message, username)
    return message


def tell(session: Session, conversation: Conversation, text: str, username: str) -> None:
    """Keep a line that says what changed; it is the desk's, so that the bot's open question stays open."""
    payload = {"by": username, "system": True}
    session.add(Message(conversation_id=conversation.id, speaker=Speaker.AGENT, text=text, payload=payload))
    conversation.updated_at = utc_now()
    session.add(conversation)
    session.flush()


def silent_answer() -> dict[str, Any]:
    """Return the answer to a message that a person will answer."""
    intent = {"name": "unclear", "confidence": 0.0}
    return {"intent": intent, "slots": {}, "replies": [], "case_nos": [], "handoff": True}


def settle_waiting(session: Session, conversation_id: str) -> None:
    """Leave to the person what the bot has not answered; it must not answer that later."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.state == MessageState.PENDING)
    for message in session.exec(query):
        message.state, message.answer = MessageState.ANSWERED, silent_answer()
        session.add(message)


def leave_to_owner(session: Session, message: Message) -> dict[str, Any]:
    """Leave a message to the person who has taken the conversation over; return the empty answer."""
    answer = silent_answer()
    message.state, message.answer = MessageState.ANSWERED, answer
    session.add(message)
    session.flush()
    return answer


def announce(session: Session, conversation: Conversation, message: Message, actor: str = "") -> None:
    """Tell of a new message, where a person waits for it or the enterprise for a person."""
    if conversation.handoff:
        publish(session, conversation, LiveKind.MESSAGE, str(message.id), actor)


def publish(session: Session, conversation: Conversation, kind: LiveKind, subject: str, actor: str = "") -> None:
    """Have those told who see a conversation's window, and its owner wherever he belongs."""
    told = {"conversation_id": conversation.id, "actor": actor}
    events.publish(session, kind, subject, window=conversation.window, **told)
    if conversation.owner is not None and conversation.owner != actor:
        events.publish(session, kind, subject, recipient=conversation.owner, **told)


def _by_key(session: Session, conversation_id: str, key: str | None) -> Message | None:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.client_message_id == key)
    return session.exec(query).first() if key else None
