"""Writing and reading conversations; each function is one step inside the caller's session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from api.accounts import tokens
from api.catalogue.models import Window
from api.clock import utc_now
from api.consents import service as consents
from api.conversations import desk, messages, owed
from api.conversations.bot import BotTurn
from api.conversations.models import Channel, Conversation, Message, MessageState
from api.errors import InvalidInputError, NotFoundError, UnauthenticatedError
from api.live.models import LiveKind
from knowledge import slots as slot_names


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
    asked, before, conversation.draft = messages.last_asked(session, conversation.id), conversation.draft, draft
    replies = owed.replies(session, conversation, message, turn.intent["name"], replies, asked, before)
    for reply in replies:
        messages.keep_reply(session, conversation.id, message_id, reply)
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
    last = messages.last_bot_message(session, conversation_id)
    message = messages.keep(session, require(session, conversation_id), said, None)
    message.state = MessageState.ANSWERED
    session.add(message)
    owed.supplied(session, conversation_id, said)
    messages.keep_reply(
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
