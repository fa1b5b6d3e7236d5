"""An appeal and a need keep who and where to themselves, and each other's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import FollowupAction, SlotSet

from bot.actions import appeal_draft
from bot.actions.appeal import ActionBeginAppeal, ActionNoteAppeal, ActionSummariseAppeal, doubtful
from tests.bot.actions.play import FakeService, play, say, tracker

Put = Callable[..., FakeService]
APPEAL = {"appeal_detail": "园区停水五次", "appeal_object": "园区物业", "appeal_expect": "赔偿"}
NAMED = {"contact": "贺", "phone": "13900010006"}


def after(**slots: Any) -> dict[str, Any]:
    """Return the slots that stand when the appeal is over."""
    events = appeal_draft.forgotten(tracker(**APPEAL, **slots))
    return {**slots, **{event["name"]: event["value"] for event in events}}


def test_what_named_somebody_in_an_anonymous_appeal_is_gone_with_it() -> None:
    left = after(contact_refused=True, before_appeal={}, **NAMED)
    assert (left["contact"], left["phone"], left["contact_refused"]) == (None, None, None)


def test_what_the_need_had_told_before_an_anonymous_appeal_is_there_again() -> None:
    left = after(contact_refused=True, before_appeal={"contact": "李"}, interrupted="confirm", **NAMED)
    assert (left["contact"], left["phone"]) == ("李", None)


def test_a_number_that_the_waiting_need_had_refused_stays_out_of_it() -> None:
    left = after(before_appeal={"contact_refused": True}, interrupted="confirm", **NAMED)
    assert (left["contact"], left["phone"], left["contact_refused"]) == (None, None, True)


def test_the_waiting_need_keeps_its_own_number_and_place() -> None:
    own = {"phone": "13711110001", "region": "430211"}
    left = after(before_appeal=own, interrupted="need_form", region="430200", **NAMED)
    assert (left["phone"], left["region"], left["contact"]) == ("13711110001", "430211", "贺")


def test_who_signed_is_known_for_a_later_need_but_not_the_storys_trade() -> None:
    left = after(before_appeal={}, company="天元注塑厂", industry="供电", **NAMED)
    assert (left["contact"], left["phone"], left["company"]) == ("贺", "13900010006", "天元注塑厂")
    assert left["industry"] is None


def test_a_name_told_before_for_something_else_is_said_to_be_used() -> None:
    before = tracker("赔偿", "provide_info", before_appeal=dict(NAMED), **APPEAL, **NAMED)
    assert [one["response"] for one in play(ActionSummariseAppeal(), before)[1]] == [
        "utter_appeal_person_known",
        "utter_appeal_summary",
    ]
    anonymous = tracker("匿名", "deny", before_appeal=dict(NAMED), contact_refused=True, **APPEAL, **NAMED)
    assert [one["response"] for one in play(ActionSummariseAppeal(), anonymous)[1]] == ["utter_appeal_summary"]


def test_dropped_for_something_else_that_is_taken_up() -> None:
    before = tracker("算了 我要找人代账", "provide_info", loop="appeal_form", requested_slot="appeal_object", **APPEAL)
    events, messages = play(ActionNoteAppeal(), before)
    assert messages == [say("utter_appeal_dropped")]
    assert SlotSet("need", "我要找人代账") in events
    assert events[-1] == FollowupAction("need_form")


def test_a_remedy_named_late_takes_the_place_of_what_was_no_wish() -> None:
    slots = {**APPEAL, "appeal_expect": "多收了我两万块服务费"}
    before = tracker("退钱", "provide_info", loop="appeal_form", requested_slot="contact", **slots)
    detail = SlotSet("appeal_detail", "园区停水五次；多收了我两万块服务费")
    assert play(ActionNoteAppeal(), before) == ([detail, SlotSet("appeal_expect", "退钱")], [say("utter_noted")])


def unsure(text: str, confidence: float = 0.5, **slots: Any) -> Any:
    before = tracker(text, "appeal", **slots)
    before.latest_message["intent"]["confidence"] = confidence
    return before


@pytest.mark.parametrize("text", ["年收入三千万够不够", "那怎么弄"])
def test_what_was_hardly_taken_for_an_appeal_and_accuses_nobody_opens_none(text: str) -> None:
    events, (told,) = play(ActionBeginAppeal(), unsure(text))
    assert told["response"] == "utter_unclear"
    assert events == [FollowupAction("action_listen")]


def test_after_an_answer_it_is_a_question_about_it(service: Put) -> None:
    answer = {"found": False, "near": [], "title": "小巨人认定", "hotline": "12345"}
    service(answers=answer)
    events, messages = play(ActionBeginAppeal(), unsure("年收入三千万够不够", last_answer="POL-1"))
    assert messages == [say("utter_policy_not_told", title="小巨人认定", hotline="12345")]
    assert events == [FollowupAction("action_listen")]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("上次打电话没人接", 0.5), ("税务局办事慢", 0.5), ("我要举报", 0.5), ("年收入三千万够不够", 0.9)],
)
def test_what_accuses_or_is_sure_is_one(text: str, confidence: float) -> None:
    assert not doubtful(unsure(text, confidence))
