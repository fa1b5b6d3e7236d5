"""A confirmed need is recorded, matched and shown."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import SlotSet

from bot.actions.submit_need import ActionSubmitNeed
from tests.bot.actions.play import CASE, FORGOTTEN, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
ITEMS = [
    {"item_id": "S-1", "kind": "service", "name": "信用贷"},
    {"item_id": "J-2", "kind": "institution", "name": "某行"},
]
CONFIRMED = {
    "need": "想贷款",
    "region": "430100",
    "amount_cny": 3000000,
    "contact": "李总",
    "phone": "13800001111",
    "draft_key": "m-1",
    "step": "confirm",
    "deadline": None,
}


def test_matches_are_shown_and_the_choice_is_open(service: Put) -> None:
    fake = service(demands={"case_no": CASE, "items": ITEMS, "relaxed": []})
    events, messages = play(ActionSubmitNeed(), tracker("对，提交", "affirm", **CONFIRMED))
    known = {"need": "想贷款", "region": "430100", "amount_cny": 3000000, "contact": "李总", "phone": "13800001111"}
    assert fake.asked == [(TALK, "demands", {"draft_key": "m-1", "slots": known})]
    assert events == [SlotSet("step", "choose"), SlotSet("case_no", CASE)]
    assert messages == [say("utter_matches", items=ITEMS)]


def test_what_was_relaxed_is_named(service: Put) -> None:
    service(demands={"case_no": CASE, "items": ITEMS, "relaxed": ["地区", "金额"]})
    events, messages = play(ActionSubmitNeed(), tracker("对", "affirm", **CONFIRMED))
    assert events == [SlotSet("step", "choose"), SlotSet("case_no", CASE)]
    assert messages == [say("utter_matches_relaxed", relaxed="地区、金额", items=ITEMS)]


def test_without_a_match_the_need_is_recorded_all_the_same(service: Put) -> None:
    service(demands={"case_no": CASE, "items": [], "relaxed": []})
    events, messages = play(ActionSubmitNeed(), tracker("对", "affirm", **CONFIRMED))
    assert events == [*FORGOTTEN, SlotSet("case_no", CASE)]
    assert messages == [say("utter_no_match", case_no=CASE, case_nos=[CASE])]
