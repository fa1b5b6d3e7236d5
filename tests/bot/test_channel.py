"""What the channel makes of a talk: one turn of it, and replies in the contract's shape."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import channel, speech
from bot.generator import Generator
from tests.bot.channel_talk import EMPTY_REPLY, UNCLEAR, said


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


def test_that_the_service_was_down_is_no_reply() -> None:
    down = BotUttered("有点忙", metadata={"utter_action": "utter_service_down"})
    assert channel._outcome(tracker(said("c-1:1"), BotUttered("您好"), down), "c-1:1")["replies"] == []


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
