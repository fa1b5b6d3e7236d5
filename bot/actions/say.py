"""What is said in passing gets its answer; then the open question comes back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state


class ActionSay(Action):
    """Answers with the response named after the intent, else asks for other words."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_say"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer and resume."""
        response = f"utter_{state.intent(tracker)}"
        dispatcher.utter_message(response=response if response in domain["responses"] else "utter_unclear")
        state.resume(dispatcher, tracker)
        return []
