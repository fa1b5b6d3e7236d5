"""The channel's routes with Rasa's own server and store."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered

from bot import action_connection, channel
from knowledge.reading import first_messages
from tests.bot.channel_talk import GREETED, UNCLEAR, GreetingAgent, Talk, body, over_http, said


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


def test_what_readers_load_is_loaded_before_the_first_message_and_nothing_of_it_is_kept() -> None:
    async def steps(talk: Talk) -> None:
        assert [m.text for m in talk.agent.read_at_start] == list(first_messages.MESSAGES)
        assert talk.agent.processed == []

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


def test_the_lasting_connection_is_closed_when_the_server_stops() -> None:
    async def steps(talk: Talk) -> aiohttp.ClientSession:
        async with action_connection.session(talk.agent.action_endpoint) as lasting:
            assert not lasting.closed
        return lasting

    assert over_http(steps).closed
