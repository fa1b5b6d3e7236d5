"""Choosing among what was shown: one, several, none, others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk.events import FollowupAction, SlotSet

from bot.actions.choose import ActionChoose, ActionChooseNone, ActionMoreResults
from bot.actions.policy import ActionAnswerPolicy
from bot.actions.say import ActionSay
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


SHOWN = {
    "items": [
        {
            "item_id": "S-1",
            "kind": "service",
            "name": "甲",
            "provider": "甲所",
            "reasons": ["提供服务", "收费：600元起"],
        },
        {"item_id": "S-2", "kind": "service", "name": "乙", "provider": "乙所", "reasons": ["办理时限：3个工作日"]},
        {"item_id": "I-1", "kind": "institution", "name": "乙所", "provider": "乙所", "reasons": []},
    ],
    "meant": [0],
    "chosen": [],
    "open": True,
    "state": "已匹配，等待派单",
}


def test_a_question_about_one_of_them_chooses_nothing(service: Put) -> None:
    fake = service(shown=SHOWN)
    before = tracker("第一个靠谱吗", "choose_option", step="choose", case_no=CASE)
    assert play(ActionChoose(), before) == ([], [say("utter_about_shown", told="1 甲（甲所）：收费：600元起")])
    assert fake.asked == [(TALK, "shown", {"case_no": CASE, "text": "第一个靠谱吗"})]


def test_which_is_better_is_told_of_the_services(service: Put) -> None:
    service(shown={**SHOWN, "meant": []})
    before = tracker("这几个有什么区别", "ask_policy", step="choose", case_no=CASE)
    told = "1 甲（甲所）：收费：600元起\n2 乙（乙所）：办理时限：3个工作日"
    assert play(ActionAnswerPolicy(), before) == ([], [say("utter_about_shown", told=told)])


def test_who_wants_to_think_has_declined_nothing(service: Put) -> None:
    fake = service()
    before = tracker("我再想想", "deny", step="choose", case_no=CASE)
    assert play(ActionChooseNone(), before) == ([], [say("utter_think_over", case_no=CASE, case_nos=[CASE])])
    assert fake.asked == []


def test_who_declines_the_rest_keeps_what_he_chose(service: Put) -> None:
    service(rejections={"case_no": CASE, "chosen": ["甲"]})
    events, messages = play(ActionChooseNone(), tracker("都不要", "deny", step="choose", case_no=CASE))
    assert (events, messages) == (FORGOTTEN, [say("utter_choice_stands", chosen="甲")])


@pytest.mark.parametrize(("text", "intent"), [("换一批", "more_results"), ("能不能换一家", "ask_bot")])
def test_others_may_be_asked_for_after_the_choice(service: Put, text: str, intent: str) -> None:
    service(shown={**SHOWN, "meant": [], "chosen": ["甲"]}, more={"items": ITEMS, "wish": None})
    events, messages = play(ActionSay(), tracker(text, intent, case_no=CASE))
    assert (events, messages) == ([SlotSet("step", "choose")], [say("utter_more", items=ITEMS)])


def test_a_place_in_the_list_after_the_choice_puts_the_list_again(service: Put) -> None:
    service(shown={**SHOWN, "meant": [1], "chosen": ["甲"]})
    told = say("utter_list_chosen", case_no=CASE, chosen="甲", items=SHOWN["items"])
    assert play(ActionSay(), tracker("第二个", "choose_option", case_no=CASE)) == ([SlotSet("step", "choose")], [told])


@pytest.mark.parametrize(("text", "chosen"), [("不要这个，换第二个", ["甲"]), ("第二个", [])])
def test_it_is_chosen_at_once_in_place_of_another_or_after_thinking(service: Put, text: str, chosen: list[str]) -> None:
    fake = service(shown={**SHOWN, "meant": [1], "chosen": chosen}, choices={"chosen": ["乙"]})
    _, messages = play(ActionSay(), tracker(text, "choose_option", case_no=CASE))
    assert messages == [say("utter_chosen", case_no=CASE, chosen="乙", case_nos=[CASE])]
    assert fake.asked[-1] == (TALK, "choices", {"case_no": CASE, "text": text})


def test_once_it_is_handed_over_a_person_exchanges_it(service: Put) -> None:
    service(shown={**SHOWN, "open": False, "state": "已派单，等待机构受理"})
    told = say("utter_list_closed", case_no=CASE, state="已派单，等待机构受理")
    assert play(ActionSay(), tracker("换一批", "more_results", case_no=CASE)) == ([], [told])


def test_without_any_list_it_is_not_understood(service: Put) -> None:
    service(shown={**SHOWN, "items": []})
    (told,) = play(ActionSay(), tracker("第二个", "choose_option", case_no=CASE))[1]
    assert told["response"] == "utter_unclear"


def test_whom_the_list_has_not_is_offered_as_another_case(service: Put) -> None:
    service(more={"items": [], "wish": "律师", "another": True})
    before = tracker("有没有律师", "more_results", step="choose", case_no=CASE)
    buttons = [{"title": "另外找律师", "payload": "另外想找律师"}]
    assert play(ActionMoreResults(), before) == ([], [say("utter_none_such_another", wish="律师", buttons=buttons)])


def test_a_yes_to_that_offer_opens_the_case_and_chooses_nothing(service: Put) -> None:
    fake = service()
    before = tracker("好的", "affirm", step="choose", case_no=CASE, message_id="m-5")
    said = {"buttons": [{"title": "另外找律师", "payload": "另外想找律师"}]}
    metadata = {"utter_action": "utter_none_such_another"}
    before.events.append({"event": "bot", "text": "", "data": said, "metadata": metadata})
    events, messages = play(ActionChoose(), before)
    assert (messages, fake.asked) == ([], [])
    assert events[-3:] == [SlotSet("need", "想找律师"), SlotSet("draft_key", "m-5+"), FollowupAction("need_form")]
    assert SlotSet("step", None) in events


def test_the_wish_to_be_deleted_is_no_refusal_of_the_list(service: Put) -> None:
    fake = service(**{"erasure-outlook": {"under_way": [], "open": [CASE]}})
    before = tracker("把我的信息都删了", "cancel", step="choose", case_no=CASE)
    events, messages = play(ActionChooseNone(), before)
    assert messages == [say("utter_erase_open", numbers=CASE)]
    assert events == [SlotSet("step", "erase"), SlotSet("left_at", "choose")]
    assert [what for _, what, _ in fake.asked] == ["erasure-outlook"]
