"""Writing and reading conversations; each function is one step inside the caller's session."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, select

from api.accounts import tokens
from api.catalogue.models import Window
from api.clock import iso, utc_now
from api.consents import service as consents
from api.conversations import desk, owed
from api.conversations.bot import BotTurn
from api.conversations.models import Channel, Conversation, Message, MessageState, Speaker
from api.conversations.schemas import MessagePublic
from api.errors import ConflictError, InvalidInputError, NotFoundError, UnauthenticatedError
from api.live.models import LiveKind
from knowledge import slots as slot_names
from knowledge.reading.identifiers import mask_identity_numbers

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]|[\ud800-\udfff]")
MOST_PENDING = 5


@dataclass(frozen=True)
class Received:
    """A message that was kept.

    :param answer: The answer it already got, if it was sent before.
    :param pending: Messages still without an answer, oldest first, this one last.
    :param asked: What the bot asked last.
    :param shown: What stood beside the bot's last words: quick replies and cards.
    :param awaited: Whether a case waits for an answer of the enterprise, and the bot for none.
    """

    answer: dict[str, Any] | None
    pending: list[Message]
    asked: str | None
    again: bool
    shown: dict[str, Any] = field(default_factory=dict)
    awaited: bool = False


def open_conversation(session: Session, channel: Channel, window: str | None = None) -> tuple[Conversation, str]:
    """Open a conversation and return it with its token.

    :param window: The window platform whose site the enterprise came from.
    :raises InvalidInputError: If there is no such window.
    """
    if window is not None and session.exec(select(Window.id).where(Window.key == window)).first() is None:
        raise InvalidInputError(f"没有编号为“{window}”的窗口。")
    token = tokens.new_conversation_token()
    conversation = Conversation(channel=channel, window=window, token_digest=tokens.digest(token))
    session.add(conversation)
    session.flush()
    return conversation, token


def require(session: Session, conversation_id: str, hold: bool = False) -> Conversation:
    """Return a conversation.

    :param hold: Let nobody else change it, or its demands, before this session ends.
    :raises NotFoundError: If there is none.
    """
    conversation = session.get(Conversation, conversation_id, with_for_update=hold or None)
    if conversation is None:
        raise NotFoundError("没有这个对话，可能已被删除，请新开一个。")
    return conversation


def authorise(session: Session, conversation_id: str, token: str, erased: bool = False) -> Conversation:
    """Return a conversation to the holder of its token.

    :param erased: Also one whose content has been deleted.
    :raises UnauthenticatedError: If the token does not open this conversation.
    :raises NotFoundError: If there is none, or it was deleted.
    """
    conversation = require(session, conversation_id)
    if not tokens.matches(token, conversation.token_digest):
        raise UnauthenticatedError("凭证打不开这个对话。")
    if conversation.erased_at is not None and not erased:
        raise NotFoundError("这个对话已经按要求删除，请新开一个。")
    return conversation


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
    message = known or _keep(session, conversation, clean, client_message_id)
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
    last = last_bot_message(session, conversation.id)
    shown = last.payload if last else {}
    asked = shown.get("asks")
    awaited = not asked and owed.is_awaited(session, conversation.id)
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


def answer(
    session: Session, conversation_id: str, message_id: int, turn: BotTurn, earlier: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Keep the bot's replies, the draft and the answer, and return the answer.

    Where a person has taken over meanwhile the bot's words come too late and are dropped, except a case number.

    :param earlier: Answers to messages that had been left waiting; their replies and case numbers come first.
    """
    conversation, message = require(session, conversation_id), session.get(Message, message_id)
    if message is None:
        raise NotFoundError("消息不存在。")
    draft = {name: value for name, value in turn.slots.items() if name in slot_names.names()}
    replies = turn.replies if conversation.owner is None else [r for r in turn.replies if r.get("case_nos")]
    asked, before, conversation.draft = last_asked(session, conversation.id), conversation.draft, draft
    replies = owed.replies(session, conversation, message, turn.intent["name"], replies, asked, before)
    for reply in replies:
        _keep_reply(session, conversation.id, message_id, reply)
    result = {
        "intent": turn.intent,
        "slots": draft,
        "replies": [reply for one in earlier for reply in one["replies"]] + [_shown(reply) for reply in replies],
        "case_nos": list(dict.fromkeys([no for one in earlier for no in one["case_nos"]] + _case_nos(turn))),
        "handoff": conversation.handoff,
    }
    message.state, message.intent, message.answer = MessageState.ANSWERED, turn.intent["name"], result
    conversation.updated_at = utc_now()
    consents.note(session, conversation.id, conversation.channel.value, draft)
    session.add(message)
    session.add(conversation)
    session.flush()
    desk.announce(session, conversation, message)
    return result


def keep_aside(session: Session, conversation_id: str, said: str, reply: str) -> None:
    """Keep what the bot cannot hear, such as a picture, and what was answered; the open question stays open."""
    last = last_bot_message(session, conversation_id)
    message = _keep(session, require(session, conversation_id), said, None)
    message.state = MessageState.ANSWERED
    session.add(message)
    owed.supplied(session, conversation_id, said)
    _keep_reply(
        session, conversation_id, message.id or 0, {**(last.payload if last else {}), "text": reply, "case_nos": []}
    )


def give_up(session: Session, message_id: int) -> None:
    """Stop trying to answer a message; it stays in the transcript."""
    message = session.get(Message, message_id)
    if message is not None and message.state is MessageState.PENDING:
        message.state = MessageState.SUPERSEDED
        session.add(message)


def _shown(reply: dict[str, Any]) -> dict[str, Any]:
    return {"text": reply["text"], "asks": reply.get("asks"), **{k: reply.get(k) or [] for k in ("options", "items")}}


def _case_nos(turn: BotTurn) -> list[str]:
    return [no for reply in turn.replies for no in reply.get("case_nos") or []]


def hand_over(session: Session, conversation: Conversation) -> None:
    """Mark a conversation for a person; those of its window are told."""
    if not conversation.handoff:
        conversation.handoff, conversation.handoff_at = True, utc_now()
        session.add(conversation)
        desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id)


def transcript(session: Session, conversation_id: str) -> list[MessagePublic]:
    """Return all messages, oldest first."""
    return [_public(message) for message in _messages(session, conversation_id)]


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


def _by_client_id(session: Session, conversation_id: str, client_message_id: str | None) -> Message | None:
    if client_message_id is None:
        return None
    return session.exec(
        select(Message).where(
            Message.conversation_id == conversation_id, Message.client_message_id == client_message_id
        )
    ).first()


def _messages(session: Session, conversation_id: str) -> list[Message]:
    return list(session.exec(select(Message).where(Message.conversation_id == conversation_id).order_by(Message.id)))  # type: ignore[arg-type]


def _pending(session: Session, conversation_id: str) -> list[Message]:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.state == MessageState.PENDING)
    return list(session.exec(query.order_by(Message.id)))  # type: ignore[arg-type]


def _keep(session: Session, conversation: Conversation, text: str, client_message_id: str | None) -> Message:
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


def _keep_reply(session: Session, conversation_id: str, reply_to: int, reply: dict[str, Any]) -> None:
    payload = {key: reply.get(key) for key in ("asks", "options", "items", "case_nos") if reply.get(key)}
    message = Message(
        conversation_id=conversation_id, speaker=Speaker.BOT, text=reply["text"], reply_to=reply_to, payload=payload
    )
    session.add(message)
    session.flush()


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
