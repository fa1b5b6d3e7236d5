"""Follow-ups by a customer-service message of the official account, within 48 hours of the enterprise's last one."""

from __future__ import annotations

import asyncio

import httpx

from api.channels.models import SendState
from api.channels.wechat.account import Account
from api.channels.wechat.client import WeChatApi
from api.channels.wechat.codes import Reason, Sent
from api.channels.wechat.sender import Sender
from api.database import Database
from api.errors import UnavailableError
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt

HOPELESS = (Reason.NO_FOLLOWER, Reason.NOT_FOLLOWING)  # besides what waits for the person's own next message
OUTCOMES = {
    SendState.ACCEPTED: Outcome.ACCEPTED,
    SendState.DELIVERED: Outcome.DELIVERED,
    SendState.REFUSED: Outcome.REFUSED,
}


class WechatNotSentError(UnavailableError):
    """The platform cannot take a message now; the same key may be sent again later."""


class WechatMessageSender:
    """Sends in a loop of its own: the worker is no asynchronous program, and sends little.

    The account's own sender sees to it that a key is sent once.
    """

    channel = FollowUpChannel.WECHAT_MESSAGE

    def __init__(self, database: Database, account: Account, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._database, self._account, self._transport = database, account, transport

    def send(self, message: Outgoing) -> Receipt:
        """Send one message.

        :raises WechatNotSentError: If another attempt later may succeed.
        """
        sent = asyncio.run(self._sent(message))
        detail = sent.reason.sentence if sent.reason else ""
        if sent.state in OUTCOMES:
            return Receipt(OUTCOMES[sent.state], sent.message_id, detail)
        if sent.waits_for_message or sent.reason in HOPELESS:
            return Receipt(Outcome.REFUSED, detail=detail)
        raise WechatNotSentError(detail or "微信平台这会儿没有收下。")

    async def _sent(self, message: Outgoing) -> Sent:
        api = WeChatApi(self._account, self._database, self._transport)
        try:
            sender = Sender(self._database, api, self._account.verified)
            return await sender.send_text(message.conversation_id or "", message.text, message.key)
        finally:
            await api.close()
