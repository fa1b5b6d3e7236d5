"""A service with a customer service at WeCom, the fake WeCom around it, and people who come to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from pydantic import SecretStr
from sqlmodel import col, delete, select, update

from api import app as wiring
from api.channels.fake_wecom.guests import KfPerson
from api.channels.fake_wecom.platform import FakeWeCom, KfRules
from api.channels.fake_wecom.server import Caller, create_api
from api.channels.models import AccessToken
from api.channels.wecom import guests
from api.channels.wecom.models import Guest, KfCursor, KfInbound, KfSending
from api.channels.wecom.recovery import sweep
from api.channels.wecom.room import WeCom, open_wecom
from api.clock import utc_now
from api.conversations.binding_links import links
from api.conversations.models import Message
from api.conversations.turns import Turns
from api.settings import Settings
from tests.api.conftest import Service, started
from tests.api.fakes import reply, turn

T = TypeVar("T")
SITE = "https://qifu.example"
TABLES = (KfInbound, KfSending, Guest, KfCursor, AccessToken)


def wecom_settings(settings: Settings, rules: KfRules, **changes: Any) -> Settings:
    """Return settings of a service with the customer service of these rules."""
    values = {
        "public_url": SITE,
        "wecom_corpid": rules.corpid,
        "wecom_secret": SecretStr(rules.secret),
        "wecom_token": SecretStr(rules.token),
        "wecom_aes_key": SecretStr(rules.aes_key),
        "wecom_api": "http://fake",
        **changes,
    }
    return settings.model_copy(update=values)


@dataclass
class Lobby:
    """The service, the platform, and everybody's screens."""

    service: Service
    platform: FakeWeCom
    caller: Caller
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wecom(self) -> WeCom:
        """Return the customer service's parts."""
        assert self.service.state.wecom is not None
        return self.service.state.wecom

    def forget_everything(self) -> None:
        """Begin anew, with the same rules."""
        with self.service.session(write=True) as session:
            for table in TABLES:
                session.exec(delete(table))
        vars(self.platform).update(vars(FakeWeCom(self.platform.rules)))
        self.wecom.api.tokens._held = None

    def run(self, step: Callable[[], Awaitable[T]]) -> T:
        """Run something in the loop in which the service runs."""
        assert self.service.client.portal is not None
        return self.service.client.portal.call(step)

    def call_back(self, settle: bool = True, **changes: Any) -> httpx.Response:
        """Have the platform say that there is something, and wait until all of it is done."""
        response = self.run(lambda: self.caller.call_back(**changes))
        if settle:
            self.settle()
        return response

    def say(self, name: str, *words: str, settle: bool = True) -> None:
        """Have a person write."""
        for text in words:
            self.platform.wrote(name, "text", {"content": text})
        assert self.call_back(settle).status_code == 200

    def settle(self) -> None:
        """Wait until everything that is read or worked on is done."""
        self.run(self.wecom.reception.settled)

    def sweep(self) -> int:
        """Take up what was left lying."""
        found = self.run(lambda: sweep(self.service.state.database, self.wecom.reception, self.wecom.worker))
        self.settle()
        return found

    def pause(self) -> None:
        """Let every lease and pause pass."""
        past = utc_now() - timedelta(hours=1)
        with self.service.session(write=True) as session:
            for table in (KfInbound, Guest, KfCursor):
                late = update(table).where(col(table.lease_until).is_not(None))
                session.exec(late.values(lease_until=past))
            session.exec(update(Guest).where(col(Guest.moved_at).is_not(None)).values(moved_at=past))

    def hold_bot(self) -> None:
        """Let the bot answer only once it is released."""

        async def script(body: dict[str, Any]) -> dict[str, Any]:
            await self.released.wait()
            return turn(reply(f"想好了：{body['text']}"))

        self.released.clear()
        self.service.bot.script = script

    def release_bot(self) -> None:
        """Let the bot answer, and wait until all it answered has arrived."""

        async def free() -> None:
            self.released.set()

        self.run(free)
        self.settle()

    def person(self, name: str) -> KfPerson:
        """Return a person."""
        return self.platform.person(name)

    def guest(self, name: str) -> Guest:
        """Return what the service keeps of a person."""
        with self.service.session() as session:
            found = guests.get(session, guests.key_of(self.platform.rules.open_kfid, name))
        assert found is not None
        return found

    def messages(self, name: str) -> list[tuple[str, str]]:
        """Return who said what in a person's conversation."""
        with self.service.session() as session:
            query = select(Message).where(Message.conversation_id == self.guest(name).conversation_id)
            return [(m.speaker.value, m.text) for m in session.exec(query.order_by(col(Message.id)))]

    def cursor(self) -> KfCursor:
        """Return how far the account was read."""
        with self.service.session() as session:
            return session.exec(select(KfCursor)).one()


def open_lobby(settings: Settings, rules: KfRules, **changes: Any) -> Lobby:
    """Start a service and the platform around it; ``lobby.service.client`` must be closed."""
    settings = wecom_settings(settings, rules, **changes)
    platform = FakeWeCom(rules)
    secret = settings.resolved_secret()
    state = wiring.open_state(settings, secret)

    def turns() -> Turns:
        link = links(state.settings.public_url, state.secret)
        return Turns(state.database, state.bot, state.clock, state.locks, link)

    fake = httpx.ASGITransport(create_api(platform))
    state.wecom = open_wecom(settings, secret, state.database, turns, state.clock, fake)
    service = started(settings, state)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(service.app), base_url="http://service", timeout=30)
    return Lobby(service, platform, Caller(platform, http))
