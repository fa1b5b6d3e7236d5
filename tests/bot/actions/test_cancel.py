"""Stopping a need that was not recorded yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from bot.actions.cancel import ActionCancel
from tests.bot.actions.play import CASE, FORGOTTEN, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]

ALL_FORGOTTEN = [*FORGOTTEN, SlotSet("appeal_draft_key", None), SlotSet("left_at", None)]


def test_an_open_need_is_dropped() -> None:
    before = tracker("算了不办了", "cancel", loop="need_form", draft_key="m-1", need="想贷款", region="430100")
    events, messages = play(ActionCancel(), before)
    assert (events[1:], messages) == (ALL_FORGOTTEN, [say("utter_cancelled")])
    assert events[0]["name"] == "cancelled"
    kept = {name: value for name, value in events[0]["value"]["draft"].items() if value}
    assert kept == {"need": "想贷款", "draft_key": "m-1"}


def test_without_an_open_need_it_is_said_that_there_is_none() -> None:
    assert play(ActionCancel(), tracker("算了", "cancel")) == (ALL_FORGOTTEN, [say("utter_nothing_to_cancel")])


def test_an_open_appeal_is_dropped() -> None:
    before = tracker("算了，不投诉了", "cancel", loop="appeal_form", appeal_draft_key="m-1")
    assert play(ActionCancel(), before) == (ALL_FORGOTTEN, [say("utter_cancelled")])


def test_an_appeal_is_dropped_and_the_need_it_interrupted_goes_on() -> None:
    known = {"need": "想贷款", "draft_key": "m-0", "interrupted": "confirm"}
    before = tracker("算了，不投诉了", "cancel", step="confirm_appeal", appeal_draft_key="m-1", **known)
    events, messages = play(ActionCancel(), before)
    assert SlotSet("appeal_draft_key", None) in events
    assert events[-1] == SlotSet("step", "confirm")
    assert "need" not in {event.get("name") for event in events}
    assert [one["response"] for one in messages] == ["utter_appeal_dropped", "utter_taken_up", "utter_summary"]


def test_inside_the_appeals_form_its_loop_ends_before_the_need_goes_on() -> None:
    known = {"need": "想贷款", "draft_key": "m-0", "interrupted": "need_form"}
    before = tracker("算了，不投诉了", "cancel", loop="appeal_form", appeal_draft_key="m-1", **known)
    events, _ = play(ActionCancel(), before)
    assert (events[0], events[-1]) == (ActiveLoop(None), FollowupAction("need_form"))


@pytest.mark.parametrize(("withdrawn", "response"), [(True, "utter_withdrawn"), (False, "utter_not_withdrawn")])
def test_a_recorded_need_is_withdrawn(service: Put, withdrawn: bool, response: str) -> None:
    fake = service(withdrawals={"withdrawn": withdrawn})
    before = tracker("刚才那个不办了", "cancel", case_no=CASE)
    events = [SlotSet("cancelled", {"case_no": CASE})] if withdrawn else []
    assert play(ActionCancel(), before) == (events, [say(response, case_no=CASE)])
    assert fake.asked == [(TALK, "withdrawals", {"case_no": CASE})]


def test_the_number_named_is_withdrawn_whatever_is_open(service: Put) -> None:
    fake = service(withdrawals={"withdrawn": True})
    before = tracker("把xq202611230001撤销", "cancel", case_no=CASE, draft_key="m-1")
    assert play(ActionCancel(), before)[0] == [SlotSet("cancelled", {"case_no": "XQ202611230001"})]
    assert fake.asked == [(TALK, "withdrawals", {"case_no": "XQ202611230001"})]


@pytest.mark.parametrize("text", ["取消", "算了，不办了"])
def test_where_the_kind_was_asked_the_case_stays_and_that_is_said(service: Put, text: str) -> None:
    fake = service()
    before = tracker(text, "cancel", step="settle", case_no=CASE, draft_key="m-1", need="想办证")
    told = say("utter_settle_dropped", case_no=CASE, case_nos=[CASE])
    assert play(ActionCancel(), before) == (FORGOTTEN, [told])
    assert fake.asked == []


def test_where_the_kind_was_asked_the_next_need_of_the_message_follows(service: Put) -> None:
    service(demands={"case_no": "XQ2", "items": [{"item_id": "S-1"}], "relaxed": []})
    before = tracker("算了", "cancel", step="settle", case_no=CASE, draft_key="m-1", more_needs=[{"need": "招焊工"}])
    events, messages = play(ActionCancel(), before)
    assert [message["response"] for message in messages] == ["utter_settle_dropped", "utter_next_need", "utter_matches"]
    assert SlotSet("step", "choose") in events


def test_where_the_kind_was_asked_the_number_named_is_withdrawn(service: Put) -> None:
    service(withdrawals={"withdrawn": True})
    before = tracker("撤销XQ202611230001", "cancel", step="settle", case_no="XQ202611230001", draft_key="m-1")
    told = say("utter_withdrawn", case_no="XQ202611230001")
    assert play(ActionCancel(), before) == ([*FORGOTTEN, SlotSet("cancelled", {"case_no": "XQ202611230001"})], [told])


def test_a_recorded_appeal_is_taken_back(service: Put) -> None:
    outcome = {"case_no": "SQ202611230001", "withdrawn": True, "state": "已撤回"}
    fake = service(**{"appeal-withdrawals": outcome})
    said = say("utter_appeal_withdrawn", case_no="SQ202611230001", state="已撤回")
    taken_back = [SlotSet("cancelled", {"case_no": "SQ202611230001"})]
    assert play(ActionCancel(), tracker("撤回SQ202611230001", "cancel", case_no=CASE)) == (taken_back, [said])
    assert fake.asked == [(TALK, "appeal-withdrawals", {"text": "撤回SQ202611230001"})]


def test_what_was_recorded_last_is_taken_back(service: Put) -> None:
    outcome = {"case_no": "SQ202611230001", "withdrawn": True, "state": "已撤回"}
    fake = service(**{"appeal-withdrawals": outcome})
    slots = {"case_no": CASE, "appeal_no": "SQ202611230001"}
    events, messages = play(ActionCancel(), tracker("撤销刚才那个", "cancel", **slots))
    assert (events, messages) == (
        [SlotSet("cancelled", {"case_no": "SQ202611230001"}), SlotSet("appeal_no", None)],
        [say("utter_appeal_withdrawn", case_no="SQ202611230001", state="已撤回")],
    )
    assert fake.asked == [(TALK, "appeal-withdrawals", {"text": "撤销刚才那个"})]


def test_a_named_need_is_taken_back_although_an_appeal_came_last(service: Put) -> None:
    fake = service(withdrawals={"withdrawn": True})
    play(ActionCancel(), tracker("撤销XQ202611230001", "cancel", case_no=CASE, appeal_no="SQ202611230001"))
    assert [path for _, path, _ in fake.asked] == ["withdrawals"]


def test_an_answered_appeal_is_not(service: Put) -> None:
    service(**{"appeal-withdrawals": {"case_no": "SQ1", "withdrawn": False, "state": "已答复"}})
    said = say("utter_appeal_not_withdrawn", case_no="SQ1", state="已答复")
    assert play(ActionCancel(), tracker("我的投诉撤了吧", "cancel")) == ([], [said])
