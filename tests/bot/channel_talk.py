"""The channel served as Rasa serves it, with an agent that greets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
from rasa.core.channels.channel import UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.channel import QifuInput

TOKEN = "secret"
UNCLEAR = {"replies": [], "slots": {}, "intent": {"name": "unclear", "confidence": 0.0}, "understood": {}}
EMPTY_REPLY = {"text": "", "asks": None, "options": [], "items": [], "case_nos": [], "handoff": False, "uttered": None}
GREETED = {**EMPTY_REPLY, "text": "您好"}
Step = Callable[["Talk"], Awaitable[Any]]


def said(message_id: str, text: str = "…", intent: str | None = "greet", **entities: Any) -> UserUttered:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return UserUttered(text, {"name": intent, "confidence": 0.91237}, found, message_id=message_id)


class Talk:
    """Rasa's server with this channel, a store in memory and an agent that greets; counts what it processed."""

    def __init__(self, session: aiohttp.ClientSession, base: str, agent: Any) -> None:
        self.session, self.base, self.agent = session, base, agent

    async def post(self, path: str, body: Any, token: str | None = TOKEN) -> tuple[int, Any]:
        headers = {} if token is None else {"X-Qifu-Token": token}
        async with self.session.post(f"{self.base}{path}", json=body, headers=headers) as response:
            return response.status, await response.json()


class GreetingAgent:
    """Answers every message with a greeting."""

    def __init__(self) -> None:
        self.tracker_store = InMemoryTrackerStore(Domain.empty())
        self.lock_store = InMemoryLockStore()
        self.processor = SimpleNamespace(parse_message=self.parse)
        self.processed: list[UserMessage] = []
        self.parsed: list[UserMessage] = []
        self.read_at_start: list[UserMessage] = []
        self.silent = False
        self.action_endpoint = EndpointConfig("http://127.0.0.1:1")

    async def handle_message(self, message: UserMessage) -> None:
        async with self.lock_store.lock(message.sender_id):  # as Rasa's agent does
            self.processed.append(message)
            if not self.silent:
                await self.keep(said(message.message_id, message.text), BotUttered("您好"))

    async def keep(self, *events: Event) -> None:
        kept = await self.tracker_store.get_or_create_tracker("c-1")
        for event in events:
            kept.update(event)
        await self.tracker_store.save(kept)

    async def kept(self) -> list[str]:
        kept = await self.tracker_store.retrieve("c-1")
        assert kept is not None
        return [getattr(e, "message_id", None) or getattr(e, "action_name", None) or e.type_name for e in kept.events]

    async def parse(self, message: UserMessage) -> dict[str, Any]:
        self.parsed.append(message)
        return {"intent": {"name": "nlu_fallback", "confidence": 0.3}, "entities": [{"entity": "phone", "value": "1"}]}


def over_http(steps: Step, token: str = TOKEN) -> Any:
    """Serve the channel as Rasa does, and run ``steps`` against it."""

    async def session() -> Any:
        app = Sanic(f"channel_{id(steps)}", configure_logging=False)
        register([QifuInput(token)], app, "/webhooks/")
        app.ctx.agent = GreetingAgent()
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            held.listen()
            server = await app.create_server(sock=held, return_asyncio_server=True, access_log=False)
            await server.startup()
            await server.after_start()
            app.ctx.agent.read_at_start, app.ctx.agent.parsed = app.ctx.agent.parsed, []
            base = f"http://127.0.0.1:{held.getsockname()[1]}/webhooks/qifu"
            try:
                async with aiohttp.ClientSession() as client:
                    return await steps(Talk(client, base, app.ctx.agent))
            finally:
                await server.before_stop()
                server.close()
                await server.wait_closed()

    Sanic.test_mode = True
    return asyncio.run(session())


def body(message_id: str = "c-1:1", **more: Any) -> dict[str, Any]:
    return {"sender": "c-1", "message_id": message_id, "text": "你好", **more}
