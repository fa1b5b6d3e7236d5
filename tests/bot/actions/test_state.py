"""What the actions read from a tracker."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker

from bot.actions import state
from knowledge import slots
from tests.bot.actions.play import tracker


def test_facts_are_the_known_values_alone() -> None:
    before = tracker(need="想贷款", urgent=False, region="", company=None, industry=[], step="confirm")
    assert state.facts(before) == {"need": "想贷款"}


def test_facts_cover_every_slot_of_a_demand() -> None:
    assert set(state.FACT_SLOTS) == set(slots.names()) - {"region_ambiguous"}


def test_the_latest_message_alone_counts_as_said_now() -> None:
    before = tracker("两百万", said={"amount_cny": 2000000}, region="430100")
    assert state.said_now(before) == {"amount_cny": 2000000}


@pytest.mark.parametrize(("name", "read"), [("greet", "greet"), ("nlu_fallback", "unclear"), (None, "unclear")])
def test_intent(name: str | None, read: str) -> None:
    assert state.intent(tracker("…", name)) == read


def test_a_talk_without_a_message_is_unclear_and_empty() -> None:
    before = Tracker("c-1", {}, None, [], False, None, {}, None)
    assert (state.intent(before), state.text(before), state.said_now(before)) == ("unclear", "", {})
