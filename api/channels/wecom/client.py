"""Calls to WeCom's API."""

from __future__ import annotations

from typing import Any

import httpx

from api.channels.platform import PlatformApi, PlatformError
from api.channels.wecom.account import KfAccount
from api.channels.wecom.codes import OLD_CALLBACK_TOKEN, meaning
from api.channels.wecom.models import KfState
from api.database import Database

SYNC, SEND, ON_EVENT = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/send_msg", "/cgi-bin/kf/send_msg_on_event"
STATE, MOVE = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
MOST_AT_ONCE = 1000


class WeComApi(PlatformApi):
    """The customer-service API of one enterprise."""

    def __init__(
        self, account: KfAccount, database: Database, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        name = f"wecom:{account.corpid}"
        super().__init__(account.api, name, database, lambda code: meaning(code)[1].sentence, transport)
        self._account = account

    async def page(self, open_kfid: str, cursor: str, token: str) -> dict[str, Any]:
        """Return the next page of messages; with a callback's token that has ended, without it."""
        body = {"open_kfid": open_kfid, "cursor": cursor, "limit": MOST_AT_ONCE}
        try:
            return await self.call(SYNC, {**body, "token": token} if token else body)
        except PlatformError as error:
            if error.code != OLD_CALLBACK_TOKEN or not token:
                raise
        return await self.call(SYNC, body)

    async def state(self, open_kfid: str, external_userid: str) -> KfState:
        """Return who has a session."""
        answer = await self.call(STATE, {"open_kfid": open_kfid, "external_userid": external_userid})
        return KfState(int(answer.get("service_state", KfState.NEW)))

    async def move(self, open_kfid: str, external_userid: str, state: KfState, servicer: str = "") -> None:
        """Give a session to the queue, to a person of the enterprise, or end it."""
        body: dict[str, Any] = {"open_kfid": open_kfid, "external_userid": external_userid, "service_state": int(state)}
        await self.call(MOVE, {**body, "servicer_userid": servicer} if servicer else body)

    async def _fetch_token(self, force: bool) -> dict[str, Any]:
        """Ask for the token; this platform knows no force, and gives the same one as long as it holds."""
        query = {"corpid": self._account.corpid, "corpsecret": self._account.secret}
        return await self._answered("GET", "/cgi-bin/gettoken", params=query)
