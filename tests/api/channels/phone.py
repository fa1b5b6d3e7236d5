"""A service with an official account, the fake WeChat around it, and people who use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from pydantic import SecretStr
from sqlmodel import select

from api import app as wiring
from api.channels.fake_wechat.delivery import Delivered, Delivery
from api.channels.fake_wechat.people import Person, Seen
from api.channels.fake_wechat.platform import FakePlatform, Rules
from api.channels.fake_wechat.server import create_api
from api.channels.wechat import followers
from api.channels.wechat.models import Inbound
from api.channels.wechat.recovery import sweep
from api.channels.wechat.room import WeChat, open_wechat
from api.conversations.binding_links import links
from api.conversations.models import Conversation, Message
from api.conversations.turns import Turns
from api.privacy.eraser import forget_at_once
from api.privacy.models import ErasureReason
from api.settings import Settings
from tests.api.conftest import Service, started

T = TypeVar("T")
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
UNHURRIED_SECONDS = 60.0  # nothing in the tests depends on how busy the machine is
SITE = "https://qifu.example"


def account_settings(settings: Settings, rules: Rules, **changes: Any) -> Settings:
    """Return settings of a service with the account of these rules."""
    values = {
        "public_url": SITE,
        "wechat_appid": rules.appid,
        "wechat_token": SecretStr(rules.token),
        "wechat_secret": SecretStr(rules.secret),
        "wechat_aes_key": SecretStr(rules.aes_key),
        "wechat_api": "http://fake",
        "wechat_verified": rules.verified,
        "wechat_answer_seconds": UNHURRIED_SECONDS,
        **changes,
    }
    return settings.model_copy(update=values)


@dataclass
class Phones:
    """The service, the platform, and everybody's phones."""

    service: Service
    platform: FakePlatform
    delivery: Delivery
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def forget_everything(self) -> None:
        """Begin anew, with the same rules."""
        platform = FakePlatform(self.platform.rules)
        vars(self.platform).update(vars(platform))
        self.wechat.api.tokens._held = None

    @property
    def wechat(self) -> WeChat:
        """Return the account's parts."""
        assert self.service.state.wechat is not None
        return self.service.state.wechat

    def run(self, step: Callable[[], Awaitable[T]]) -> T:
        """Run something in the loop in which the service runs."""
        assert self.service.client.portal is not None
        return self.service.client.portal.call(step)

    def say(self, openid: str, text: str) -> Delivered:
        """Have a person write something."""
        return self.run(lambda: self.delivery.say(openid, text))

    def send(self, openid: str, kind: str, **fields: str | int) -> Delivered:
        """Have a person send something else."""
        return self.run(lambda: self.delivery.message(openid, kind, **fields))

    def event(self, openid: str, name: str, key: str = "", **fields: str | int) -> Delivered:
        """Have something happen to a person."""
        return self.run(lambda: self.delivery.event(openid, name, key, **fields))

    def again(self, openid: str, fields: dict[str, str | int]) -> Delivered:
        """Deliver a message with these fields, as the platform does when it did not hear an answer."""
        return self.run(lambda: self.delivery.bring(self.platform.person(openid), fields))

    def settle(self) -> None:
        """Wait until everything that is worked on is done."""

        async def rest() -> None:
            await self.delivery.settled()
            await self.wechat.reception.settled()

        self.run(rest)

    def sweep(self) -> int:
        """Take up what was left lying."""
        found = self.run(lambda: sweep(self.service.state.database, self.wechat.reception))
        self.settle()
        return found

    def hold_bot(self, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Let the bot answer only once it is released."""

        async def script(body: dict[str, Any]) -> dict[str, Any]:
            await self.released.wait()
            return answer(body)

        self.released.clear()
        self.service.bot.script = script

    def release_bot(self) -> None:
        """Let the bot answer, and wait until all it answered has arrived."""

        async def free() -> None:
            self.released.set()

        self.run(free)
        self.settle()

    def person(self, openid: str) -> Person:
        """Return a person."""
        return self.platform.person(openid)

    def last(self, openid: str) -> Seen:
        """Return what a person saw last."""
        return self.person(openid).seen[-1]

    def rows(self, openid: str) -> list[Inbound]:
        """Return what the service keeps of a person's messages."""
        with self.service.session() as session:
            query = select(Inbound).where(Inbound.follower_key == followers.key_of(openid)).order_by(Inbound.id)  # type: ignore[arg-type]
            return list(session.exec(query))

    def messages(self, openid: str) -> list[tuple[str, str]]:
        """Return who said what in a person's conversation."""
        with self.service.session() as session:
            follower = followers.get(session, followers.key_of(openid))
            assert follower is not None
            query = select(Message).where(Message.conversation_id == follower.conversation_id).order_by(Message.id)  # type: ignore[arg-type]
            return [(message.speaker.value, message.text) for message in session.exec(query)]

    def conversation_id(self, openid: str) -> str:
        """Return a person's conversation."""
        with self.service.session() as session:
            follower = followers.get(session, followers.key_of(openid))
            assert follower is not None
            assert session.get_one(Conversation, follower.conversation_id).channel.value == "wechat"
            return follower.conversation_id


def open_phones(settings: Settings, rules: Rules, **changes: Any) -> Phones:
    """Start a service and the platform around it; ``phones.service.client`` must be closed."""
    settings = account_settings(settings, rules, **changes)
    rules.cut_seconds = 2 * UNHURRIED_SECONDS
    platform = FakePlatform(rules)
    secret = settings.resolved_secret()
    state = wiring.open_state(settings, secret)

    def turns() -> Turns:
        link = links(state.settings.public_url, state.secret)
        return Turns(state.database, state.bot, state.clock, state.locks, link)

    state.wechat = open_wechat(
        settings,
        secret,
        state.database,
        turns,
        lambda conversation_id: forget_at_once(state, conversation_id, ErasureReason.UNSUBSCRIBED, "wechat"),
        httpx.ASGITransport(create_api(platform)),
    )
    service = started(settings, state)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(service.app), base_url="http://service", timeout=30)
    return Phones(service, platform, Delivery(platform, http, leaves_running=True))
