"""Follow-ups through WeCom customer service, within 48 hours of the enterprise's last message."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from sqlmodel import Session

from api.channels.models import SendState
from api.channels.wecom.account import KfAccount
from api.channels.wecom.client import WeComApi
from api.channels.wecom.codes import NOBODY, KfSent, Reason
from api.channels.wecom.sender import KfSender
from api.database import Database
from api.errors import UnavailableError
from api.followups import delivery
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt
from api.outbox.handlers import Work


class WecomNotSentError(UnavailableError):
    """The platform cannot take a message now; the same key may be sent again later."""


class WecomMessageSender:
    """Sends in a loop of its own: the worker is no asynchronous program, and sends little."""

    channel = FollowUpChannel.WECOM_MESSAGE

    def __init__(
        self, database: Database, account: KfAccount, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._database, self._account, self._transport = database, account, transport

    def send(self, message: Outgoing) -> Receipt:
        """Send one message.

        :raises WecomNotSentError: If another attempt later may succeed.
        """
        sent = asyncio.run(self._sent(message))
        detail = sent.reason.sentence if sent.reason else ""
        if sent.state is SendState.ACCEPTED:
            return Receipt(Outcome.ACCEPTED, sent.message_id)
        if sent.state is SendState.REFUSED or sent.waits_for_message or sent.reason in NOBODY:
            return Receipt(Outcome.REFUSED, detail=detail)
        raise WecomNotSentError(detail or "企业微信这会儿没有收下。")

    async def _sent(self, message: Outgoing) -> KfSent:
        api = WeComApi(self._account, self._database, self._transport)
        try:
            sender = KfSender(self._database, api)
            return await sender.send_text(message.conversation_id or "", message.text, message.key)
        finally:
            await api.close()


def not_arrived(session: Session, work: Work, _: Any) -> None:
    """Have another channel tried for a follow-up that was accepted and did not arrive."""
    reason = Reason(work.payload["reason"])
    delivery.report(session, str(work.payload["message_id"]), delivered=False, detail=reason.sentence)
