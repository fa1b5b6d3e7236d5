"""Calls to the platform's API; nothing else in the service knows its address."""

from __future__ import annotations

from typing import Any

import httpx

from api.channels.platform import PlatformApi
from api.channels.wechat.account import Account
from api.channels.wechat.codes import meaning
from api.database import Database


class WeChatApi(PlatformApi):
    """The API of the official account."""

    def __init__(self, account: Account, database: Database, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__(account.api, account.appid, database, lambda code: meaning(code)[1].sentence, transport)
        self._account = account

    async def _fetch_token(self, force: bool) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": self._account.appid,
            "secret": self._account.secret,
            "force_refresh": force,
        }
        return await self._post("/cgi-bin/stable_token", body)
