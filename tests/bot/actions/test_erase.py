"""Who wants to be deleted is told what that takes and asked once; only a plain yes deletes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from bot.actions.appeal import ActionBeginAppeal
from bot.actions.begin_need import ActionBeginNeed
from bot.actions.cancel import ActionCancel
from bot.actions.correct import ActionCorrect
from bot.actions.erase import ActionErase
from bot.actions.hand_over import ActionCallBack
from bot.actions.policy import ActionAnswerPolicy
from bot.actions.rate import ActionAfterLow
from bot.actions.say import ActionSay
from bot.actions.state import NEED_SLOTS
from tests.bot.actions.play import FORGOTTEN, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
NOTHING: dict[str, list[str]] = {"open": [], "under_way": []}
WISH = "把我的信息删了"
TO_ERASE = [SlotSet("step", "erase")]


@pytest.mark.parametrize(
    ("outlook", "told"),
    [
        (NOTHING, say("utter_erase")),
        ({"open": ["XQ1", "SQ1"], "under_way": []}, say("utter_erase_open", numbers="XQ1、SQ1")),
        ({"open": ["XQ1"], "under_way": ["XQ2"]}, say("utter_erase_under_way", numbers="XQ2")),
    ],
)
def test_what_it_takes_is_told(service: Put, outlook: dict[str, list[str]], told: dict[str, Any]) -> None:
    fake = service(**{"erasure-outlook": outlook})
    assert play(ActionCancel(), tracker(WISH, "cancel")) == (TO_ERASE, [told])
    assert fake.asked == [(TALK, "erasure-outlook", None)]


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionSay, "ask_bot"), (ActionCorrect, "correct_slot"), (ActionAnswerPolicy, "ask_policy"), (ActionSay, "deny")],
)
def test_whatever_it_is_taken_for(service: Put, action: type[Action], intent: str) -> None:
    service(**{"erasure-outlook": NOTHING})
    assert play(action(), tracker(WISH, intent)) == (TO_ERASE, [say("utter_erase")])


def test_no_form_opens_instead(service: Put) -> None:
    service(**{"erasure-outlook": NOTHING})
    stays = [*TO_ERASE, FollowupAction("action_listen")]
    assert play(ActionBeginAppeal(), tracker(WISH, "appeal")) == (stays, [say("utter_erase")])
    empty = [SlotSet(name, None) for name in NEED_SLOTS]
    assert play(ActionBeginNeed(), tracker(WISH, "submit_need")) == ([*empty, *stays], [say("utter_erase")])


def test_the_open_question_waits(service: Put) -> None:
    service(**{"erasure-outlook": NOTHING})
    events, _ = play(ActionSay(), tracker(WISH, "ask_bot", loop="need_form", draft_key="m-0", need="想贷款"))
    leaves = [ActiveLoop(None), SlotSet("requested_slot", None)]
    assert events == [*leaves, *TO_ERASE, SlotSet("left_at", "need_form")]
    events, _ = play(ActionCancel(), tracker(WISH, "cancel", step="choose"))
    assert events == [*TO_ERASE, SlotSet("left_at", "choose")]


@pytest.mark.parametrize("text", ["确认删除", "对，删吧", "是的"])
def test_a_plain_yes_deletes(service: Put, text: str) -> None:
    fake = service(erasures={"wished": True})
    before = tracker(text, "cancel", step="erase", left_at="choose")
    assert play(ActionErase(), before) == ([*FORGOTTEN, SlotSet("left_at", None)], [say("utter_erased")])
    assert fake.asked == [(TALK, "erasures", None)]


@pytest.mark.parametrize(("text", "intent"), [("不删了", "cancel"), ("算了", "deny")])
def test_a_no_keeps_everything_and_goes_back(service: Put, text: str, intent: str) -> None:
    fake = service()
    before = tracker(text, intent, step="erase", left_at="need_form")
    events = [SlotSet("step", None), SlotSet("left_at", None), FollowupAction("need_form")]
    assert play(ActionErase(), before) == (events, [say("utter_erase_kept"), say("utter_back")])
    assert fake.asked == []


def test_what_is_neither_deletes_nothing(service: Put) -> None:
    fake = service()
    for text, intent, told in (("删了会怎样", "unclear", []), ("哈哈", "chitchat", [say("utter_chitchat")])):
        before = tracker(text, intent, step="erase")
        assert play(ActionErase(), before) == ([], [*told, say("utter_resume_erase")])
    assert fake.asked == []


def test_asked_twice_it_is_let_go(service: Put) -> None:
    before = tracker("哈哈", "unclear", step="erase", set_last={"step": "erase"})
    before.events.append({"event": "bot", "metadata": {"utter_action": "utter_resume_erase"}})
    assert play(ActionErase(), before) == ([SlotSet("step", None)], [say("utter_erase_kept")])


def test_the_service_is_down(service: Put) -> None:
    service(failing_with=503)
    assert play(ActionErase(), tracker("确认删除", "affirm", step="erase")) == ([], [say("utter_service_down")])
    assert play(ActionCancel(), tracker(WISH, "cancel")) == ([], [say("utter_service_down")])


def test_who_wishes_it_again_is_asked_once_more_and_nothing_is_said_to_be_kept(service: Put) -> None:
    service()
    before = tracker("把资料全都删干净", "cancel", step="erase")
    assert play(ActionErase(), before) == ([], [say("utter_resume_erase")])


@pytest.mark.parametrize(("action", "step"), [(ActionCallBack, "call_back"), (ActionAfterLow, "low_rating")])
def test_it_is_heard_beside_an_offer(service: Put, action: type[Action], step: str) -> None:
    service(**{"erasure-outlook": NOTHING})
    _, messages = play(action(), tracker(WISH, "cancel", step=step))
    assert messages == [say("utter_erase")]
