"""The number alone is taken out of what is kept, at whatever point that is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk.events import SlotSet

from bot.actions.correct import ActionCorrect
from bot.actions.note import ActionNote
from bot.actions.summarise import ActionSummarise
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
WISH = "把我电话删掉"
NOTHING = {"number-removals": {"case_nos": [], "under_way": []}}


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ({"case_nos": ["XQ1", "SQ2"], "under_way": []}, say("utter_number_removed", numbers="XQ1、SQ2")),
        (
            {"case_nos": ["XQ1"], "under_way": ["XQ1"]},
            say("utter_number_removed_late", numbers="XQ1", under_way="XQ1"),
        ),
        ({"case_nos": [], "under_way": []}, say("utter_number_none")),
    ],
)
def test_of_recorded_cases(service: Put, outcome: dict[str, list[str]], told: dict[str, str]) -> None:
    fake = service(**{"number-removals": outcome})
    assert play(ActionCorrect(), tracker(WISH, "correct_slot", case_no="XQ1")) == ([], [told])
    assert fake.asked == [(TALK, "number-removals", {"text": WISH})]


def test_inside_the_form_it_is_not_asked_again(service: Put) -> None:
    service(**NOTHING)
    before = tracker(WISH, "correct_slot", loop="need_form", need="想贷款", phone="13812340001")
    events = [SlotSet("phone", None), SlotSet("contact_refused", True)]
    assert play(ActionNote(), before) == (events, [say("utter_number_dropped")])


def test_at_the_summary_it_is_shown_without(service: Put) -> None:
    service(**NOTHING)
    before = tracker(WISH, "correct_slot", step="confirm", need="想贷款", contact="李", phone="13812340001")
    events, (dropped, summary) = play(ActionSummarise(), before)
    assert events[:2] == [SlotSet("phone", None), SlotSet("contact_refused", True)]
    assert dropped == say("utter_number_dropped")
    assert "13812340001" not in summary["summary"]


def test_the_service_is_down(service: Put) -> None:
    service(failing_with=503)
    assert play(ActionCorrect(), tracker(WISH, "correct_slot")) == ([], [say("utter_service_down")])
