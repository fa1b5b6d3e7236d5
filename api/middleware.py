"""Around every request: a bound on the body, an id, one line of log, headers for browsers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs
from api.errors import TooLargeError, respond

log = structlog.get_logger("request")
QUIET = ("/static/", "/vendor/", "/healthz", "/readyz")


class BodyLimit:
    """Refuses bodies longer than the limit, by their announced or their real length.

    :param uploads: Paths that take more: they look at who asks before they read.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, uploads: Mapping[str, int] | None = None) -> None:
        self.app, self.max_bytes, self.uploads = app, max_bytes, uploads or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.uploads.get(scope["path"], self.max_bytes)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > most:
            await self._refuse(most, scope, receive, send)
            return
        seen, started = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLargeError(_detail(most))
            return message

        async def held_back(message: Message) -> None:
            nonlocal started
            if seen <= most or started:
                started = True
                await send(message)

        await self.app(scope, counted, held_back)  # whatever became of the error inside, it answers with another status
        if seen > most and not started:
            await self._refuse(most, scope, receive, send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        answer = respond(TooLargeError.__name__, _detail(most), TooLargeError.status)
        await answer(scope, receive, send)


def _detail(most: int) -> str:
    return f"请求太大，最多 {most // 1000} KB。"


class RequestLog:
    """Gives every request an id and writes one line when it is done."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Time the request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, started, status = uuid4().hex[:12], time.perf_counter(), 500
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            _write(scope, status, (time.perf_counter() - started) * 1000)
            structlog.contextvars.clear_contextvars()


def _write(scope: dict[str, Any] | Any, status: int, took_ms: float) -> None:
    path = scope["path"]
    if not path.startswith(QUIET):
        log.info("request", method=scope["method"], path=logs.plain_path(path), status=status, ms=round(took_ms, 1))
