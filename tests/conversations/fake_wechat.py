"""The fake WeChat over real HTTP, around a running stack: hangs up after five seconds and asks three times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal

from api.channels.fake_wechat.delivery import Delivery
from api.channels.fake_wechat.people import Seen
from api.channels.fake_wechat.platform import FakePlatform, Rules
from api.channels.fake_wechat.server import create_api
from tests.conversations.served import one_more, served

T = TypeVar("T")
RULES = Rules(aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


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
        before = len(person.seen)
        self.run(step)
        assert one_more(lambda: person.seen, before), person.texts
        return person.seen[-1]


@contextmanager
def running(port: int, service_url: str) -> Iterator[FakeWeChat]:
    """Run the platform on a port."""
    platform = FakePlatform(RULES)
    with served(create_api(platform), port, service_url) as (portal, http):
        yield FakeWeChat(platform, Delivery(platform, http), portal)
