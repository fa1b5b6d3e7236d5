"""A confirmed need is recorded, matched and shown."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import SlotSet

from bot.actions.choose import ActionChoose
from bot.actions.submit_need import ANY, ActionSettle, ActionSubmitNeed
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
    assert events == [SlotSet("case_no", CASE), *FORGOTTEN]
    assert messages == [say("utter_no_match", case_no=CASE, case_nos=[CASE])]


def test_a_policy_asked_for_by_name_that_is_over_is_told_first(service: Put) -> None:
    told = "《贷款贴息旧办法》已于2020年12月31日到期，目录里没有查到现行的相近政策，有没有新规定要问市财政局。"
    over = say("utter_policy_ended", told=told)
    service(demands={"case_no": CASE, "items": ITEMS, "relaxed": [], "ended": [told]})
    assert play(ActionSubmitNeed(), tracker("对", "affirm", **CONFIRMED))[1] == [
        over,
        say("utter_matches", items=ITEMS),
    ]
    service(demands={"case_no": CASE, "items": [], "relaxed": [], "ended": [told]})
    missing = say("utter_no_match", case_no=CASE, case_nos=[CASE])
    assert play(ActionSubmitNeed(), tracker("对", "affirm", **CONFIRMED))[1] == [over, missing]


def test_the_next_need_follows_under_the_same_who_and_where(service: Put) -> None:
    fake = service(demands={"case_no": "XQ2026050002", "items": ITEMS, "relaxed": []}, choices={"chosen": ["信用贷"]})
    queued = [{"need": "想招三个客服", "headcount": 3}]
    before = tracker("第一个", "choose_option", **{**CONFIRMED, "step": "choose"}, case_no=CASE, more_needs=queued)
    events, messages = play(ActionChoose(), before)
    person = {"region": "430100", "contact": "李总", "phone": "13800001111"}
    assert fake.asked[1] == (TALK, "demands", {"draft_key": "m-1+", "slots": {**person, **queued[0]}})
    assert [m["response"] for m in messages] == ["utter_chosen", "utter_next_need", "utter_matches"]
    last = {e["name"]: e["value"] for e in events}
    assert (last["need"], last["headcount"], last["amount_cny"]) == ("想招三个客服", 3, None)
    assert (last["case_no"], last["step"], last["more_needs"]) == ("XQ2026050002", "choose", [])


def test_a_first_need_without_a_match_does_not_hold_up_the_next(service: Put) -> None:
    service(demands={"case_no": CASE, "items": [], "relaxed": []})
    queued = [{"need": "想招三个客服"}]
    events, messages = play(ActionSubmitNeed(), tracker("对", "affirm", **CONFIRMED, more_needs=queued))
    assert [m["response"] for m in messages] == ["utter_no_match", "utter_next_need", "utter_no_match"]
    assert {e["name"]: e["value"] for e in events}["step"] is None


def test_the_one_question_that_would_change_the_first_three_is_asked_before_the_list(service: Put) -> None:
    service(demands={"case_no": CASE, "items": ITEMS, "relaxed": [], "options": ["信用贷款", "涉农贷款"]})
    events, messages = play(ActionSubmitNeed(), tracker("对", "affirm", **CONFIRMED))
    assert events == [SlotSet("step", "settle"), SlotSet("case_no", CASE)]
    buttons = [{"title": name, "payload": name} for name in ("信用贷款", "涉农贷款")]
    assert messages == [say("utter_settle", buttons=[*buttons, ANY])]


def test_the_answer_leads_to_the_list(service: Put) -> None:
    fake = service(settlements={"case_no": CASE, "items": ITEMS, "relaxed": [], "options": []})
    events, messages = play(ActionSettle(), tracker("涉农贷款", "unclear", step="settle", case_no=CASE))
    assert fake.asked == [(TALK, "settlements", {"case_no": CASE, "text": "涉农贷款"})]
    assert events == [SlotSet("step", "choose"), SlotSet("case_no", CASE)]
    assert messages == [say("utter_matches", items=ITEMS)]
