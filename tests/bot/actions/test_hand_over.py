"""To a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk.events import SlotSet

from bot.actions.hand_over import ActionHandOver
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]


@pytest.mark.parametrize("intent", ["talk_to_human", "appeal", None])
def test_the_talk_is_marked_and_no_question_stays_open(service: Put, intent: str | None) -> None:
    fake = service(handoff={})
    events, messages = play(ActionHandOver(), tracker("转人工", intent, step="choose", need="想贷款"))
    assert [(talk, what) for talk, what, _ in fake.asked] == [(TALK, "handoff")]
    assert events == [SlotSet("step", None)]
    assert messages == [say("utter_hand_over", handoff=True)]
