"""Bringing an answer to the person as a customer-service message, in order, now or later."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlmodel import Session, col, select

from api.channels import steps
from api.channels.links import link_of
from api.channels.models import SendState, Stage
from api.channels.wechat import inbox, work
from api.channels.wechat.codes import Reason, Sent
from api.channels.wechat.models import Inbound, Way
from api.channels.wechat.sender import Sender
from api.channels.wording import word
from api.channels.xml_messages import Article
from api.clock import utc_now
from api.database import Database

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, MOST_TRIES = 5, 600, 12
NOBODY = frozenset({Reason.NOT_FOLLOWING, Reason.NO_FOLLOWER})
log = structlog.get_logger(__name__)


class Bringer:
    """Sends kept answers."""

    def __init__(self, database: Database, sender: Sender, public_url: str, secret: str) -> None:
        self._database, self._sender = database, sender
        self._public_url, self._secret = public_url, secret

    def worded(self, row_id: int, replies: list[dict[str, object]]) -> str | Article:
        """Return an answer as it is shown."""
        return word(replies, link_of(self._public_url, self._secret, row_id))

    async def bring(self, row_id: int) -> None:
        """Send the answer to a message, and before it what waits from before it."""
        for owed, conversation_id in await steps.note(self._database, owing, row_id):
            sent = await self._send(owed, conversation_id)
            await steps.note(self._database, settle, owed.id or 0, sent)
            if sent.waits_for_message:
                return

    async def _send(self, row: Inbound, conversation_id: str) -> Sent:
        answer, key = self.worded(row.id or 0, row.replies), f"answer:{row.id}"
        if isinstance(answer, Article):
            return await self._sender.send_article(conversation_id, answer, key)
        return await self._sender.send_text(conversation_id, answer, key)


def owing(session: Session, row_id: int) -> list[tuple[Inbound, str]]:
    """Return the answers to send, oldest first, each with its conversation; none if the person is gone."""
    row = inbox.get(session, row_id)
    if row is None or row.stage is not Stage.ANSWERED or row.way is not Way.SERVICE:
        return []
    earlier = inbox.waiting(session, row)
    for other in earlier:
        other.way = Way.SERVICE
        session.add(other)
    conversation_id = work.conversation_of(session, row)
    return [(one, conversation_id) for one in (*earlier, row)] if conversation_id else []


def settle(session: Session, row_id: int, sent: Sent) -> None:
    """Keep what became of an answer: given, to be tried again, waiting for the next message, or for nobody."""
    row = session.exec(select(Inbound).where(col(Inbound.id) == row_id).with_for_update()).first()
    if row is None or row.stage is not Stage.ANSWERED:
        return
    if sent.state in (SendState.ACCEPTED, SendState.DELIVERED):
        inbox.done(row)
    elif sent.reason in NOBODY:
        row.way = Way.NONE
        inbox.done(row)
    elif sent.state is SendState.LATER and not sent.waits_for_message and row.tries < MOST_TRIES:
        pause = min(FIRST_PAUSE_SECONDS * 2**row.tries, LONGEST_PAUSE_SECONDS)
        row.tries, row.lease_until = row.tries + 1, utc_now() + timedelta(seconds=pause)
    else:
        log.warning("wechat_answer_waits", reason=sent.reason, code=sent.code)
        row.way = Way.NEXT
    session.add(row)
