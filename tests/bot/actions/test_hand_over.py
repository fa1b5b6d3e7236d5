"""To a person, or to a call from one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import EventType, SlotSet

from bot.actions.hand_over import ActionCallBack, ActionHandOver
from bot.actions.rate import ActionAfterLow
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
DONE = [SlotSet("step", None)]
ASKED = say("utter_ask_call_back_phone")


@pytest.mark.parametrize("intent", ["talk_to_human", "appeal", None])
def test_the_talk_is_marked_and_no_question_stays_open(service: Put, intent: str | None) -> None:
    fake = service(handoff={"handoff": True, "opens": None})
    events, messages = play(ActionHandOver(), tracker("转人工", intent, step="choose", need="想贷款"))
    assert [(talk, what) for talk, what, _ in fake.asked] == [(TALK, "handoff")]
    assert events == [SlotSet("step", None)]
    assert messages == [say("utter_hand_over", handoff=True)]


def test_outside_working_hours_a_call_is_offered(service: Put) -> None:
    service(handoff={"handoff": True, "opens": "明天9:00"})
    said = say("utter_hand_over_closed", opens="明天9:00", handoff=True)
    assert play(ActionHandOver(), tracker("转人工", "talk_to_human")) == ([SlotSet("step", "call_back")], [said])


def test_who_asks_for_a_person_after_a_low_score_is_called(service: Put) -> None:
    fake = service(**{"handoff": {"handoff": True, "opens": None}, "low-ratings": {"case_no": "XQ1", "phone": None}})
    play(ActionAfterLow(), tracker("转人工", "talk_to_human", step="low_rating"))
    assert [what for _, what, _ in fake.asked] == ["low-ratings", "handoff"]


@pytest.mark.parametrize(
    ("text", "intent", "said", "known", "kept", "outcome"),
    [
        ("好的，给我回电话", "affirm", {}, None, None, ([], [ASKED])),
        ("13911112222", "provide_info", {"phone": "13911112222"}, None, "139****2222", None),
        ("回电话吧", "out_of_scope", {}, "13911112222", "139****2222", None),
        ("给我回个电话", "talk_to_human", {}, "13911112222", "139****2222", None),
        (
            "你们电话多少",
            "ask_bot",
            {},
            "13911112222",
            "139****2222",
            ([], [say("utter_ask_bot"), say("utter_resume_call_back")]),
        ),
        ("不用了", "deny", {}, "13911112222", None, (DONE, [say("utter_call_back_declined")])),
        (
            "你们收费吗",
            "ask_bot",
            {},
            None,
            None,
            ([], [say("utter_ask_bot"), say("utter_resume_call_back")]),
        ),
    ],
)
def test_the_call_back(
    service: Put,
    text: str,
    intent: str,
    said: dict[str, Any],
    known: str | None,
    kept: str | None,
    outcome: tuple[list[EventType], list[dict[str, Any]]] | None,
) -> None:
    service(**{"call-backs": {"phone": kept}})
    before = tracker(text, intent, said, step="call_back", phone=known)
    assert play(ActionCallBack(), before) == (outcome or (DONE, [say("utter_call_back_noted", phone=kept)]))
