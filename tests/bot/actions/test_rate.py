"""A score, and what follows a low one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from bot.actions.rate import ActionAfterLow, ActionRate
from tests.bot.actions.play import CASE, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
NONE = {"case_no": None, "score": None, "low": False, "unready": None}
DONE = [SlotSet("step", None)]


def outcome(**changes: Any) -> dict[str, Any]:
    return {**NONE, "case_no": CASE, **changes}


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (outcome(score=5), say("utter_rated", rating=5)),
        (outcome(score=3), say("utter_rated", rating=3)),
        (outcome(), say("utter_ask_rate")),
        (outcome(unready="已派单"), say("utter_rate_too_early", case_no=CASE, state="已派单")),
        (NONE, say("utter_nothing_to_rate")),
    ],
)
def test_rating(service: Put, told: dict[str, Any], message: dict[str, Any]) -> None:
    fake = service(ratings=told)
    assert play(ActionRate(), tracker("打个分", "rate_service")) == ([], [message])
    assert fake.asked == [(TALK, "ratings", {"text": "打个分"})]


def test_a_low_score_offers_to_make_up_for_it(service: Put) -> None:
    service(ratings=outcome(score=1, low=True))
    played = play(ActionRate(), tracker("1分", "rate_service"))
    assert played == ([SlotSet("step", "low_rating")], [say("utter_rated_low", rating=1)])


def test_the_open_question_comes_back_and_a_low_score_brings_a_call(service: Put) -> None:
    fake = service(**{"ratings": outcome(score=2, low=True), "low-ratings": {"case_no": CASE, "phone": None}})
    before = tracker("2分", "rate_service", step="confirm", phone="13812345678")
    expected = [say("utter_rated_low_noted", rating=2), say("utter_resume_confirm")]
    assert play(ActionRate(), before) == ([], expected)
    assert fake.asked[-1] == (TALK, "low-ratings", {"wish": "call_back", "phone": "13812345678"})


def test_after_a_score_the_open_question_comes_back(service: Put) -> None:
    service(ratings=outcome(score=4))
    before = tracker("4分", "rate_service", step="choose")
    assert play(ActionRate(), before) == ([], [say("utter_rated", rating=4), say("utter_resume_choose")])


@pytest.mark.parametrize(
    ("text", "intent", "said", "phone", "body", "events", "message"),
    [
        ("不用了", "deny", {}, None, {"wish": "nothing"}, DONE, say("utter_after_low_nothing")),
        (
            "请给我回个电话",
            "out_of_scope",
            {},
            "138****5678",
            {"wish": "call_back", "phone": None},
            DONE,
            say("utter_call_back_noted", phone="138****5678"),
        ),
        ("好的", "affirm", {}, None, {"wish": "call_back", "phone": None}, [], say("utter_ask_call_back_phone")),
        (
            "给我回个电话",
            "talk_to_human",
            {},
            "138****5678",
            {"wish": "call_back", "phone": None},
            DONE,
            say("utter_call_back_noted", phone="138****5678"),
        ),
        (
            "13911112222",
            "provide_info",
            {"phone": "13911112222"},
            "139****2222",
            {"wish": "call_back", "phone": "13911112222"},
            DONE,
            say("utter_call_back_noted", phone="139****2222"),
        ),
    ],
)
def test_what_is_wanted_after_a_low_score(
    service: Put,
    text: str,
    intent: str,
    said: dict[str, Any],
    phone: str | None,
    body: dict[str, Any],
    events: list[Any],
    message: dict[str, Any],
) -> None:
    fake = service(**{"low-ratings": {"case_no": CASE, "phone": phone}})
    assert play(ActionAfterLow(), tracker(text, intent, said, step="low_rating")) == (events, [message])
    assert fake.asked == [(TALK, "low-ratings", body)]


@pytest.mark.parametrize(
    ("text", "intent", "said", "answer"),
    [
        ("你们收费吗", "ask_bot", {}, "utter_about_fee"),
        ("你们电话多少", "ask_bot", {}, "utter_ask_bot"),
        ("你们怎么联系我", "ask_bot", {}, "utter_ask_bot"),
        ("我姓李", "provide_info", {"contact": "李"}, "utter_noted"),
        ("今天天气真好", "chitchat", {}, "utter_chitchat"),
    ],
)
def test_a_number_known_before_books_no_call(
    service: Put, text: str, intent: str, said: dict[str, Any], answer: str
) -> None:
    fake = service()
    before = tracker(text, intent, said, step="low_rating", phone="13711110077")
    assert play(ActionAfterLow(), before) == ([], [say(answer), say("utter_resume_low_rating")])
    assert fake.asked == []


def test_the_offer_is_made_once_more_and_then_let_go(service: Put) -> None:
    service()
    before = tracker("你们收费吗", "ask_bot", step="low_rating", phone="13711110077")
    before.events = [
        {"event": "slot", "name": "step", "value": "low_rating"},
        {"event": "bot", "metadata": {"utter_action": "utter_resume_low_rating"}},
        {"event": "user", "text": "你们收费吗"},
    ]
    assert play(ActionAfterLow(), before) == (DONE, [say("utter_about_fee")])


def test_a_second_low_score_offers_again_and_books_nothing(service: Put) -> None:
    fake = service(ratings=outcome(score=1, low=True))
    before = tracker("1分", "rate_service", step="low_rating", phone="13711110077")
    assert play(ActionRate(), before) == ([SlotSet("step", "low_rating")], [say("utter_rated_low", rating=1)])
    assert [what for _, what, _ in fake.asked] == ["ratings"]


def test_a_correction_after_a_low_score_is_made(service: Put) -> None:
    service(corrections={"slots": {"headcount": 30}, "items": [], "chosen": [], "unfit": []})
    before = tracker("人数改成30人", "correct_slot", {"headcount": 30}, step="low_rating", case_no=CASE, phone="139")
    messages = play(ActionAfterLow(), before)[1]
    assert [message["response"] for message in messages] == ["utter_corrected", "utter_resume_low_rating"]


def test_something_else_is_answered_and_the_offer_comes_back(service: Put) -> None:
    fake = service()
    before = tracker("你们收费吗", "ask_bot", step="low_rating")
    expected = [say("utter_about_fee"), say("utter_resume_low_rating")]
    assert play(ActionAfterLow(), before) == ([], expected)
    assert fake.asked == []
