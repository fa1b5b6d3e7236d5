"""A cancellation is taken back: the draft goes on, the recorded case is opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import FollowupAction, SlotSet

from bot.actions.begin_need import ActionBeginNeed
from bot.actions.cancel import ActionCancel
from bot.actions.progress import ActionProgress
from bot.actions.say import ActionSay
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
XQ = "XQ202611230001"
CANCELLED = {"case_no": XQ}
DONE: dict[str, Any] = {"case_no": XQ, "restored": True, "state": "已重新办理", "chosen": [], "items": []}
OVER = SlotSet("cancelled", None)


@pytest.mark.parametrize(("text", "intent"), [("算了不撤了", "cancel"), ("别撤", "deny"), ("还是办吧", "affirm")])
def test_the_case_is_opened_again(service: Put, text: str, intent: str) -> None:
    fake = service(restorations={**DONE, "chosen": ["代账月度服务"]})
    action = ActionCancel() if intent == "cancel" else ActionSay()
    told = [say("utter_restored", case_no=XQ), say("utter_choice_stands", chosen="代账月度服务")]
    assert play(action, tracker(text, intent, cancelled=CANCELLED)) == ([OVER], told)
    assert fake.asked == [(TALK, "restorations", {"case_no": XQ})]


def test_without_a_choice_the_list_is_put_again(service: Put) -> None:
    items = [{"item_id": "S-1", "kind": "service", "name": "代账"}]
    service(restorations={**DONE, "items": items})
    events, messages = play(ActionCancel(), tracker("不撤了", "cancel", cancelled=CANCELLED))
    assert events == [OVER, SlotSet("step", "choose"), SlotSet("case_no", XQ)]
    assert messages == [say("utter_restored", case_no=XQ), say("utter_restored_list", items=items)]


def test_a_number_that_is_named_needs_no_cancellation_before(service: Put) -> None:
    fake = service(restorations={**DONE, "restored": False, "state": "服务进行中"})
    before = tracker("把xq202611230002恢复", "check_progress")
    told = say("utter_not_restored", case_no=XQ, state="服务进行中")
    assert play(ActionProgress(), before) == ([OVER], [told])
    assert fake.asked == [(TALK, "restorations", {"case_no": "XQ202611230002"})]


def test_a_number_nobody_knows(service: Put) -> None:
    service(restorations={"case_no": XQ, "restored": False, "state": None, "chosen": [], "items": []})
    assert play(ActionCancel(), tracker(f"恢复{XQ}", "cancel"))[1] == [say("utter_nothing_to_restore", case_no=XQ)]


def test_a_draft_that_was_dropped_goes_on() -> None:
    draft = {"need": "想贷款", "category": "finance", "draft_key": "m-1", "more_needs": None}
    events, messages = play(ActionSay(), tracker("还是办吧", "affirm", cancelled={"draft": draft}))
    assert messages == [say("utter_cancel_undone")]
    assert events == [*(SlotSet(*pair) for pair in draft.items()), OVER, FollowupAction("need_form")]


def test_words_read_as_a_need_open_no_second_form(service: Put) -> None:
    service(restorations=DONE)
    before = tracker(
        "还是帮我办", "submit_need", {"need": "还是帮我办", "needs": [{"need": "还是帮我办"}]}, cancelled=CANCELLED
    )
    events, messages = play(ActionBeginNeed(), before)
    assert events[-1] == FollowupAction("action_listen")
    assert SlotSet("need", None) in events
    assert messages == [say("utter_restored", case_no=XQ)]


def test_a_need_of_its_own_is_none() -> None:
    said = {"need": "还想办营业执照", "needs": [{"need": "还想办营业执照", "category": "gov_agency"}]}
    events, _ = play(ActionBeginNeed(), tracker("还想办营业执照", "submit_need", said, cancelled=CANCELLED))
    assert OVER in events
    assert SlotSet("need", "还想办营业执照") in events or SlotSet("need", "想办营业执照") in events


def test_without_a_cancellation_the_words_mean_what_they_say() -> None:
    assert play(ActionSay(), tracker("还是办吧", "affirm"))[1] == [say("utter_affirm")]
