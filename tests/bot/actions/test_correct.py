"""Correcting a demand that has a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from bot.actions.correct import ActionCorrect
from tests.bot.actions.play import CASE, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
UNCHANGED: dict[str, list[str]] = {"items": [], "chosen": [], "unfit": []}
ITEMS = [{"item_id": "S-1", "kind": "service", "name": "信用贷"}]


def test_new_values_reach_the_service_and_the_demand_is_shown_as_it_is_now(service: Put) -> None:
    now = {"need": "想贷款", "region": "430181", "amount_cny": 2000000}
    fake = service(corrections={"slots": now, **UNCHANGED})
    said = {"amount_cny": 2000000, "region_ambiguous": ["110105"], "unknown": 1}
    events, messages = play(ActionCorrect(), tracker("金额改成两百万", "correct_slot", said, case_no=CASE))
    assert fake.asked == [(TALK, "corrections", {"case_no": CASE, "slots": {"amount_cny": 2000000}})]
    assert events == []
    summary = "需求：想贷款\n地区：湖南省长沙市浏阳市\n金额：200万元"
    assert messages == [say("utter_corrected", case_no=CASE, summary=summary)]


def test_while_choosing_the_choice_is_asked_again(service: Put) -> None:
    service(corrections={"slots": {"headcount": 30}, **UNCHANGED})
    before = tracker("我们有30个人", "provide_info", {"headcount": 30}, case_no=CASE, step="choose")
    assert play(ActionCorrect(), before) == (
        [],
        [say("utter_corrected", case_no=CASE, summary="人数：30人"), say("utter_resume_choose")],
    )


@pytest.mark.parametrize(("said", "slots"), [({}, {"case_no": CASE}), ({"amount_cny": 2000000}, {})])
def test_without_a_value_or_a_demand_nothing_is_sent(service: Put, said: dict[str, int], slots: dict[str, str]) -> None:
    fake = service()
    assert play(ActionCorrect(), tracker("改一下", "correct_slot", said, **slots)) == (
        [],
        [say("utter_nothing_corrected")],
    )
    assert fake.asked == []


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ({"items": ITEMS, "chosen": [], "unfit": []}, say("utter_rematched", items=ITEMS)),
        (
            {"items": ITEMS, "chosen": [], "unfit": ["融资租赁"]},
            say("utter_choice_unfit", unfit="融资租赁", items=ITEMS),
        ),
    ],
)
def test_what_is_found_anew_is_shown(service: Put, outcome: dict[str, Any], message: dict[str, Any]) -> None:
    service(corrections={"slots": {"region": "430181"}, **outcome})
    events, messages = play(ActionCorrect(), tracker("地区是浏阳", "correct_slot", {"region": "430181"}, case_no=CASE))
    assert events == [SlotSet("step", "choose")]
    assert messages[1:] == [message]


def test_a_choice_that_stands_is_said_to_stand(service: Put) -> None:
    service(corrections={"slots": {"headcount": 30}, "items": [], "chosen": ["信用贷"], "unfit": []})
    before = tracker("我们有30个人", "correct_slot", {"headcount": 30}, case_no=CASE)
    assert play(ActionCorrect(), before)[1][1:] == [say("utter_choice_stands", chosen="信用贷")]


def test_the_need_itself_is_corrected(service: Put) -> None:
    fake = service(corrections={"slots": {"need": "想要融资租赁"}, "items": ITEMS, "chosen": [], "unfit": []})
    play(ActionCorrect(), tracker("需求改成融资租赁", "correct_slot", case_no=CASE))
    assert fake.asked == [(TALK, "corrections", {"case_no": CASE, "slots": {"need": "想要融资租赁"}})]
