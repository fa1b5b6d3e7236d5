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


@pytest.mark.parametrize("asked", ["need", None])
def test_the_need_itself_cannot_be_refused(asked: str | None) -> None:
    assert play(ActionDecline(), tracker("不", "deny", loop="need_form", requested_slot=asked)) == ([], [])
