"""A need that an appeal interrupts."""

from __future__ import annotations

import pytest
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import interrupted
from tests.bot.actions.play import tracker


@pytest.mark.parametrize(("step", "stood"), [(None, "need_form"), ("confirm", "confirm"), ("choose", "choose")])
def test_where_the_need_stands_is_kept(step: str | None, stood: str) -> None:
    assert interrupted.keep(tracker("…", need="想贷款", draft_key="m-0", step=step)) == [SlotSet("interrupted", stood)]


def test_a_need_left_when_a_person_was_called_is_kept_where_it_stood() -> None:
    before = tracker("…", need="想贷款", draft_key="m-0", step="call_back", left_at="confirm")
    assert interrupted.keep(before) == [SlotSet("interrupted", "confirm")]


def test_without_an_open_need_nothing_is_kept() -> None:
    events = [SlotSet("interrupted", None), SlotSet("draft_key", None)]
    assert interrupted.keep(tracker("…", need="想贷款", step="choose")) == events


@pytest.mark.parametrize(
    ("stood", "events", "said"),
    [
        (None, [], []),
        ("need_form", [SlotSet("interrupted", None), FollowupAction("need_form")], ["utter_taken_up"]),
        (
            "choose",
            [SlotSet("interrupted", None), SlotSet("step", "choose")],
            ["utter_taken_up", "utter_resume_choose"],
        ),
    ],
)
def test_it_is_taken_up_where_it_stood(stood: str | None, events: list[object], said: list[str]) -> None:
    dispatcher = CollectingDispatcher()
    assert interrupted.take_up(dispatcher, tracker("对", interrupted=stood)) == events
    assert [message["response"] for message in dispatcher.messages] == said
