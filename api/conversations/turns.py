"""One turn of talk: kept first, answered once, in order, however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ParamSpec, TypeVar

import structlog
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.clock import Clock
from api.conversations import binding_wish, messages, owed, receiving, store
from api.conversations.binding_links import Link
from api.conversations.bot import BotClient, BotTurn, BotUnavailableError
from api.conversations.models import Conversation, Message
from api.conversations.receiving import Received
from api.conversations.turn_locks import TurnLocks
from api.database import Database
from knowledge.reading.choices import read_place

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)
DOWN = "您的话我已经收到并保存好了，只是系统这会儿有点忙，暂时答不上来。请过一两分钟再说一句，或者拨打96871。"
SLASH = re.compile(r"(?<!\w)[/／]")  # Rasa executes a text, or after condensing a sentence, that begins with one
MOST_AROUND_A_NAME = 6  # 我想选这个 and the like
WORD_SLASH = "∕"  # U+2215: looks the same and stays itself when the text is normalised


class Turns:
    """Takes messages in and gives answers out.

    :param link: Gives the address at which a number is bound to a conversation.
    """

    def __init__(
        self, database: Database, bot: BotClient, clock: Clock, locks: TurnLocks, link: Link | None = None
    ) -> None:
        self._database, self._bot, self._clock, self._locks, self._link = database, bot, clock, locks, link

    async def take(self, conversation_id: str, token: str, text: str, client_message_id: str | None) -> dict[str, Any]:
        """Keep a message, let the bot answer it and what is still unanswered before it, and return the answer.

        If the bot is down the message stays kept and is answered with the next one that gets through. One that
        fails again while the bot is well is given up, so that it cannot hold up the rest of the talk.
        """
        found = partial(store.authorise, conversation_id=conversation_id, token=token)
        return await self._take(conversation_id, found, text, client_message_id)

    async def take_of_channel(self, conversation_id: str, text: str, client_message_id: str) -> dict[str, Any]:
        """Do the same for a channel that has made sure itself who speaks, and keeps no token of the conversation."""
        return await self._take(
            conversation_id, partial(store.require, conversation_id=conversation_id), text, client_message_id
        )

    async def _take(
        self, conversation_id: str, found: Callable[[Session], Conversation], text: str, client_message_id: str | None
    ) -> dict[str, Any]:
        async with self._locks.hold(conversation_id):
            received = await self._write(self._receive, found, text, client_message_id)
            if received.answer is not None:
                return received.answer
            return await self._answer_all(conversation_id, received)

    async def _answer_all(self, conversation_id: str, received: Received) -> dict[str, Any]:
        *waiting, last = received.pending
        if received.awaited and not waiting:
            turn = await self._for_others(conversation_id, last, received.awaited)
            if turn is not None:
                return await self._write(self._keep_answer, conversation_id, last, turn, ())
        asked, again = received.asked, received.again
        shown: dict[str, Any] | None = received.shown
        earlier: list[dict[str, Any]] = []
        for message in waiting:
            try:
                earlier.append(await self._answer(conversation_id, message, asked, again, shown, ()))
            except BotUnavailableError as error:
                _log_failure(conversation_id, error)
                if not await self._bot.is_ready():
                    return _apology(earlier)
                await self._write(self._give_up, message)
            else:
                asked = next((r["asks"] for r in reversed(earlier[-1]["replies"]) if r["asks"]), None)
                shown = None
        try:
            return await self._answer(conversation_id, last, asked, again, shown, earlier)
        except BotUnavailableError as error:
            _log_failure(conversation_id, error)
            return _apology(earlier)

    async def _answer(
        self,
        conversation_id: str,
        message: Message,
        asked: str | None,
        again: bool,
        shown: dict[str, Any] | None,
        earlier: Sequence[dict[str, Any]],
    ) -> dict[str, Any]:
        """Have the bot answer one message and keep it.

        :param shown: What stands beside the bot's last words; None reads it, after an answer that came meanwhile.
        """
        if binding_wish.is_wish(message.text):
            turn = await run_in_threadpool(self._told_where, conversation_id)
            return await self._write(self._keep_answer, conversation_id, message, turn, earlier)
        if shown is None:
            shown = await run_in_threadpool(self._shown, conversation_id)
        text = _meant(message.text, shown)
        message_id = f"{conversation_id}:{message.id}"
        turn = await self._bot.send(conversation_id, message_id, text, asked, self._clock.today(), again)
        return await self._write(self._keep_answer, conversation_id, message, turn, earlier)

    async def _for_others(self, conversation_id: str, message: Message, questions: Sequence[str]) -> BotTurn | None:
        """Return a turn without the bot for what only answers a case that waits; None for what the bot should hear."""
        try:
            read = await self._bot.parse(as_words(message.text), None, self._clock.today())
        except BotUnavailableError:
            return None  # found to be down as any message finds it
        intent = owed.for_others(read.intent, message.text, questions)
        if intent is None:
            return None
        return BotTurn(intent, await run_in_threadpool(self._draft, conversation_id))

    async def _write(self, step: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a step that writes, when its turn has come."""
        async with self._database.slots(write=True):
            return await run_in_threadpool(step, *arguments, **named)

    def _receive(self, found: Callable[[Session], Conversation], text: str, client_message_id: str | None) -> Received:
        with self._database.session() as session:
            return receiving.receive(session, found(session), text, client_message_id)

    def _keep_answer(
        self, conversation_id: str, message: Message, turn: BotTurn, earlier: Sequence[dict[str, Any]]
    ) -> dict[str, Any]:
        with self._database.session() as session:
            return store.answer(session, conversation_id, message.id or 0, turn, earlier)

    def _told_where(self, conversation_id: str) -> BotTurn:
        with self._database.session(write=False) as session:
            return binding_wish.answered(session, conversation_id, self._link)

    def _give_up(self, message: Message) -> None:
        with self._database.session() as session:
            store.give_up(session, message.id or 0)

    def _draft(self, conversation_id: str) -> dict[str, Any]:
        with self._database.session(write=False) as session:
            return store.require(session, conversation_id).draft

    def _shown(self, conversation_id: str) -> dict[str, Any]:
        with self._database.session(write=False) as session:
            last = messages.last_bot_message(session, conversation_id)
            return last.payload if last else {}


def _meant(text: str, shown: dict[str, Any]) -> str:
    """Return what is handed to the bot: what a number or a name on a card stands for, and no command."""
    options, items = shown.get("options") or [], shown.get("items") or []
    of_list = shown.get("asks") == "choose"  # a number is the list's, also where a quick reply stands below it
    numbered = [] if of_list else options
    picked = _titled(text, options) or _numbered(text, numbered) or (None if items else _picked(text, numbered))
    return picked or _card(text, items) or as_words(text)


def _log_failure(conversation_id: str, error: BotUnavailableError) -> None:
    log.warning("bot_unavailable", conversation=conversation_id, reason=error.detail)


def _titled(text: str, options: list[dict[str, Any]]) -> str | None:
    """Return what the quick reply of this title says."""
    return next((str(option["payload"]) for option in options if option["title"] == text.strip()), None)


def _numbered(text: str, options: list[dict[str, Any]]) -> str | None:
    """Return what the quick reply of this number says."""
    is_place = text.isdecimal() and len(text) == 1 and 1 <= int(text) <= len(options)
    return str(options[int(text) - 1]["payload"]) if is_place else None


def _picked(text: str, options: list[dict[str, Any]]) -> str | None:
    """Return what the quick reply says that is picked by its place (第一个, 选2), where no cards could be meant."""
    place = read_place(text, len(options))
    return None if place is None else str(options[place]["payload"])


def _card(text: str, items: list[dict[str, Any]]) -> str | None:
    """Return what choosing the card of this name says, if the text is little more than the name."""
    named = [item for item in items if item.get("payload") and item["name"] in text]
    best = max(named, key=lambda item: len(item["name"]), default=None)
    return str(best["payload"]) if best and len(text) - len(best["name"]) <= MOST_AROUND_A_NAME else None


def as_words(text: str) -> str:
    """Return a text in which no slash begins a command of the engine; dates and ``and/or`` keep theirs."""
    return SLASH.sub(WORD_SLASH, text)


def _apology(earlier: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer when the bot cannot; it is told, not kept, so that the real answer can still come."""
    before = [reply for answer in earlier for reply in answer["replies"]]
    return {
        "intent": {"name": "unclear", "confidence": 0.0},
        "slots": {},
        "replies": [*before, {"text": DOWN, "asks": None, "options": [], "items": []}],
        "case_nos": [number for answer in earlier for number in answer["case_nos"]],
        "handoff": False,
    }
