"""What is said in passing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from bot.actions.say import ActionSay
from tests.bot.actions.play import FakeService, play, say, tracker

Put = Callable[..., FakeService]
OWN_ANSWER = ["greet", "goodbye", "thanks", "chitchat", "ask_bot", "affirm", "deny", "out_of_scope", "abuse"]
NEED = {"title": "我有事要办", "payload": "我有事想请你们帮忙办"}
POLICY = {"title": "问政策", "payload": "我想问问政策"}
PROGRESS = {"title": "查进度", "payload": "查一下办理进度"}
HUMAN = {"title": "转人工", "payload": "转人工"}
UNCLEAR = say("utter_unclear", buttons=[NEED, POLICY, HUMAN])
OPEN = {"handoff": True, "opens": None}


@pytest.mark.parametrize("intent", OWN_ANSWER)
def test_an_intent_has_its_own_answer(intent: str) -> None:
    assert play(ActionSay(), tracker("…", intent)) == ([], [say(f"utter_{intent}")])


@pytest.mark.parametrize("intent", ["unclear", "nlu_fallback", "choose_option", "more_results", None])
def test_anything_else_is_asked_for_in_other_words(intent: str | None) -> None:
    assert play(ActionSay(), tracker("…", intent)) == ([], [UNCLEAR])


def test_what_is_likeliest_is_offered_first_and_a_person_last() -> None:
    before = tracker("那个事呢", "unclear")
    names = ["check_progress", "chitchat", "talk_to_human", "ask_policy", "appeal"]
    before.latest_message["intent_ranking"] = [{"name": name, "confidence": 0.2} for name in names]
    offered = [PROGRESS, NEED, POLICY, HUMAN]
    assert play(ActionSay(), before) == ([], [say("utter_unclear", buttons=offered)])


@pytest.mark.parametrize("step", ["confirm", "choose"])
def test_then_the_open_question_comes_back(step: str) -> None:
    before = tracker("谢谢", "thanks", step=step)
    assert play(ActionSay(), before) == ([], [say("utter_thanks"), say(f"utter_resume_{step}")])


def test_a_persons_own_matter_is_sent_to_who_helps() -> None:
    events, messages = play(ActionSay(), tracker("老板欠我三个月工资", "out_of_scope"))
    assert (events, messages[0]["response"]) == ([], "utter_elsewhere")
    assert "12333" in messages[0]["where"]


def test_an_appeal_that_is_a_persons_own_matter_ends() -> None:
    before = tracker("我要跟老婆离婚", "out_of_scope", loop="appeal_form", appeal_draft_key="m-1")
    ends = [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("appeal_draft_key", None)]
    events, messages = play(ActionSay(), before)
    assert (events, messages[0]["response"]) == (ends, "utter_elsewhere")


def unclear(times: int) -> Tracker:
    before = tracker("嗯那个", "unclear")
    before.events = [{"event": "user", "parse_data": {"intent": {"name": "unclear"}}}] * times
    return before


def test_the_second_time_a_person_is_offered() -> None:
    offered = say("utter_unclear_again", buttons=[NEED, POLICY, HUMAN])
    assert play(ActionSay(), unclear(2)) == ([], [offered])


def test_what_is_not_understood_three_times_goes_to_a_person(service: Callable[..., FakeService]) -> None:
    fake = service(handoff=OPEN)
    assert play(ActionSay(), unclear(3)) == ([SlotSet("step", None)], [say("utter_lost", handoff=True)])
    assert [what for _, what, _ in fake.asked] == ["handoff"]


def test_outside_working_hours_a_call_is_offered(service: Callable[..., FakeService]) -> None:
    service(handoff={"handoff": True, "opens": "明天9:00"})
    lost = say("utter_lost_closed", opens="明天9:00", handoff=True)
    assert play(ActionSay(), unclear(3)) == ([SlotSet("step", "call_back")], [lost])


def test_a_word_understood_between_starts_the_count_anew() -> None:
    names = ["unclear", "unclear", "thanks", "unclear"]
    before = tracker("嗯那个", "unclear")
    before.events = [{"event": "user", "parse_data": {"intent": {"name": name}}} for name in names]
    assert play(ActionSay(), before) == ([], [UNCLEAR])


@pytest.mark.parametrize(
    ("text", "intent", "response"),
    [
        ("你们会保密吗", "ask_bot", "utter_about_privacy"),
        ("不是骗子吧", "deny", "utter_about_trust"),
        ("我是机构，想入驻", "chitchat", "utter_about_join"),
        ("跟慧算账比哪个便宜", "ask_bot", "utter_about_compare"),
        ("谁给你们发工资", "chitchat", "utter_about_funding"),
        ("不会把我电话卖了吧", "deny", "utter_about_privacy"),
        ("帮我开点发票冲账，没有真实业务", "out_of_scope", "utter_unlawful"),
        ("不收费就好", "deny", "utter_deny"),
    ],
)
def test_a_question_about_the_platform_gets_its_own_answer(text: str, intent: str, response: str) -> None:
    assert play(ActionSay(), tracker(text, intent)) == ([], [say(response)])


def test_hours_and_promises_are_told_as_they_are_kept() -> None:
    (hours,) = play(ActionSay(), tracker("几点下班", "ask_bot"))[1]
    assert hours == say("utter_about_hours", hours="09:00到12:00、13:30到17:30")
    (pace,) = play(ActionSay(), tracker("多久能联系我", "ask_bot"))[1]
    assert pace == say("utter_about_pace", dispatch="4个工作小时", accept="1个工作日")


def test_a_yes_inside_a_form_gets_no_word_but_the_forms_question() -> None:
    assert play(ActionSay(), tracker("对", "affirm", loop="need_form", requested_slot="contact")) == ([], [])


def test_a_no_that_asks_for_something_is_not_let_go() -> None:
    (told,) = play(ActionSay(), tracker("不是我要的，那有没有代办的", "deny"))[1]
    assert told["response"] == "utter_unclear"


def after_reply(text: str, intent: str, response: str, **data: object) -> Tracker:
    before = tracker(text, intent)
    before.events.append({"event": "bot", "metadata": {"utter_action": response}, "data": data})
    return before


def test_help_that_was_offered_is_taken_up() -> None:
    button = {"title": "找人帮办", "payload": "想找人帮忙办专精特新申报"}
    before = after_reply("那你帮我申请吧", "affirm", "utter_policy_answer_offer", buttons=[button])
    events, messages = play(ActionSay(), before)
    assert messages == []
    assert SlotSet("need", "想找人帮忙办专精特新申报") in events
    assert events[-1] == FollowupAction("need_form")


@pytest.mark.parametrize("text", ["好的", "嗯，知道了", "可以"])
def test_a_mere_yes_after_an_answer_takes_nothing_up(text: str) -> None:
    button = {"title": "找人帮办", "payload": "想找人帮忙办专精特新申报"}
    before = after_reply(text, "affirm", "utter_policy_answer_offer", buttons=[button])
    assert play(ActionSay(), before) == ([], [say("utter_affirm")])


def test_what_follows_an_answer_and_was_not_understood_is_asked_of_the_catalogue(service: Put) -> None:
    fake = service(answers={"found": False, "near": [], "title": None, "hotline": "12366"})
    before = after_reply("那我们5个人要交吗", "unclear", "utter_policy_near")
    assert play(ActionSay(), before)[1] == [say("utter_policy_unknown", hotline="12366")]
    assert fake.asked[0][1] == "answers"


def test_a_word_after_the_end_is_taken_as_one() -> None:
    before = after_reply("那你们帮我留意着", "affirm", "utter_chosen_none")
    assert play(ActionSay(), before) == ([], [say("utter_watched")])
