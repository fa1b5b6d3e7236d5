"""The fake WeCom over real HTTP, around a running stack: says that there is something, and is asked for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal

from api.channels.fake_wecom.platform import FakeWeCom, KfRules
from api.channels.fake_wecom.server import Caller, create_api
from tests.conversations.served import one_more, served

T = TypeVar("T")
RULES = KfRules()


def environment(port: int) -> dict[str, str]:
    """Return the settings of a service whose customer service is the fake on this port."""
    return {
        "QIFU_WECOM_CORPID": RULES.corpid,
        "QIFU_WECOM_SECRET": RULES.secret,
        "QIFU_WECOM_TOKEN": RULES.token,
        "QIFU_WECOM_AES_KEY": RULES.aes_key,
        "QIFU_WECOM_API": f"http://127.0.0.1:{port}",
    }


@dataclass
class FakeService:
    """A running platform."""

    platform: FakeWeCom
    caller: Caller
    portal: BlockingPortal

    def run(self, step: Callable[[], Awaitable[T]]) -> T:
        """Run something in the platform's loop."""
        return self.portal.call(step)

    def say(self, name: str, text: str) -> str:
        """Have a person write something; return the answer."""
        return self.send(name, "text", content=text)

    def send(self, person: str, kind: str, **content: Any) -> str:
        """Have a person send something."""
        return self._answered(person, lambda: self.platform.wrote(person, kind, content))

    def enter(self, name: str) -> str:
        """Have a person come in; return the greeting."""
        return self._answered(name, lambda: self.platform.enters(name))

    def _answered(self, name: str, put_down: Callable[[], object]) -> str:
        person = self.platform.person(name)
        before = len(person.seen)

        async def step() -> None:
            put_down()
            assert (await self.caller.call_back()).status_code == 200

        self.run(step)
        assert one_more(lambda: person.seen, before), person.texts
        return person.texts[-1]


@contextmanager
def running(port: int, service_url: str) -> Iterator[FakeService]:
    """Run the platform on a port."""
    platform = FakeWeCom(RULES)
    with served(create_api(platform), port, service_url) as (portal, http):
        yield FakeService(platform, Caller(platform, http), portal)
