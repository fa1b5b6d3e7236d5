"""To a person, at once, with everything said so far."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state


class ActionHandOver(Action):
    """Marks the conversation for an agent."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_hand_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Hand over."""
        outcome = await state.ask_service(dispatcher, tracker, "handoff")
        if outcome is None:
            return []
        dispatcher.utter_message(response="utter_hand_over", handoff=True)
        return [SlotSet("step", None)]
