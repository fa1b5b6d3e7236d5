"""A need that an appeal interrupts waits, and is taken up again when the appeal is recorded."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state

FORM = "need_form"
WAITING = ("confirm", "settle", "choose")


def keep(tracker: Tracker) -> list[EventType]:
    """Remember where the need stands; without an open need there is nothing to take up."""
    step = tracker.get_slot("step")
    is_open = bool(tracker.get_slot("need") and tracker.get_slot("draft_key"))
    stood = (step if step in WAITING else FORM) if is_open else None
    return [SlotSet("interrupted", stood)] + ([] if stood else [SlotSet("draft_key", None)])


def take_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Say that the need goes on, and ask what stood open."""
    stood = tracker.get_slot("interrupted")
    if not stood:
        return []
    dispatcher.utter_message(response="utter_taken_up")
    if stood == FORM:
        return [SlotSet("interrupted", None), FollowupAction(FORM)]
    tracker.slots["step"] = stood
    state.resume(dispatcher, tracker)
    return [SlotSet("interrupted", None), SlotSet("step", stood)]
