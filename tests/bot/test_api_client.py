"""The door to the service, against a real HTTP server in the same process."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import api_client
from bot.api_client import ServiceClient, ServiceError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def call(handler: Handler, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Serve ``handler`` on every path, post to it once with the client and return the answer."""

    async def session() -> dict[str, Any]:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", handler)
        async with TestServer(app) as server:
            return await closing(ServiceClient(str(server.make_url("/")), "secret"), body)

    return asyncio.run(session())


async def closing(client: ServiceClient, body: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        return await client.call("c-1", "answers", body)
    finally:
        if client._session is not None:
            await client._session.close()


def test_body_token_and_address_reach_the_service_and_its_answer_comes_back() -> None:
    seen: list[Any] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.extend([request.method, request.path, request.headers["X-Qifu-Token"], await request.json()])
        return web.json_response({"found": True, "answer": "最高300万元"})

    assert call(answer, {"text": "贷多少"}) == {"found": True, "answer": "最高300万元"}
    assert seen == ["POST", "/internal/v1/conversations/c-1/answers", "secret", {"text": "贷多少"}]


def test_without_a_body_an_empty_object_is_sent() -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        return web.json_response({"got": await request.json()})

    assert call(echo) == {"got": {}}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, 503])
def test_a_refusal_carries_its_status(status: int) -> None:
    async def refuse(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": "NotFoundError", "detail": "没有这个对话。"}, status=status)

    with pytest.raises(ServiceError, match=f"^{status}: 没有这个对话。$") as caught:
        call(refuse)
    assert caught.value.status == status


@pytest.mark.parametrize("status", [200, 502])
def test_what_is_no_json_counts_as_no_answer(status: int) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>Bad Gateway</html>", status=status, content_type="text/html")

    with pytest.raises(ServiceError) as caught:
        call(page)
    assert caught.value.status == 0


@pytest.mark.parametrize("answer", [None, [], "down"])
@pytest.mark.parametrize("status", [200, 502])
def test_json_that_is_no_object_counts_as_no_answer(status: int, answer: Any) -> None:
    async def odd(_: web.Request) -> web.StreamResponse:
        return web.Response(text=json.dumps(answer), status=status, content_type="application/json")

    with pytest.raises(ServiceError) as caught:
        call(odd)
    assert caught.value.status == 0


def test_a_slow_service_counts_as_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_client, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))

    async def hang(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(ServiceError) as caught:
        call(hang)
    assert caught.value.status == 0


def test_a_refused_connection_counts_as_no_answer() -> None:
    with socket.socket() as held:  # bound but not listening, so that nobody else answers there
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(ServiceError) as caught:
            asyncio.run(closing(ServiceClient(address, "")))
    assert caught.value.status == 0


def test_a_connection_that_breaks_counts_as_no_answer() -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    with pytest.raises(ServiceError) as caught:
        call(break_off)
    assert caught.value.status == 0


def test_every_call_is_bounded_in_time() -> None:
    assert api_client.TIMEOUT.total is not None
    assert api_client.TIMEOUT.total <= 10


def test_address_and_token_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIFU_SERVICE_URL", "http://127.0.0.1:8123/")
    monkeypatch.setenv("QIFU_INTERNAL_TOKEN", "t")
    client = ServiceClient.from_environment()
    assert (client._base_url, client._token) == ("http://127.0.0.1:8123", "t")
