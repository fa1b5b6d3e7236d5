"""The only door to the service. Every call is bounded in time; a failure is one error the actions can speak of."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=8)


class ServiceError(Exception):
    """The service did not answer, or refused; ``status`` is 0 when nothing came back."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status


class ServiceClient:
    """Calls the service's internal routes for one conversation."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    def from_environment(cls) -> ServiceClient:
        """Build the client from what the process runner set."""
        return cls(
            os.environ.get("QIFU_SERVICE_URL", "http://127.0.0.1:8000"), os.environ.get("QIFU_INTERNAL_TOKEN", "")
        )

    async def call(self, conversation_id: str, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Post ``body`` to a route of the conversation and return the answer.

        :raises ServiceError: If the service is down, slow or refuses.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, headers={"X-Qifu-Token": self._token})
        url = f"{self._base_url}/internal/v1/conversations/{conversation_id}/{what}"
        try:
            async with self._session.post(url, json=body or {}) as response:
                answer = await response.json(content_type=None)
                if not isinstance(answer, dict):
                    raise ValueError(answer)
                if response.status >= 400:
                    raise ServiceError(response.status, str(answer.get("detail")))
                return answer
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:  # in 3.10 no builtin TimeoutError
            raise ServiceError(0, type(error).__name__) from error


client = ServiceClient.from_environment()
