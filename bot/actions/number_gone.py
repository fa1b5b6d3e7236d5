"""Whoever wants the telephone number alone taken out of what is kept has it taken out at once; all else stays."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state
from knowledge.reading.erasure import drops_number

OPEN = ("confirm", "confirm_appeal")


def is_wished(tracker: Tracker) -> bool:
    """Return whether the message wants the number alone gone."""
    return drops_number(state.text(tracker))


async def drop(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Take the number out of the cases and of what is being taken down, which then goes on without one."""
    outcome = await state.ask_service(dispatcher, tracker, "number-removals", {"text": state.text(tracker)})
    if outcome is None:
        return []
    is_open = bool(tracker.active_loop.get("name") or tracker.get_slot("step") in OPEN)
    _tell(dispatcher, outcome["case_nos"], outcome["under_way"], is_open or bool(tracker.get_slot("phone")))
    events: list[EventType] = [SlotSet("phone", None)] if tracker.get_slot("phone") else []
    events += [SlotSet("contact_refused", True)] if is_open else []
    state.apply(tracker, events)
    return events


async def dropped(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Do so, and come back to the question that stands open."""
    events = await drop(dispatcher, tracker)
    return [*events, *state.resume(dispatcher, tracker)]


def _tell(dispatcher: CollectingDispatcher, cases: list[str], under_way: list[str], is_kept: bool) -> None:
    numbers = "、".join(cases)
    if under_way:
        dispatcher.utter_message(response="utter_number_removed_late", numbers=numbers, under_way="、".join(under_way))
    elif cases:
        dispatcher.utter_message(response="utter_number_removed", numbers=numbers)
    else:
        dispatcher.utter_message(response="utter_number_dropped" if is_kept else "utter_number_none")
