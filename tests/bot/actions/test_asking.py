"""The questions that are put in the same words whatever was said before."""

from __future__ import annotations

import pytest
from rasa_sdk import Action

from bot.actions import asking
from tests.bot.actions.play import play, say, tracker

QUESTIONS = [one for one in vars(asking).values() if isinstance(one, type) and issubclass(one, asking.Asks)]


@pytest.mark.parametrize("question", [one for one in QUESTIONS if issubclass(one, Action)])
def test_the_question_named_after_form_and_slot(question: type[Action]) -> None:
    response = question().name().replace("action_", "utter_", 1)
    assert play(question(), tracker("…")) == ([], [say(response)])
