"""Puts the question into the conversation on the website, where it is seen on the next visit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from api.clock import in_china, utc_now
from api.conversations.models import Conversation, Message, Speaker
from api.database import Database
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt
from api.outbox.handlers import Postponed

IN_A_TALK = timedelta(minutes=30)  # nobody is interrupted in the middle of one


class WebSender:
    """Writes a message of the bot; that it was written does not mean that anybody has seen it."""

    channel = FollowUpChannel.WEB

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, message: Outgoing) -> Receipt:
        """Put the message into the transcript, once for each key.

        :raises Postponed: While the enterprise is talking.
        """
        with self._database.session() as session:
            conversation = session.get(Conversation, message.conversation_id, with_for_update=True)
            if conversation is None:
                return Receipt(Outcome.REFUSED, detail="对话已不在")
            if not _is_there(session, conversation.id, message.key):
                _wait_for_the_end(session, conversation.id, utc_now())
                session.add(_row(session, conversation.id, message))
        return Receipt(Outcome.ACCEPTED)


def _is_there(session: Session, conversation_id: str, key: str) -> bool:
    query = select(Message.id).where(Message.conversation_id == conversation_id, Message.client_message_id == key)
    return session.exec(query).first() is not None


def _wait_for_the_end(session: Session, conversation_id: str, now: datetime) -> None:
    last = _last(session, conversation_id, Speaker.USER)
    if last is not None and in_china(last.created_at) + IN_A_TALK > now:
        raise Postponed(in_china(last.created_at) + IN_A_TALK)


def _last(session: Session, conversation_id: str, speaker: Speaker) -> Message | None:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.speaker == speaker)
    return session.exec(query.order_by(Message.id.desc()).limit(1)).first()  # type: ignore[union-attr]


def _row(session: Session, conversation_id: str, message: Outgoing) -> Message:
    """Return the message; a score is asked for, otherwise the question that stood open stays open."""
    before = _last(session, conversation_id, Speaker.BOT)
    still_open = {k: v for k, v in before.payload.items() if k in ("asks", "options")} if before else {}
    payload: dict[str, Any] = {"asks": "rate"} if message.scored else still_open
    return Message(
        conversation_id=conversation_id,
        speaker=Speaker.BOT,
        text=message.text,
        client_message_id=message.key,
        payload=payload,
    )
