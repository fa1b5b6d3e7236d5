"""Choosing among what was shown: one, several, none, others."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import SlotSet

from bot.actions.choose import ActionChoose, ActionChooseNone, ActionMoreResults
from tests.bot.actions.play import CASE, FORGOTTEN, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
ITEMS = [{"item_id": "S-3", "kind": "service", "name": "知识产权质押贷款"}]


def test_the_service_reads_the_choice_and_the_case_number_is_given(service: Put) -> None:
    fake = service(choices={"chosen": ["设备融资租赁", "信用贷"]})
    before = tracker("1和3", "choose_option", step="choose", case_no=CASE, draft_key="m-1")
    events, messages = play(ActionChoose(), before)
    assert fake.asked == [(TALK, "choices", {"case_no": CASE, "text": "1和3"})]
    assert events == FORGOTTEN
    assert messages == [say("utter_chosen", case_no=CASE, chosen="设备融资租赁、信用贷", case_nos=[CASE])]


def test_a_choice_that_fits_nothing_shown_is_asked_again(service: Put) -> None:
    service(choices={"chosen": []})
    before = tracker("第九个", "choose_option", step="choose", case_no=CASE)
    assert play(ActionChoose(), before) == ([], [say("utter_which_choice")])


def test_none_is_wanted_and_the_need_stays_recorded(service: Put) -> None:
    fake = service(rejections={"case_no": CASE})
    before = tracker("都不要", "deny", step="choose", case_no=CASE)
    events, messages = play(ActionChooseNone(), before)
    assert fake.asked == [(TALK, "rejections", {"case_no": CASE})]
    assert events == FORGOTTEN
    assert messages == [say("utter_chosen_none", case_no=CASE, case_nos=[CASE])]


def test_others_are_shown(service: Put) -> None:
    fake = service(more={"items": ITEMS})
    before = tracker("还有没有别家", "more_results", step="choose", case_no=CASE)
    assert play(ActionMoreResults(), before) == ([], [say("utter_more", items=ITEMS)])
    assert fake.asked == [(TALK, "more", {"case_no": CASE, "text": "还有没有别家", "slots": {}})]


def test_a_wish_is_said_back(service: Put) -> None:
    service(more={"items": ITEMS, "wish": "免费的"})
    before = tracker("只要免费的", "more_results", step="choose", case_no=CASE)
    assert play(ActionMoreResults(), before) == ([], [say("utter_narrowed", wish="免费的", items=ITEMS)])


def test_a_wish_without_anything_leaves_the_list(service: Put) -> None:
    service(more={"items": [], "wish": "政策"})
    before = tracker("有没有政策", "more_results", step="choose", case_no=CASE)
    assert play(ActionMoreResults(), before) == ([], [say("utter_none_such", wish="政策")])


def test_the_matter_itself_is_taken_back_at_the_choice(service: Put) -> None:
    fake = service(withdrawals={"withdrawn": True})
    before = tracker("算了不办了", "cancel", step="choose", case_no=CASE)
    events = [*FORGOTTEN, SlotSet("cancelled", {"case_no": CASE})]
    assert play(ActionChooseNone(), before) == (events, [say("utter_withdrawn", case_no=CASE)])
    assert fake.asked == [(TALK, "withdrawals", {"case_no": CASE})]


def test_when_there_are_no_others_it_is_said(service: Put) -> None:
    service(more={"items": []})
    before = tracker("还有没有别家", "more_results", step="choose", case_no=CASE)
    assert play(ActionMoreResults(), before) == ([], [say("utter_no_more")])


def test_who_finds_them_not_so_good_is_asked_and_nothing_is_refused(service: Put) -> None:
    fake = service()
    before = tracker("不是很好的", "deny", step="choose", case_no=CASE)
    assert play(ActionChooseNone(), before) == ([], [say("utter_not_so_good")])
    assert fake.asked == []


def test_after_the_choice_an_appeal_that_was_left_comes_back(service: Put) -> None:
    service(choices={"chosen": ["信用贷"]})
    story = {"appeal_detail": "停电不打招呼", "appeal_draft_key": "m-0", "left_at": "confirm_appeal"}
    before = tracker("1", "choose_option", step="choose", case_no=CASE, draft_key="m-1", **story)
    events, messages = play(ActionChoose(), before)
    assert events[-1] == SlotSet("step", "confirm_appeal")
    assert [one["response"] for one in messages] == ["utter_chosen", "utter_back", "utter_appeal_summary"]
