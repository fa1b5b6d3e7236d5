"""Where the nearest window is."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from bot.actions.begin_need import ActionBeginNeed
from bot.actions.say import ActionSay
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
WINDOW = {"name": "娄底窗口", "address": "样例路23号", "phone": "0731-5550", "hours": "周一至周五"}


def after(response: str, before: Tracker) -> Tracker:
    before.events.append({"event": "bot", "metadata": {"utter_action": response}})
    return before


def test_of_the_place_that_is_said(service: Put) -> None:
    fake = service(window=WINDOW)
    before = tracker("娄底的窗口电话多少", "ask_bot", said={"region": "431300"})
    assert play(ActionSay(), before) == ([], [say("utter_window_at", **WINDOW)])
    assert fake.asked == [(TALK, "window", {"region": "431300"})]


def test_without_a_place_it_is_asked_and_the_answer_opens_no_need(service: Put) -> None:
    service(window=WINDOW)
    assert play(ActionSay(), tracker("可以来现场办吗", "ask_bot")) == ([], [say("utter_about_place")])
    before = after("utter_about_place", tracker("娄底的", "provide_info", said={"region": "431300"}))
    assert play(ActionBeginNeed(), before) == ([FollowupAction("action_listen")], [say("utter_window_at", **WINDOW)])


def test_what_is_asked_on_is_told_again(service: Put) -> None:
    service(window=WINDOW)
    before = after("utter_window_at", tracker("电话多少", "out_of_scope", region="431300"))
    assert play(ActionSay(), before) == ([], [say("utter_window_at", **WINDOW)])


def test_where_no_window_has_an_address_it_is_asked(service: Put) -> None:
    service(window={"name": None})
    before = tracker("窗口在哪", "ask_bot", region="431300")
    assert play(ActionSay(), before) == ([], [say("utter_about_place")])
