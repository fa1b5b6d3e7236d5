"""The channel: routes with Rasa's own server and store, answers in the contract's shape."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot import channel, speech
from bot.channel import QifuInput
from bot.generator import Generator

TOKEN = "secret"
UNCLEAR = {"replies": [], "slots": {}, "intent": {"name": "unclear", "confidence": 0.0}, "understood": {}}
EMPTY_REPLY = {"text": "", "asks": None, "options": [], "items": [], "case_nos": [], "handoff": False, "uttered": None}
GREETED = {**EMPTY_REPLY, "text": "您好"}
Step = Callable[["Talk"], Awaitable[Any]]


def said(message_id: str, text: str = "…", intent: str | None = "greet", **entities: Any) -> UserUttered:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return UserUttered(text, {"name": intent, "confidence": 0.91237}, found, message_id=message_id)


def tracker(*events: Event) -> DialogueStateTracker:
    slots = [AnySlot(name, mappings=[{}]) for name in ("need", "region", "urgent", "amount_cny", "industry")]
    return DialogueStateTracker.from_events("c-1", list(events), slots)


TALK = [
    ActionExecuted("action_session_start"),
    said("c-1:1", intent="submit_need", need="想贷款"),
    SlotSet("need", "想贷款"),
    BotUttered("在哪个市？"),
    ActionExecuted("action_listen"),
    said("c-1:3", intent="provide_info", region="430100"),
    SlotSet("region", "430100"),
    BotUttered("怎么称呼？"),
    BotUttered("电话呢？"),
]


# ---------------------------------------------------------------- one turn of a tracker


@pytest.mark.parametrize(
    ("message_id", "positions"), [("c-1:1", [1, 2, 3, 4]), ("c-1:3", [5, 6, 7, 8]), ("c-1:2", []), ("", [])]
)
def test_a_turn_reaches_from_its_message_to_the_next(message_id: str, positions: list[int]) -> None:
    assert channel._turn(tracker(*TALK), message_id) == [TALK[i] for i in positions]


def test_of_several_deliveries_the_last_one_counts() -> None:
    first, second = said("c-1:1"), said("c-1:1")
    assert channel._turn(tracker(first, said("c-1:2"), second, BotUttered("您好")), "c-1:1") == [
        second,
        BotUttered("您好"),
    ]


def test_a_turn_has_its_own_replies_and_the_slots_of_now() -> None:
    outcome = channel._outcome(tracker(*TALK), "c-1:1")
    assert outcome["replies"] == [{**EMPTY_REPLY, "text": "在哪个市？"}]
    assert outcome["intent"] == {"name": "submit_need", "confidence": 0.9124}
    assert outcome["understood"] == {"need": "想贷款"}
    assert outcome["slots"] == {"need": "想贷款", "region": "430100"}


def test_a_message_the_talk_does_not_hold_has_no_outcome() -> None:
    assert channel._outcome(tracker(*TALK), "c-1:9") == UNCLEAR


def test_empty_slots_are_left_out() -> None:
    events = [said("c-1:1"), SlotSet("urgent", False), SlotSet("industry", []), SlotSet("need", "招工")]
    assert channel._outcome(tracker(*events), "c-1:1")["slots"] == {"need": "招工"}


@pytest.mark.parametrize(
    ("intent", "understood"),
    [
        ({"name": "greet", "confidence": 0.123456}, {"name": "greet", "confidence": 0.1235}),
        ({"name": "nlu_fallback", "confidence": 0.3}, {"name": "unclear", "confidence": 0.3}),
        ({"name": None, "confidence": None}, {"name": "unclear", "confidence": 0.0}),
        ({}, {"name": "unclear", "confidence": 0.0}),
    ],
)
def test_intents_have_the_contracts_names(intent: dict[str, Any], understood: dict[str, Any]) -> None:
    assert channel._understood(intent, []) == {"intent": understood, "slots": {}}


def test_an_ambiguous_place_is_a_flag_outside() -> None:
    values = {"region_ambiguous": ["110105", "220104"], "need": "", "urgent": False, "amount_cny": 30000}
    entities = [{"entity": name, "value": value} for name, value in values.items()]
    assert channel._understood({"name": "greet"}, entities)["slots"] == {"region_ambiguous": True, "amount_cny": 30000}


# ---------------------------------------------------------------- a reply as Rasa makes it


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(Path(__file__).resolve().parents[2] / "bot" / "domain"))


def reply(domain: Domain, message: dict[str, Any]) -> dict[str, Any]:
    """Return the contract's reply to a message of an action, by Rasa's own way from the one to the other."""
    given = {"text": None, "buttons": [], "elements": [], "custom": {}, "image": None, "attachment": None, **message}
    nlg = Generator(None, domain)
    talk = DialogueStateTracker.from_events("c-1", [], domain.slots)
    events = asyncio.run(RemoteAction._utter_responses([given], CollectingOutputChannel(), nlg, talk))
    return channel._reply(events[0])


def test_matches_keep_their_cards_and_ask_to_choose(domain: Domain) -> None:
    items = [{"item_id": "S-1", "kind": "service", "name": "信用贷"}]
    answer = reply(domain, {"response": "utter_matches", "items": items})
    assert answer.pop("text") in {v["text"] for v in speech.responses()["utter_matches"]}
    assert answer == {
        "asks": "choose",
        "options": [],
        "items": items,
        "case_nos": [],
        "handoff": False,
        "uttered": "utter_matches",
    }


def test_new_case_numbers_are_told_apart_from_the_text(domain: Domain) -> None:
    answer = reply(domain, {"response": "utter_no_match", "case_no": "XQ1", "case_nos": ["XQ1"]})
    assert (answer["case_nos"], answer["asks"], answer["handoff"]) == (["XQ1"], None, False)
    assert "XQ1" in answer["text"]


def test_a_hand_over_is_marked(domain: Domain) -> None:
    answer = reply(domain, {"response": "utter_hand_over", "handoff": True})
    assert (answer["handoff"], answer["uttered"]) == (True, "utter_hand_over")


def test_buttons_of_the_template_are_options(domain: Domain) -> None:
    answer = reply(domain, {"response": "utter_summary", "summary": "需求：想贷款"})
    assert (answer["asks"], "需求：想贷款" in answer["text"]) == ("confirm", True)
    assert [option["payload"] for option in answer["options"]] == ["对，提交", "不对，要改一下"]


def test_buttons_of_the_action_are_options(domain: Domain) -> None:
    buttons = [{"title": "北京市朝阳区", "payload": "北京市朝阳区"}]
    answer = reply(domain, {"response": "utter_ask_region_ambiguous", "buttons": buttons})
    assert (answer["asks"], answer["options"]) == ("region", buttons)


def test_a_bare_message_has_every_key() -> None:
    assert channel._reply(BotUttered(None)) == EMPTY_REPLY


# ---------------------------------------------------------------- the routes


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
        self.silent = False

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
            base = f"http://127.0.0.1:{held.getsockname()[1]}/webhooks/qifu"
            try:
                async with aiohttp.ClientSession() as client:
                    return await steps(Talk(client, base, app.ctx.agent))
            finally:
                server.close()
                await server.wait_closed()

    Sanic.test_mode = True
    return asyncio.run(session())


def body(message_id: str = "c-1:1", **more: Any) -> dict[str, Any]:
    return {"sender": "c-1", "message_id": message_id, "text": "你好", **more}


def test_a_message_is_processed_once_and_its_outcome_comes_back() -> None:
    async def steps(talk: Talk) -> None:
        answered = await talk.post("/message", body(metadata={"asked": "region"}))
        assert answered == (
            200,
            {"replies": [GREETED], "slots": {}, "intent": {"name": "greet", "confidence": 0.9124}, "understood": {}},
        )
        (message,) = talk.agent.processed
        assert (message.text, message.sender_id, message.message_id) == ("你好", "c-1", "c-1:1")
        assert (message.input_channel, message.metadata) == ("qifu", {"asked": "region"})

    over_http(steps)


def test_a_redelivery_gets_the_earlier_answer_without_processing() -> None:
    async def steps(talk: Talk) -> None:
        first = await talk.post("/message", body())
        await talk.post("/message", body("c-1:3"))
        again = await talk.post("/message", body(again=True))
        assert again == first
        assert [m.message_id for m in talk.agent.processed] == ["c-1:1", "c-1:3"]

    over_http(steps)


def test_a_turn_that_failed_is_taken_back_before_its_message_is_processed_again() -> None:
    async def steps(talk: Talk) -> None:
        await talk.agent.keep(said("c-1:1"), ActionExecuted("action_begin_need"))  # then the process died
        _, answer = await talk.post("/message", body(again=True))
        assert answer["replies"] == [GREETED]
        assert [m.message_id for m in talk.agent.processed] == ["c-1:1"]
        failed = ["action_listen", "c-1:1", "action_begin_need", "rewind", "action_listen"]
        assert await talk.agent.kept() == [*failed, "c-1:1", "bot"]

    over_http(steps)


def test_a_failed_turn_is_taken_back_only_once() -> None:
    async def steps(talk: Talk) -> None:
        await talk.agent.keep(said("c-1:1"))
        talk.agent.silent = True
        for _ in range(3):
            await talk.post("/message", body(again=True))
        assert (await talk.agent.kept()).count("rewind") == 1

    over_http(steps)


def test_a_turn_in_which_the_service_was_down_has_not_been_answered() -> None:
    async def steps(talk: Talk) -> None:
        await talk.agent.keep(said("c-1:1"), BotUttered("有点忙", metadata={"utter_action": "utter_service_down"}))
        _, answer = await talk.post("/message", body(again=True))
        assert answer["replies"] == [GREETED]
        assert [m.message_id for m in talk.agent.processed] == ["c-1:1"]

    over_http(steps)


def test_that_the_service_was_down_is_no_reply() -> None:
    down = BotUttered("有点忙", metadata={"utter_action": "utter_service_down"})
    assert channel._outcome(tracker(said("c-1:1"), BotUttered("您好"), down), "c-1:1")["replies"] == []


def test_a_redelivery_waits_for_the_delivery_that_is_still_at_work() -> None:
    async def both() -> bool:
        agent = GreetingAgent()
        await agent.keep(said("c-1:1"))
        async with agent.lock_store.lock("c-1"):
            asking = asyncio.create_task(channel._was_answered(agent, "c-1", "c-1:1"))
            for _ in range(20):
                await asyncio.sleep(0)
            await agent.keep(BotUttered("您好"))
        return await asking

    assert asyncio.run(both())


def test_without_word_of_a_redelivery_the_talk_is_left_as_it_is() -> None:
    async def steps(talk: Talk) -> None:
        await talk.agent.keep(said("c-1:1"))
        await talk.post("/message", body("c-1:3"))
        assert await talk.agent.kept() == ["action_listen", "c-1:1", "c-1:3", "bot"]

    over_http(steps)


def test_a_redelivery_into_a_talk_that_is_unknown_is_processed() -> None:
    async def steps(talk: Talk) -> None:
        _, answer = await talk.post("/message", body(again=True))
        assert answer["replies"] == [GREETED]

    over_http(steps)


def test_when_nothing_was_kept_there_is_no_reply() -> None:
    async def steps(talk: Talk) -> None:
        talk.agent.silent = True
        assert await talk.post("/message", body()) == (200, UNCLEAR)

    over_http(steps)


def test_parsing_needs_no_talk_and_keeps_none() -> None:
    async def steps(talk: Talk) -> None:
        answered = await talk.post("/parse", {"text": "我的电话", "metadata": {"asked": "phone"}})
        assert answered == (200, {"intent": {"name": "unclear", "confidence": 0.3}, "slots": {"phone": "1"}})
        (message,) = talk.agent.parsed
        assert (message.text, message.metadata) == ("我的电话", {"asked": "phone"})
        assert list(await talk.agent.tracker_store.keys()) == []

    over_http(steps)


def test_a_talk_is_forgotten_on_demand() -> None:
    async def steps(talk: Talk) -> None:
        await talk.post("/message", body())
        assert list(await talk.agent.tracker_store.keys()) == ["c-1"]
        for _ in range(2):
            assert await talk.post("/forget", {"sender": "c-1"}) == (200, {"status": "ok"})
        assert list(await talk.agent.tracker_store.keys()) == []

    over_http(steps)


@pytest.mark.parametrize("path", ["/message", "/parse", "/forget"])
@pytest.mark.parametrize("given", [None, "", "wrong", "secret2", "密钥", "sécret"])
@pytest.mark.parametrize("token", ["secret", ""])
def test_nobody_enters_without_the_token(path: str, given: str | None, token: str) -> None:
    async def steps(talk: Talk) -> None:
        assert await talk.post(path, body(), given) == (403, {"error": "Forbidden"})
        assert talk.agent.processed == talk.agent.parsed == []

    over_http(steps, token)


def test_health_needs_no_token() -> None:
    async def steps(talk: Talk) -> None:
        async with talk.session.get(f"{talk.base}/") as response:
            assert (response.status, await response.json()) == (200, {"status": "ok"})

    over_http(steps)
