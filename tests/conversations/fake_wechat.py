"""The fake WeChat over real HTTP, around a running stack: hangs up after five seconds and asks three times."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.channels.fake_wechat.delivery import Delivery
from api.channels.fake_wechat.people import Seen
from api.channels.fake_wechat.platform import FakePlatform, Rules
from api.channels.fake_wechat.server import create_api

T = TypeVar("T")
RULES = Rules(aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
ANSWER_SECONDS = 60.0
STARTING_SECONDS = 10.0


def environment(port: int, public_url: str) -> dict[str, str]:
    """Return the settings of a service whose platform is the fake on this port."""
    return {
        "QIFU_WECHAT_APPID": RULES.appid,
        "QIFU_WECHAT_SECRET": RULES.secret,
        "QIFU_WECHAT_TOKEN": RULES.token,
        "QIFU_WECHAT_AES_KEY": RULES.aes_key,
        "QIFU_WECHAT_VERIFIED": "true",
        "QIFU_WECHAT_API": f"http://127.0.0.1:{port}",
        "QIFU_PUBLIC_URL": public_url,
    }


@dataclass
class FakeWeChat:
    """A running platform."""

    platform: FakePlatform
    delivery: Delivery
    portal: BlockingPortal

    def run(self, step: Callable[[], Awaitable[T]]) -> T:
        """Run something in the platform's loop."""
        return self.portal.call(step)

    def say(self, openid: str, text: str) -> Seen:
        """Have a person write something; return the answer, whichever way it comes."""
        return self._answered(openid, lambda: self.delivery.say(openid, text))

    def send(self, openid: str, kind: str, **fields: Any) -> Seen:
        """Have a person send something else."""
        return self._answered(openid, lambda: self.delivery.message(openid, kind, **fields))

    def event(self, openid: str, name: str, key: str = "") -> None:
        """Have something happen to a person."""
        self.run(lambda: self.delivery.event(openid, name, key))

    def _answered(self, openid: str, step: Callable[[], Awaitable[Any]]) -> Seen:
        person = self.platform.person(openid)
        before, deadline = len(person.seen), time.monotonic() + ANSWER_SECONDS
        self.run(step)
        while len(person.seen) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(person.seen) == before + 1, person.texts
        return person.seen[-1]


@contextmanager
def running(port: int, service_url: str) -> Iterator[FakeWeChat]:
    """Run the platform on a port."""
    platform = FakePlatform(RULES)
    server = uvicorn.Server(uvicorn.Config(create_api(platform), host="127.0.0.1", port=port, log_level="warning"))
    with start_blocking_portal() as portal:
        serving = portal.start_task_soon(server.serve)
        deadline = time.monotonic() + STARTING_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        limits = httpx.Limits(max_connections=2000, max_keepalive_connections=200)

        async def open_client() -> httpx.AsyncClient:
            return httpx.AsyncClient(base_url=service_url, timeout=30, limits=limits, trust_env=False)

        http = portal.call(open_client)
        try:
            yield FakeWeChat(platform, Delivery(platform, http), portal)
        finally:
            portal.call(http.aclose)
            server.should_exit = True
            serving.result(timeout=STARTING_SECONDS)
