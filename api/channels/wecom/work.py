"""Working for one person: his messages are answered in their order, and what he is owed is brought to him."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

import structlog
from sqlmodel import Session

from api.channels import steps, texts
from api.channels.links import token_of
from api.channels.wecom import guests, inbox, sessions
from api.channels.wecom.client import WeComApi
from api.channels.wecom.codes import KfSent
from api.channels.wecom.models import THEIRS, Guest, KfInbound, KfState
from api.channels.wecom.sender import KfSender
from api.channels.wecom.sessions import Move
from api.channels.wording import plain, word
from api.clock import Clock
from api.conversations import desk, receiving, store
from api.conversations.models import Conversation
from api.conversations.turns import Turns
from api.database import Database
from api.errors import InvalidInputError, QifuError
from knowledge import working_time

TURNS_AT_ONCE = 8  # Rasa works on one thing at a time a core: a crowd waits here, where nobody's patience ends
PAGE_OF = "wecom"
log = structlog.get_logger(__name__)


class KfWorker:
    """Answers messages and brings answers.

    :param desk_at_wecom: Whether a talk that waits for a person is given to WeCom.
    """

    def __init__(
        self,
        database: Database,
        api: WeComApi,
        sender: KfSender,
        turns: Callable[[], Turns],
        clock: Clock,
        page: Callable[[int], str],
        desk_at_wecom: bool,
        servicer: str,
    ) -> None:
        self._database, self._api, self._sender, self._turns = database, api, sender, turns
        self._clock, self._page, self._desk_at_wecom, self._servicer = clock, page, desk_at_wecom, servicer
        self.name = secrets.token_hex(8)
        self._places = asyncio.Semaphore(TURNS_AT_ONCE)

    async def work_off(self, guest_key: str) -> None:
        """Answer what a person has sent, one after another, each answer brought before the next message is read."""
        while await steps.note(self._database, inbox.begin, guest_key, self.name):
            await self.bring(guest_key)
            await self.hand_over(guest_key)
            found = await steps.note(self._database, inbox.following, guest_key)
            if found is None:
                return
            row, guest = found
            replies = await self._replies(row, guest)
            await steps.note(self._database, inbox.keep_answer, row.id or 0, replies)

    async def _replies(self, row: KfInbound, guest: Guest) -> inbox.Replies:
        try:
            if await steps.write(self._database, left_to_person, guest.key, row.text, row.key):
                return []
            async with self._places:
                answer = await self._turns().take_of_channel(guest.conversation_id, row.text, row.key)
        except InvalidInputError:
            return [inbox.said(texts.EMPTY)]
        except QifuError as error:
            log.error("wecom_turn_failed", kind=type(error).__name__, reason=error.detail)
            return [inbox.said(texts.FAILED)]
        return [reply for reply in answer["replies"] if reply["text"].strip() or reply["items"]]

    async def bring(self, guest_key: str) -> None:
        """Send a person what he is owed, in order; what waits stays before what came later."""
        sent: KfSent | None = None
        for row, conversation_id in await steps.read(self._database, inbox.owed, guest_key):
            sent = await self._sent(row, conversation_id) if sent is None else sent
            if await steps.note(self._database, inbox.settle, row.id or 0, sent):
                sent = None
            elif not sent.waits_for_message:
                return

    async def _sent(self, row: KfInbound, conversation_id: str) -> KfSent:
        text = plain(word(row.replies, self._page(row.id or 0)))
        sent = await self._sender.send_text(conversation_id, text, f"answer:{row.id}")
        if sent.reason is not None:
            log.warning("wecom_answer_not_sent", reason=sent.reason, code=sent.code)
        return sent

    async def hand_over(self, guest_key: str | None = None) -> int:
        """Give sessions to WeCom whose talk waits for a person, and take back what a person has returned."""
        if not self._desk_at_wecom:
            return 0
        is_open = working_time.is_open(self._clock.now())
        found = await steps.write(self._database, sessions.moves, self._servicer, guest_key)
        due = [move for move in found if is_open or move.to is KfState.ENDED]
        for move in due:
            await self._move(move)
        return len(due)

    async def _move(self, move: Move) -> None:
        try:
            servicer = self._servicer if move.to is KfState.HUMAN else ""
            try:
                await self._api.move(move.open_kfid, move.external_userid, move.to, servicer)
                state = move.to
            except QifuError as error:
                log.error("wecom_not_moved", to=int(move.to), reason=error.detail)
                state = await self._api.state(move.open_kfid, move.external_userid)
        except (QifuError, ValueError) as error:
            log.warning("wecom_state_unknown", kind=type(error).__name__)
            return
        await steps.write(self._database, sessions.arrived, move, state, self._servicer)


def left_to_person(session: Session, guest_key: str, text: str, key: str) -> bool:
    """Keep a message for the person who answers in WeCom, or soon will; False if none does."""
    guest = guests.get(session, guest_key)
    if guest is None or guest.state not in THEIRS:
        return False
    conversation: Conversation = store.require(session, guest.conversation_id, hold=True)
    received = receiving.receive(session, conversation, text, key)
    if received.answer is None:
        desk.leave_to_owner(session, received.pending[-1])
    return True


def page_of(public_url: str, secret: str) -> Callable[[int], str]:
    """Return what gives the address of the page of an answer."""
    return lambda row_id: f"{public_url}/m/kf/{token_of(secret, row_id, PAGE_OF)}"
