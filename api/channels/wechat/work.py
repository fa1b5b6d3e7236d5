"""Working on a message: the conversation answers it, and the answer is kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlmodel import Session

from api.channels import steps, texts
from api.channels.wechat import followers, inbox
from api.channels.wechat.models import Inbound
from api.conversations.turns import Turns
from api.database import Database
from api.errors import InvalidInputError, QifuError

# Rasa works on one thing at a time a core: in a crowd the messages wait here, where nobody's patience ends, and not
# there, where a turn is given up after some seconds.
TURNS_AT_ONCE = 8
FIRST_PACE_SECONDS, NEWEST_SHARE = 0.3, 0.2  # a turn's length until some were measured; what each adds to the average
log = structlog.get_logger(__name__)


class Worker:
    """Lets the conversation answer messages, so many at once."""

    def __init__(self, database: Database, turns: Callable[[], Turns]) -> None:
        self._database, self._turns = database, turns
        self._places = asyncio.Semaphore(TURNS_AT_ONCE)
        self._ahead, self._pace_seconds = 0, FIRST_PACE_SECONDS

    def expected_seconds(self, arriving: int = 0) -> float:
        """Return how long a message that comes now will wait for its answer, by the queue and the last turns' pace.

        :param arriving: How many are about to join the queue before it.
        """
        return ((self._ahead + arriving) / TURNS_AT_ONCE + 1) * self._pace_seconds

    async def answer(self, row: Inbound, conversation_id: str) -> Inbound | None:
        """Answer a message and keep the answer; return the message as it stands; None if it was answered before."""
        replies = await self._replies(row, conversation_id)
        return await steps.note(self._database, inbox.keep_answer, row.id or 0, replies)

    async def _replies(self, row: Inbound, conversation_id: str) -> list[dict[str, Any]]:
        if row.text.strip() in texts.ASK_FOR_RESULT:
            told = await steps.read(self._database, _earlier, row)
            if told is not None:
                return told
        try:
            answer = await self._turn(row, conversation_id)
        except InvalidInputError:
            return said(texts.EMPTY)
        except QifuError as error:
            log.error("wechat_turn_failed", kind=type(error).__name__, reason=error.detail)
            return said(texts.FAILED)
        return [reply for reply in answer["replies"] if reply["text"].strip() or reply["items"]]

    async def _turn(self, row: Inbound, conversation_id: str) -> dict[str, Any]:
        self._ahead += 1
        try:
            async with self._places:
                began = time.monotonic()
                answer = await self._turns().take_of_channel(conversation_id, row.text, row.key)
                took = time.monotonic() - began
        finally:
            self._ahead -= 1
        self._pace_seconds += NEWEST_SHARE * (took - self._pace_seconds)
        return answer


def said(text: str) -> list[dict[str, Any]]:
    """Return words of the account itself as an answer."""
    return [{"text": text, "asks": None, "options": [], "items": []}]


def conversation_of(session: Session, row: Inbound) -> str | None:
    """Return the conversation of the person who sent a message; None if he is gone."""
    follower = followers.get(session, row.follower_key)
    return follower.conversation_id if follower else None


def _earlier(session: Session, row: Inbound) -> list[dict[str, Any]] | None:
    """Answer the word that asks for what is still owed; None if nothing is, so that it is a word like any other."""
    if inbox.has_waiting(session, row):
        return said(texts.HERE_IT_IS)
    return said(texts.NOT_YET) if inbox.is_working(session, row) else None
