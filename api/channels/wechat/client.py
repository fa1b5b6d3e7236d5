"""Calls to the platform's API; nothing else in the service knows its address."""

from __future__ import annotations

import json
from typing import Any

import httpx
import structlog

from api.channels.wechat.access_token import TokenKeeper
from api.channels.wechat.account import Account
from api.channels.wechat.codes import TOKEN_REFUSED, PlatformError, PlatformUnreachableError
from api.database import Database

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
log = structlog.get_logger(__name__)


class WeChatApi:
    """One pool of connections to the platform, and the token that opens it."""

    def __init__(self, account: Account, database: Database, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._account = account
        self._client = httpx.AsyncClient(
            base_url=account.api,
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=40, max_keepalive_connections=10),
            transport=transport,
        )
        self.tokens = TokenKeeper(database, account.appid, self._fetch_token)

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post to an API that wants the token; a refused token is replaced once and the call made once more.

        :raises PlatformError: If the answer is not 0.
        :raises PlatformUnreachableError: If there is none.
        """
        token = await self.tokens.get()
        try:
            return await self._post(path, body, token)
        except PlatformError as error:
            if error.code not in TOKEN_REFUSED:
                raise
            log.error("wechat_token_refused", code=error.code, path=path)
        return await self._post(path, body, await self.tokens.get(refused=token))

    async def close(self) -> None:
        """Close the pool."""
        await self._client.aclose()

    async def _fetch_token(self, force: bool) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": self._account.appid,
            "secret": self._account.secret,
            "force_refresh": force,
        }
        return await self._post("/cgi-bin/stable_token", body)

    async def _post(self, path: str, body: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        """Post JSON as it is read by people: the platform takes escaped Chinese for an error."""
        content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
        parameters = {"access_token": token} if token else None
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            response = await self._client.post(path, content=content, params=parameters, headers=headers)
            response.raise_for_status()
            answer = response.json()
            code = int(answer.get("errcode") or 0)
        except (httpx.HTTPError, ValueError, AttributeError, TypeError) as error:
            log.warning("wechat_unreachable", path=path, kind=type(error).__name__)
            raise PlatformUnreachableError from None  # the error itself would carry the token in its address
        if code:
            raise PlatformError(code, str(answer.get("errmsg", "")))
        return dict(answer)
