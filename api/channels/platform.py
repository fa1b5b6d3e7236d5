"""Calls to the API of a WeChat platform; each channel says how its token is fetched and what its codes mean."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import structlog

from api.channels.access_token import TokenKeeper
from api.channels.unreachable import PlatformUnreachableError
from api.database import Database
from api.errors import UnavailableError

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
TOKEN_REFUSED = frozenset({40001, 40014, 42001})
log = structlog.get_logger(__name__)


class PlatformError(UnavailableError):
    """The platform answered with a code that is not 0.

    :param code: Its ``errcode``.
    :param said: Its ``errmsg``, in English and for the log.
    :param sentence: What the code means.
    """

    def __init__(self, code: int, said: str, sentence: str) -> None:
        super().__init__(f"微信平台返回 {code}：{sentence}")
        self.code, self.said = code, said


class PlatformApi:
    """One pool of connections to a platform, and the token that opens it.

    :param name: Under which the token is kept.
    :param sentence_of: Says what a code means.
    """

    def __init__(
        self,
        base: str,
        name: str,
        database: Database,
        sentence_of: Callable[[int], str],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._sentence_of = sentence_of
        self._client = httpx.AsyncClient(
            base_url=base,
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=40, max_keepalive_connections=10),
            transport=transport,
        )
        self.tokens = TokenKeeper(database, name, self._fetch_token)

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post to an API that wants the token; a refused token is replaced once and the call made once more.

        :raises PlatformError: If the answer is not 0.
        :raises PlatformUnreachableError: If there is none.
        """
        return await self._opened(path, lambda token: self._post(path, body, token))

    async def look(self, path: str, **query: str) -> dict[str, Any]:
        """Get from an API that wants the token, as ``call`` does."""

        def get(token: str) -> Awaitable[dict[str, Any]]:
            return self._answered("GET", path, params={"access_token": token, **query})

        return await self._opened(path, get)

    async def _opened(self, path: str, ask: Callable[[str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        token = await self.tokens.get()
        try:
            return await ask(token)
        except PlatformError as error:
            if error.code not in TOKEN_REFUSED:
                raise
            log.error("platform_token_refused", code=error.code, path=path)
        return await ask(await self.tokens.get(refused=token))

    async def close(self) -> None:
        """Close the pool."""
        await self._client.aclose()

    async def _fetch_token(self, force: bool) -> dict[str, Any]:
        raise NotImplementedError

    async def _post(self, path: str, body: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        """Post JSON as it is read by people: the platform takes escaped Chinese for an error."""
        content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        parameters = {"access_token": token} if token else None
        return await self._answered("POST", path, content=content, params=parameters, headers=headers)

    async def _answered(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        """Make one request and return its answer."""
        try:
            response = await self._client.request(method, path, **request)
            response.raise_for_status()
            answer = response.json()
            code = int(answer.get("errcode") or 0)
        except (httpx.HTTPError, ValueError, AttributeError, TypeError) as error:
            log.warning("platform_unreachable", path=path, kind=type(error).__name__)
            raise PlatformUnreachableError from None  # the error itself would carry the token in its address
        if code:
            raise PlatformError(code, str(answer.get("errmsg", "")), self._sentence_of(code))
        return dict(answer)
