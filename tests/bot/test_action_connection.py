"""The lasting connection to the action server: opened once, opened anew when it was closed, gone when all ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot import action_connection

Try = Callable[[EndpointConfig, list[str]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EndpointConfig, "session", EndpointConfig.session)
    action_connection.install()


def with_server(steps: Try) -> list[str]:
    """Run steps against a server and return from which connections the calls came."""

    async def run() -> list[str]:
        seen: list[str] = []

        async def answer(request: web.Request) -> web.Response:
            seen.append(str(request.transport.get_extra_info("peername")[1]))
            body = await request.json()
            headers = {"Set-Cookie": "a=b"}
            return web.json_response({"got": body, "cookie": request.headers.get("Cookie")}, headers=headers)

        async def refuse(_: web.Request) -> web.Response:
            return web.json_response({"error": "no"}, status=400)

        app = web.Application()
        app.add_routes([web.post("/webhook", answer), web.post("/refuse", refuse)])
        served = web.AppRunner(app)
        await served.setup()
        site = web.TCPSite(served, "127.0.0.1", 0)
        await site.start()
        port = served.addresses[0][1]
        endpoint = EndpointConfig(f"http://127.0.0.1:{port}")
        try:
            await steps(endpoint, seen)
        finally:
            await action_connection.close(endpoint)
            await served.cleanup()
        return seen

    return asyncio.run(run())


def test_calls_share_one_connection_and_no_cookies() -> None:
    async def steps(endpoint: EndpointConfig, _: list[str]) -> None:
        for number in range(3):
            assert await endpoint.request(subpath="webhook", json=number) == {"got": number, "cookie": None}

    seen = with_server(steps)
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_calls_at_once_have_a_connection_each() -> None:
    async def steps(endpoint: EndpointConfig, _: list[str]) -> None:
        answers = await asyncio.gather(*(endpoint.request(subpath="webhook", json=number) for number in range(5)))
        assert [answer["got"] for answer in answers if answer] == [0, 1, 2, 3, 4]

    with_server(steps)


def test_an_error_is_rasas_own_and_leaves_the_session_usable() -> None:
    async def steps(endpoint: EndpointConfig, _: list[str]) -> None:
        with pytest.raises(ClientResponseError):
            await endpoint.request(subpath="refuse", json={})
        assert await endpoint.request(subpath="webhook", json=1) == {"got": 1, "cookie": None}

    with_server(steps)


def test_a_closed_session_is_opened_anew() -> None:
    async def steps(endpoint: EndpointConfig, _: list[str]) -> None:
        await endpoint.request(subpath="webhook", json=1)
        await action_connection.close(endpoint)
        assert await endpoint.request(subpath="webhook", json=2) == {"got": 2, "cookie": None}

    assert len(set(with_server(steps))) == 2


def test_an_idle_connection_is_left_before_the_action_server_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert action_connection.IDLE_SECONDS < 5
    monkeypatch.setattr(action_connection, "IDLE_SECONDS", -1.0)

    async def steps(endpoint: EndpointConfig, _: list[str]) -> None:
        for number in range(2):
            await endpoint.request(subpath="webhook", json=number)
            await asyncio.sleep(0)

    assert len(set(with_server(steps))) == 2


def test_nothing_to_close_is_no_error() -> None:
    asyncio.run(action_connection.close(None))
    asyncio.run(action_connection.close(EndpointConfig("http://127.0.0.1:1")))
