"""Sending to a guest: each message once by its key, only where state, window and quota allow it."""

from __future__ import annotations

from typing import Any

import structlog

from api.channels import steps
from api.channels.message_ids import message_id_of
from api.channels.models import SendState
from api.channels.platform import PlatformError
from api.channels.unreachable import PlatformUnreachableError
from api.channels.wecom import sendings
from api.channels.wecom.client import ON_EVENT, SEND, WeComApi
from api.channels.wecom.codes import ALARMING, WRONG_STATE, KfSent, Reason, meaning
from api.channels.wecom.models import KfState
from api.channels.wecom.sendings import Begun
from api.database import Database
from api.errors import QifuError

log = structlog.get_logger(__name__)


class KfSender:
    """Sends to the person who speaks in a conversation."""

    def __init__(self, database: Database, api: WeComApi) -> None:
        self._database, self._api = database, api

    async def send_text(self, conversation_id: str, text: str, key: str) -> KfSent:
        """Send words, within the 48 hours after the person's last message.

        :param key: At most 120 characters; the same key is never sent twice.
        """
        begun = await steps.note(self._database, sendings.begin, conversation_id, key)
        if isinstance(begun, KfSent):
            return begun
        sent = await self._posted(begun, {"msgtype": "text", "text": {"content": text}})
        if sent.reason in ALARMING:
            log.error("wecom_not_sent", reason=sent.reason, code=sent.code)
        state = await self._state(begun) if sent.code == WRONG_STATE else None
        return await steps.note(self._database, sendings.finish, begun, sent, state)

    async def welcome(self, code: str, text: str, key: str) -> bool:
        """Greet somebody who has just come in, by the code that came with the event; tell whether it was taken."""
        body = {"code": code, "msgid": message_id_of(key), "msgtype": "text", "text": {"content": text}}
        try:
            await self._api.call(ON_EVENT, body)
        except QifuError as error:
            log.warning("wecom_not_welcomed", reason=error.detail)
            return False
        return True

    async def _posted(self, begun: Begun, letter: dict[str, Any]) -> KfSent:
        head = {"touser": begun.external_userid, "open_kfid": begun.open_kfid, "msgid": begun.message_id}
        try:
            await self._api.call(SEND, {**head, **letter})
        except PlatformError as error:
            state, reason = meaning(error.code)
            return KfSent(state, reason, error.code, begun.message_id)
        except PlatformUnreachableError:
            return KfSent(SendState.LATER, Reason.UNREACHABLE, message_id=begun.message_id)
        return KfSent(SendState.ACCEPTED, message_id=begun.message_id)

    async def _state(self, begun: Begun) -> KfState | None:
        """Ask who has the session; None if the platform does not say."""
        try:
            return await self._api.state(begun.open_kfid, begun.external_userid)
        except (QifuError, ValueError) as error:
            log.warning("wecom_state_unknown", kind=type(error).__name__)
            return None
