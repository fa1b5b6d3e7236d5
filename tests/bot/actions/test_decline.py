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
    ("text", "asked", "flag", "response"),
    [
        ("匿名", "contact", "contact_refused", "utter_appeal_anonymous"),
        ("匿名", "phone", "contact_refused", "utter_appeal_anonymous"),
        ("不方便说", "region", "region_refused", "utter_appeal_no_region"),
        ("匿名", "region", "contact_refused", "utter_appeal_anonymous"),
        ("不留电话", "appeal_expect", "contact_refused", "utter_appeal_anonymous"),
    ],
)
def test_an_appeal_goes_on_anonymously_or_without_a_place(text: str, asked: str, flag: str, response: str) -> None:
    before = tracker(text, "deny", loop="appeal_form", requested_slot=asked)
    assert play(ActionDecline(), before) == ([SlotSet(flag, True)], [say(response)])


@pytest.mark.parametrize("asked", ["need", None])
def test_the_need_itself_cannot_be_refused(asked: str | None) -> None:
    assert play(ActionDecline(), tracker("不", "deny", loop="need_form", requested_slot=asked)) == ([], [])


@pytest.mark.parametrize("loop", ["need_form", "appeal_form"])
def test_who_asks_whether_it_stays_between_us_has_refused_nothing(loop: str) -> None:
    before = tracker("你们会保密吗", "deny", loop=loop, requested_slot="contact")
    assert play(ActionDecline(), before) == ([], [say("utter_about_privacy")])


def test_a_number_withheld_where_the_place_is_asked_is_no_place_refused() -> None:
    before = tracker("电话不方便留", "deny", loop="need_form", requested_slot="region")
    assert play(ActionDecline(), before) == ([SlotSet("contact_refused", True)], [say("utter_contact_refused")])
