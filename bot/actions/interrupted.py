"""A need that an appeal interrupts, or that comes up beside one, waits, and is taken up when the appeal is settled."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import joining, state
from bot.actions.need_draft import whole
from knowledge.reading import changes

FORM = "need_form"
WAITING = ("confirm", "settle", "choose")


def keep(tracker: Tracker, beside: str | None = None) -> list[EventType]:
    """Remember where the need stands; without an open need there is nothing to take up.

    :param beside: A need that the message which opens the appeal brings up beside it: it waits, unless one does.
    """
    step = tracker.get_slot("step")
    step = step if step in WAITING else tracker.get_slot("left_at")
    is_open = bool(tracker.get_slot("need") and tracker.get_slot("draft_key"))
    stood = (step if step in WAITING else FORM) if is_open else None
    if not stood and beside:
        values = {**dict.fromkeys(state.NEED_SLOTS), "need": changes.bare(beside)}
        key = SlotSet("draft_key", f"{tracker.latest_message.get('message_id')}+")
        told = [SlotSet(name, value) for name, value in values.items()]
        return [*told, SlotSet("interrupted", FORM), key, *_set_aside(values)]
    if not stood:
        return [SlotSet("interrupted", None), SlotSet("draft_key", None)]
    return [SlotSet("interrupted", stood), *_set_aside(state.before(tracker))]


def brings_need(tracker: Tracker) -> bool:
    """Return whether the message, said while an appeal is taken down, states a need of a known category."""
    needs = state.said_now(tracker).get("needs") or [{}]
    return state.intent(tracker) == "submit_need" and bool(needs[0].get("category"))


def wait(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Put a need that comes up beside an appeal after it, behind one that waits already, and say so."""
    dispatcher.utter_message(response="utter_need_waits")
    if tracker.get_slot("interrupted"):
        joined = joining.outcome(tracker)
        aside = tracker.get_slot("set_aside")
        kept = [SlotSet("set_aside", {**aside, "need": joined["need"]})] if aside and "need" in joined else []
        return [*(SlotSet(name, value) for name, value in joined.items()), *kept]
    said = state.said_now(tracker)
    others = (said.get("needs") or [])[1 : state.MOST_NEEDS]
    values = {**joining.first(said), "more_needs": others or None, "interrupted": FORM}
    key = SlotSet("draft_key", tracker.latest_message.get("message_id"))
    return [*(SlotSet(name, value) for name, value in values.items()), key, *_set_aside(values)]


def take_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Say that the need goes on, and ask what stood open."""
    stood = tracker.get_slot("interrupted")
    if not stood:
        return []
    dispatcher.utter_message(response="utter_taken_up")
    aside = tracker.get_slot("set_aside") or {}
    events: list[EventType] = [SlotSet(name, value) for name, value in aside.items()]
    events += [SlotSet("set_aside", None)] if aside else []
    events.append(SlotSet("interrupted", None))
    if stood == FORM:
        return [*events, FollowupAction(FORM)]
    state.apply(tracker, [*events, SlotSet("step", stood)])
    if stood == "confirm":
        dispatcher.utter_message(response="utter_summary", summary=whole(tracker))
    else:
        state.resume(dispatcher, tracker)
    return [*events, SlotSet("step", stood)]


def _set_aside(slots: dict[str, Any]) -> list[EventType]:
    """Remember the need's own facts, so that sums and places of the appeal's story do not write over them."""
    if not slots.get("need"):
        return []
    own = {name: slots.get(name) for name in state.NEED_SLOTS}
    place = {"region": slots["region"]} if slots.get("region") else {}
    return [SlotSet("set_aside", own | place)]
