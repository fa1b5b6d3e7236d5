"""Something else than the answer is said inside the form: what it holds is kept, then the question comes back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import joining, state


class ActionNote(Action):
    """Acknowledges facts; a message without any is asked for in other words."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_note"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say whether something was understood; an ambiguous place is its own question."""
        said = state.said_now(tracker)
        events = [SlotSet(name, value) for name, value in joining.outcome(tracker).items()]
        events += state.warn_of_identity(dispatcher, tracker)
        if state.repeats(tracker):
            dispatcher.utter_message(response="utter_repeated")
        elif joining.joins(tracker):
            dispatcher.utter_message(response="utter_joined")
        elif any(name in said for name in state.FACT_SLOTS):
            dispatcher.utter_message(response="utter_noted")
        elif "region_ambiguous" not in said:
            dispatcher.utter_message(response="utter_not_noted")
        return events
