"""Stopping a need that was not recorded yet."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from bot.actions.cancel import ActionCancel
from tests.bot.actions.play import FORGOTTEN, play, say, tracker

ALL_FORGOTTEN = [*FORGOTTEN, SlotSet("appeal_draft_key", None)]


def test_an_open_need_is_dropped() -> None:
    before = tracker("算了不办了", "cancel", loop="need_form", draft_key="m-1", need="想贷款", region="430100")
    assert play(ActionCancel(), before) == (ALL_FORGOTTEN, [say("utter_cancelled")])


def test_without_an_open_need_it_is_said_that_there_is_none() -> None:
    assert play(ActionCancel(), tracker("算了", "cancel")) == (ALL_FORGOTTEN, [say("utter_nothing_to_cancel")])


def test_an_open_appeal_is_dropped() -> None:
    before = tracker("算了，不投诉了", "cancel", loop="appeal_form", appeal_draft_key="m-1")
    assert play(ActionCancel(), before) == (ALL_FORGOTTEN, [say("utter_cancelled")])
