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


def test_the_story_of_the_appeal_does_not_write_over_the_need() -> None:
    earlier = {"need": "想贷款两百万", "draft_key": "m-0", "amount_cny": 2000000, "region": "430100"}
    told = {"amount_cny": 20000, "urgent": True, "region": "430407"}
    kept = interrupted.keep(tracker("窗口多收了我两万块", "appeal", before=earlier, set_last=told))
    aside = kept[1]["value"]
    assert (aside["amount_cny"], aside["urgent"], aside["region"]) == (2000000, None, "430100")
    after = tracker("对", "affirm", interrupted="need_form", set_aside=aside, **{**earlier, **told})
    events = interrupted.take_up(CollectingDispatcher(), after)
    restored = {e["name"]: e["value"] for e in events if e.get("event") == "slot"}
    assert (restored["amount_cny"], restored["urgent"], restored["region"]) == (2000000, None, "430100")
    assert events[-1] == FollowupAction("need_form")


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
