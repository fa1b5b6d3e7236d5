"""Refusing a question of the form."""

from __future__ import annotations

import pytest
from rasa_sdk.events import SlotSet

from bot.actions.decline import ActionDecline
from tests.bot.actions.play import play, say, tracker


@pytest.mark.parametrize(
    ("asked", "flag"),
    [("contact", "contact_refused"), ("phone", "contact_refused"), ("region", "region_refused")],
)
def test_a_refusal_is_marked_and_its_price_said(asked: str, flag: str) -> None:
    before = tracker("不方便说", "deny", loop="need_form", requested_slot=asked)
    assert play(ActionDecline(), before) == ([SlotSet(flag, True)], [say(f"utter_{flag}")])


@pytest.mark.parametrize(
    ("asked", "flag", "response"),
    [
        ("contact", "contact_refused", "utter_appeal_anonymous"),
        ("phone", "contact_refused", "utter_appeal_anonymous"),
        ("region", "region_refused", "utter_appeal_no_region"),
    ],
)
def test_an_appeal_goes_on_anonymously_or_without_a_place(asked: str, flag: str, response: str) -> None:
    before = tracker("匿名", "deny", loop="appeal_form", requested_slot=asked)
    assert play(ActionDecline(), before) == ([SlotSet(flag, True)], [say(response)])


@pytest.mark.parametrize("asked", ["need", None])
def test_the_need_itself_cannot_be_refused(asked: str | None) -> None:
    assert play(ActionDecline(), tracker("不", "deny", loop="need_form", requested_slot=asked)) == ([], [])
