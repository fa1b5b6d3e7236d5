"""A life comes before everything else, wherever the talk stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Action
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from bot.actions.appeal import ActionBeginAppeal, ActionNoteAppeal
from bot.actions.cancel import ActionCancel
from bot.actions.note import ActionNote
from bot.actions.say import ActionSay
from tests.bot.actions.play import FakeService, play, say, tracker

Put = Callable[..., FakeService]
TEXT = "厂子要倒了，我都不想活了"
OPEN = {"opens": None, "staffed": True}


@pytest.mark.parametrize(("action", "intent"), [(ActionCancel, "cancel"), (ActionSay, "chitchat")])
def test_help_is_named_and_a_person_called(service: Put, action: type[Action], intent: str) -> None:
    fake = service(handoff=OPEN)
    told = [say("utter_distress"), say("utter_hand_over", handoff=True)]
    assert play(action(), tracker(TEXT, intent)) == ([SlotSet("step", None)], told)
    assert [asked[1] for asked in fake.asked] == ["handoff"]


@pytest.mark.parametrize(("action", "loop"), [(ActionNote, "need_form"), (ActionNoteAppeal, "appeal_form")])
def test_inside_a_form_which_waits(service: Put, action: type[Action], loop: str) -> None:
    service(handoff=OPEN)
    events, _ = play(action(), tracker(TEXT, "provide_info", loop=loop, requested_slot="region"))
    leaves = [ActiveLoop(None), SlotSet("requested_slot", None)]
    assert events == [*leaves, SlotSet("step", None), SlotSet("left_at", loop)]


def test_it_is_no_appeal(service: Put) -> None:
    service(handoff=OPEN)
    events, _ = play(ActionBeginAppeal(), tracker(TEXT, "appeal"))
    assert events == [SlotSet("step", None), FollowupAction("action_listen")]


def test_the_word_is_said_though_the_service_is_down(service: Put) -> None:
    service(failing_with=503)
    assert play(ActionSay(), tracker(TEXT, "chitchat")) == ([], [say("utter_distress"), say("utter_service_down")])
