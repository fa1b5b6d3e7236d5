"""What is said in passing gets its answer; then the open question comes back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state

LOST = 3  # messages in a row that were not understood: options were offered twice, now a person helps


class ActionSay(Action):
    """Answers with the response named after the intent, else asks for other words, and at last for a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_say"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer and resume."""
        if (
            state.unclear_in_a_row(tracker) >= LOST
            and await state.ask_service(dispatcher, tracker, "handoff") is not None
        ):
            dispatcher.utter_message(response="utter_lost", handoff=True)
            return []
        response = f"utter_{state.intent(tracker)}"
        dispatcher.utter_message(response=response if response in domain["responses"] else "utter_unclear")
        state.resume(dispatcher, tracker)
        return []
