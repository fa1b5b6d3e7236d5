"""Sending to a person on the service's own account: customer-service and template messages, each once by its key.

For whoever has something to tell: follow-ups, agents, reminders. A result of ``LATER`` may be tried again under the
same key; ``ACCEPTED`` of a template message is not yet delivered, the row of its key says when it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from api.channels import steps
from api.channels.message_ids import message_id_of
from api.channels.models import SendState
from api.channels.platform import PlatformError
from api.channels.unreachable import PlatformUnreachableError
from api.channels.wechat import sendings
from api.channels.wechat.client import WeChatApi
from api.channels.wechat.codes import ALARMING, Reason, Sent, meaning
from api.channels.xml_messages import Article
from api.database import Database

SERVICE_PATH, TEMPLATE_PATH = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Letter:
    """What is to be sent.

    :param kind: ``text``, ``news`` or ``template``.
    :param counts: Whether it is taken from what a person may be sent unasked; template messages are not.
    """

    kind: str
    path: str
    body: dict[str, Any]
    counts: bool = True


class Sender:
    """Sends to the person who speaks in a conversation."""

    def __init__(self, database: Database, api: WeChatApi, verified: bool) -> None:
        self._database, self._api, self._verified = database, api, verified

    async def send_text(self, conversation_id: str, text: str, key: str) -> Sent:
        """Send words, within the 48 hours after the person's last message.

        :param key: At most 120 characters; the same key is never sent twice.
        """
        letter = Letter("text", SERVICE_PATH, {"msgtype": "text", "text": {"content": text}})
        return await self._send(conversation_id, letter, key)

    async def send_article(self, conversation_id: str, article: Article, key: str) -> Sent:
        """Send one article that leads to a page."""
        shown = {"title": article.title, "description": article.description, "url": article.url, "picurl": ""}
        letter = Letter("news", SERVICE_PATH, {"msgtype": "news", "news": {"articles": [shown]}})
        return await self._send(conversation_id, letter, key)

    async def send_template(
        self, conversation_id: str, template_id: str, fields: Mapping[str, str], key: str, url: str = ""
    ) -> Sent:
        """Send a template message, at any time; whether it arrived the platform tells later.

        Made again because the answer to the first call was lost, it carries the same number and is shown once.

        :param fields: The template's fields by name.
        """
        data = {name: {"value": value} for name, value in fields.items()}
        body = {"template_id": template_id, "url": url, "client_msg_id": message_id_of(key), "data": data}
        return await self._send(conversation_id, Letter("template", TEMPLATE_PATH, body, counts=False), key)

    async def _send(self, conversation_id: str, letter: Letter, key: str) -> Sent:
        if not self._verified:
            return Sent(SendState.LATER, Reason.NOT_VERIFIED)
        begun = await steps.note(self._database, sendings.begin, conversation_id, letter.kind, letter.counts, key)
        if isinstance(begun, Sent):
            return begun
        sent = await self._posted(letter.path, {"touser": begun.openid, **letter.body})
        if sent.reason in ALARMING:
            log.error("wechat_not_sent", reason=sent.reason, code=sent.code, kind=letter.kind)
        await steps.note(self._database, sendings.finish, begun, sent)
        return sent

    async def _posted(self, path: str, body: dict[str, Any]) -> Sent:
        try:
            answer = await self._api.call(path, body)
        except PlatformError as error:
            state, reason = meaning(error.code)
            return Sent(state, reason, error.code)
        except PlatformUnreachableError:
            return Sent(SendState.LATER, Reason.UNREACHABLE)
        number = answer.get("msgid")
        return Sent(SendState.ACCEPTED, message_id=str(number) if number is not None else None)
