"""What is said in passing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.actions.say import ActionSay
from tests.bot.actions.play import FakeService, play, say, tracker

OWN_ANSWER = ["greet", "goodbye", "thanks", "chitchat", "ask_bot", "affirm", "deny", "out_of_scope", "abuse", "unclear"]


@pytest.mark.parametrize("intent", OWN_ANSWER)
def test_an_intent_has_its_own_answer(intent: str) -> None:
    assert play(ActionSay(), tracker("…", intent)) == ([], [say(f"utter_{intent}")])


@pytest.mark.parametrize("intent", ["nlu_fallback", "choose_option", "more_results", "rate_service", None])
def test_anything_else_is_asked_for_in_other_words(intent: str | None) -> None:
    assert play(ActionSay(), tracker("…", intent)) == ([], [say("utter_unclear")])


@pytest.mark.parametrize("step", ["confirm", "choose"])
def test_then_the_open_question_comes_back(step: str) -> None:
    before = tracker("谢谢", "thanks", step=step)
    assert play(ActionSay(), before) == ([], [say("utter_thanks"), say(f"utter_resume_{step}")])


def test_what_is_not_understood_three_times_goes_to_a_person(service: Callable[..., FakeService]) -> None:
    fake = service(handoff={"handoff": True})
    before = tracker("嗯那个", "unclear")
    before.events = [{"event": "user", "parse_data": {"intent": {"name": "unclear"}}}] * 3
    assert play(ActionSay(), before) == ([], [say("utter_lost", handoff=True)])
    assert [what for _, what, _ in fake.asked] == ["handoff"]


def test_a_word_understood_between_starts_the_count_anew() -> None:
    names = ["unclear", "unclear", "thanks", "unclear"]
    before = tracker("嗯那个", "unclear")
    before.events = [{"event": "user", "parse_data": {"intent": {"name": name}}} for name in names]
    assert play(ActionSay(), before) == ([], [say("utter_unclear")])
