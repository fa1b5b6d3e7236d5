"""What is asked beside a message is answered first, once, each question by its kind; then the turn goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asides import MOST, answered
from bot.actions.begin_need import ActionBeginNeed
from bot.actions.choose import ActionChoose
from bot.actions.need_form import ValidateNeedForm
from bot.actions.summarise import ActionSummarise
from tests.bot.actions.play import CASE, TALK, FakeService, domain, play, say, tracker

Put = Callable[..., FakeService]

FOUND = {
    "found": True,
    "item_id": "P",
    "answer": "有",
    "title": "贴息",
    "source": "样例",
    "validity": "有效",
    "service": "贷款",
}
UNKNOWN = {"found": False, "title": None, "near": [], "hotline": "12345"}
NEAR = {"found": False, "title": None, "near": ["甲"], "hotline": "12345"}
ASKED = {"text": "贴息还有没有", "intent": "ask_policy"}
NEED = {"need": "想贷50万买设备", "needs": [{"need": "想贷50万买设备"}]}


@pytest.mark.parametrize(
    ("outcome", "told"),
    [(FOUND, "utter_policy_answer"), (UNKNOWN, "utter_aside_unknown"), (NEAR, "utter_aside_near")],
)
def test_a_question_beside_a_need_is_answered_first(service: Put, outcome: dict[str, Any], told: str) -> None:
    fake = service(answers=outcome)
    before = tracker("想贷50万买设备", "submit_need", {**NEED, "asides": [ASKED]})
    events, (answer,) = play(ActionBeginNeed(), before)
    assert fake.asked == [(TALK, "answers", {"text": "贴息还有没有", "before": None})]
    assert answer["response"] == told
    assert SlotSet("need", "想贷50万买设备") in events
    assert SlotSet("answered_beside", "m-1") in events


def test_one_of_the_platform_gets_its_own_answer() -> None:
    asked = {"text": "你们收费吗", "intent": "ask_bot"}
    _, messages = play(ActionBeginNeed(), tracker("想贷款", "submit_need", {**NEED, "asides": [asked]}))
    assert messages == [say("utter_about_fee")]


def test_one_of_a_window_is_told_for_the_place_said(service: Put) -> None:
    fake = service(window={"name": None})
    asked = {"text": "窗口在哪里", "intent": "ask_bot"}
    before = tracker("想贷款，平江的", "submit_need", {**NEED, "region": "430626", "asides": [asked]})
    _, messages = play(ActionBeginNeed(), before)
    assert fake.asked == [(TALK, "window", {"region": "430626"})]
    assert messages == [say("utter_about_place")]


def test_a_window_is_told_once_the_place_is_known(service: Put) -> None:
    fake = service(window={"name": "平江窗口", "address": "样例街19号", "phone": "0730", "hours": "9点"})
    before = tracker(
        "平江的", "provide_info", {"region": "430626"}, loop="need_form", said_before="窗口在哪", need="想贷款"
    )
    asked = {"event": "bot", "metadata": {"utter_action": "utter_ask_region"}}
    before.events[1:1] = [{"event": "bot", "metadata": {"utter_action": "utter_about_place"}}, asked]
    dispatcher = CollectingDispatcher()
    asyncio.run(answered(dispatcher, before))
    assert fake.asked == [(TALK, "window", {"region": "430626"})]
    assert [message["response"] for message in dispatcher.messages] == ["utter_window_at"]


def test_they_are_answered_once_a_turn(service: Put) -> None:
    fake = service(answers=FOUND)
    before = tracker("浏阳的", "provide_info", {"region": "430181", "asides": [ASKED]}, loop="need_form", need="想贷款")
    first, _ = play(ValidateNeedForm(), before)
    again, _ = play(ValidateNeedForm(), before)
    assert len(fake.asked) == 1
    assert SlotSet("answered_beside", "m-1") in first
    assert SlotSet("answered_beside", "m-1") not in again


def test_more_than_can_be_answered_is_named(service: Put) -> None:
    fake = service(answers=FOUND)
    asked = [{"text": f"第{place}问", "intent": "ask_policy"} for place in range(MOST + 1)]
    dispatcher = CollectingDispatcher()
    asyncio.run(answered(dispatcher, tracker("想贷款", "submit_need", {"asides": asked})))
    assert len(fake.asked) == MOST
    assert dispatcher.messages[-1]["response"] == "utter_asides_left"
    assert dispatcher.messages[-1]["questions"] == f"“第{MOST}问”"


def test_a_question_follows_on_the_one_before_it(service: Put) -> None:
    fake = service(answers=FOUND)
    asked = [ASKED, {"text": "那要什么材料", "intent": "ask_policy"}]
    asyncio.run(answered(CollectingDispatcher(), tracker("想贷款", "submit_need", {"asides": asked})))
    assert [body["before"] for _, _, body in fake.asked if body] == [None, "P"]


def test_when_the_service_is_down_they_are_not_counted_as_answered(service: Put) -> None:
    service(failing_with=503)
    events = asyncio.run(answered(CollectingDispatcher(), tracker("想贷款", "submit_need", {"asides": [ASKED]})))
    assert events == []


def test_beside_a_choice_and_a_nod(service: Put) -> None:
    fake = service(answers=FOUND, choices={"chosen": ["甲"]})
    before = tracker("第一个", "choose_option", {"asides": [ASKED]}, step="choose", case_no=CASE)
    _, messages = play(ActionChoose(), before)
    assert [what for _, what, _ in fake.asked] == ["answers", "choices"]
    assert [message["response"] for message in messages] == ["utter_policy_answer", "utter_chosen"]
    before = tracker("地区是浏阳", "submit_need", {"asides": [ASKED]}, step="confirm", need="想贷款")
    _, messages = play(ActionSummarise(), before)
    assert [message["response"] for message in messages] == ["utter_policy_answer", "utter_summary"]


def test_the_domain_keeps_which_message_was_answered() -> None:
    assert "answered_beside" in {slot.name for slot in domain().slots}


OF_NEED = {"intent": "ask_policy", "of": "想办环评"}


@pytest.mark.parametrize(
    ("question", "outcome", "told"),
    [
        ("要什么材料", FOUND, "utter_policy_answer"),
        ("要什么材料", UNKNOWN, "utter_aside_unknown"),
        ("要多久", FOUND, "utter_policy_answer"),
        ("要多久", UNKNOWN, "utter_about_pace"),
    ],
)
def test_a_question_of_the_need_is_put_with_the_need(
    service: Put, question: str, outcome: dict[str, Any], told: str
) -> None:
    fake = service(answers=outcome)
    asked = {"text": question, **OF_NEED}
    _, (answer,) = play(ActionBeginNeed(), tracker("想办环评", "submit_need", {**NEED, "asides": [asked]}))
    assert fake.asked == [(TALK, "answers", {"text": question, "of": "想办环评"})]
    assert answer["response"] == told


def test_the_price_of_a_need_stands_on_the_cards() -> None:
    asked = {"text": "一个月收多少", **OF_NEED}
    _, messages = play(ActionBeginNeed(), tracker("找人代账", "submit_need", {**NEED, "asides": [asked]}))
    assert messages == [say("utter_about_price")]


def test_progress_asked_beside_a_need_is_told_before_it(service: Put) -> None:
    fake = service(progress={"lines": ["贷款：已派单"], "unknown": [], "bound": None})
    asked = {"text": "我的贷款到哪一步了", "intent": "check_progress"}
    events, (answer,) = play(ActionBeginNeed(), tracker("还想招人", "submit_need", {**NEED, "asides": [asked]}))
    assert fake.asked == [(TALK, "progress", {"text": "我的贷款到哪一步了"})]
    assert answer["response"] == "utter_progress"
    assert SlotSet("need", "想贷50万买设备") in events
