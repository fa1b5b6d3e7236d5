"""Follow-ups on the official account: in the 48 hours after the enterprise's last message, later by a template."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import httpx
from sqlmodel import Session

from api.channels.models import SendState
from api.channels.wechat import sendings, templates
from api.channels.wechat.account import Account
from api.channels.wechat.client import WeChatApi
from api.channels.wechat.codes import Reason, Sent
from api.channels.wechat.sender import Sender
from api.clock import in_china, utc_now
from api.database import Database
from api.errors import UnavailableError
from api.followups import delivery
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt
from api.outbox.handlers import Work
from api.ratings.links import Address
from knowledge import follow_ups, working_time

HOPELESS = (Reason.NO_FOLLOWER, Reason.NOT_FOLLOWING)  # besides what waits for the person's own next message
OUTCOMES = {
    SendState.ACCEPTED: Outcome.ACCEPTED,
    SendState.DELIVERED: Outcome.DELIVERED,
    SendState.REFUSED: Outcome.REFUSED,
}
Step = Callable[[Sender], Coroutine[Any, Any, Sent]]


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
        return self._receipt(lambda sender: sender.send_text(message.conversation_id or "", message.text, message.key))

    def _receipt(self, step: Step) -> Receipt:
        sent = asyncio.run(self._sent(step))
        detail = sent.reason.sentence if sent.reason else ""
        if sent.state in OUTCOMES:
            return Receipt(OUTCOMES[sent.state], sent.message_id, detail)
        if sent.waits_for_message or sent.reason in HOPELESS:
            return Receipt(Outcome.REFUSED, detail=detail)
        raise WechatNotSentError(detail or "微信平台这会儿没有收下。")

    async def _sent(self, step: Step) -> Sent:
        api = WeChatApi(self._account, self._database, self._transport)
        try:
            return await step(Sender(self._database, api, self._account.verified))
        finally:
            await api.close()


class WechatTemplateSender(WechatMessageSender):
    """Sends template messages, at any time; whether they arrived the platform tells later (``finished``)."""

    channel = FollowUpChannel.WECHAT_TEMPLATE

    def __init__(
        self,
        database: Database,
        account: Account,
        transport: httpx.AsyncBaseTransport | None = None,
        rated_at: Address | None = None,
    ) -> None:
        super().__init__(database, account, transport)
        self._rated_at = rated_at

    def send(self, message: Outgoing) -> Receipt:
        """Send one message.

        :raises WechatNotSentError: If another attempt later may succeed.
        """
        rule = follow_ups.rules().kinds[message.kind]
        template = templates.of_kind(self._account.templates, rule.label)
        if template is None:
            return Receipt(Outcome.REFUSED, detail=f"没有给“{rule.label}”设模板。")
        fields = templates.filled(template, _contents(message, rule, in_china(utc_now())))
        url, to = self._url(message), message.conversation_id or ""
        return self._receipt(lambda sender: sender.send_template(to, template.number, fields, message.key, url))

    def _url(self, message: Outgoing) -> str:
        """Return where a touch on the message leads: to the score where one is asked for, else to how far it is."""
        if message.scored and self._rated_at:
            return self._rated_at(message.case_no)
        return f"{self._account.public_url}/progress"


def finished(session: Session, work: Work, _: Any) -> None:
    """Keep what became of a template message; one that did not arrive has another channel tried."""
    message_id, status = str(work.payload["message_id"]), str(work.payload["status"])
    sendings.arrived(session, message_id, status)
    reason = sendings.reason_of(status)
    delivery.report(session, message_id, delivered=reason is None, detail=reason.sentence if reason else "")


def _contents(message: Outgoing, rule: follow_ups.Rule, now: datetime) -> dict[str, str]:
    """Return what may be put into a template's fields, by the names of ``templates.CONTENTS``."""
    return {
        "编号": message.case_no,
        "事项": rule.topic,
        "进度": rule.stage,
        "时间": f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}",
        "说明": message.text,
        "热线": working_time.calendar().hotline,
    }
