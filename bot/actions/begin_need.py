"""A need begins: what an earlier one left behind is dropped, what this message says stays; several are queued."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state
from knowledge.reading.needs import read_needs


class ActionBeginNeed(Action):
    """Sets the draft's key from the message that opened it, so that a repeat cannot record twice."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_begin_need"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Reset the need's slots to what the latest message said."""
        said = state.said_now(tracker)
        needs = read_needs(state.text(tracker), state.today(tracker))
        events: list[EventType] = [SlotSet(name, said.get(name)) for name in state.NEED_SLOTS]
        events += [SlotSet("step", None), SlotSet("region_ambiguous", said.get("region_ambiguous"))]
        if said.get("region_ambiguous") and not said.get("region"):
            events.append(SlotSet("region", None))
        events.append(SlotSet("more_needs", [{"need": need.text, **need.slots} for need in needs] or None))
        return [*events, SlotSet("draft_key", tracker.latest_message.get("message_id"))]
