"""What stood open when a person was called waits, and is offered again when the talk comes back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import appeal_draft
from bot.actions.need_draft import whole

STEPS = ("confirm", "settle", "choose", "confirm_appeal")
HANDED_OVER = ("utter_hand_over", "utter_lost")


def stood(tracker: Tracker) -> str | None:
    """Return where the talk stands, or stood when a person was called before: a step or a form."""
    step = tracker.get_slot("step")
    return step if step in STEPS else tracker.active_loop.get("name") or tracker.get_slot("left_at")


def keep(tracker: Tracker, step: str | None) -> list[EventType]:
    """Set the step, and remember what stands open behind it."""
    waiting = stood(tracker)
    if step is None and waiting in STEPS:
        step, waiting = waiting, None
    changed = waiting != tracker.get_slot("left_at")
    return [SlotSet("step", step), *([SlotSet("left_at", waiting)] if changed else [])]


def take_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Offer again what stood open; without it no question stays open."""
    waiting = tracker.get_slot("left_at")
    if not waiting:
        return [SlotSet("step", None)]
    if waiting in (appeal_draft.FORM, appeal_draft.STEP):
        return [SlotSet("step", None), *appeal_draft.take_up(dispatcher, tracker)]
    if waiting not in STEPS:
        dispatcher.utter_message(response="utter_back")
        return [SlotSet("step", None), SlotSet("left_at", None), FollowupAction(waiting)]
    offer(dispatcher, tracker, waiting)
    return [SlotSet("step", waiting), SlotSet("left_at", None)]


def offer(dispatcher: CollectingDispatcher, tracker: Tracker, step: str) -> None:
    """Put the question of a step once more, a summary in full."""
    dispatcher.utter_message(response="utter_back")
    if step == "confirm":
        dispatcher.utter_message(response="utter_summary", summary=whole(tracker))
    elif step == "confirm_appeal":
        dispatcher.utter_message(response="utter_appeal_summary", summary=appeal_draft.summary(tracker))
    else:
        dispatcher.utter_message(response=f"utter_resume_{step}")


def answers_hand_over(tracker: Tracker) -> bool:
    """Return whether the latest message follows on the word that a person was called, for which its yes is meant."""
    said = [event for event in tracker.events if event.get("event") in ("user", "bot")]
    while said and said.pop().get("event") != "user":
        pass
    uttered = (said[-1].get("metadata") or {}).get("utter_action") if said else None
    return uttered in HANDED_OVER
