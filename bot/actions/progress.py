"""Where a demand stands, and how it was."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state

LOW = 2  # stars at which a person calls back


class ActionProgress(Action):
    """Tells the true state of the demands of this talk."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service; nothing is invented."""
        outcome = await state.ask_service(dispatcher, tracker, "progress", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if outcome["lines"]:
            dispatcher.utter_message(response="utter_progress", progress="\n".join(outcome["lines"]))
        else:
            dispatcher.utter_message(response="utter_progress_unknown")
        state.resume(dispatcher, tracker)
        return []


class ActionRate(Action):
    """Records a rating."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_rate"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Let the service read the score and keep it with its demand."""
        outcome = await state.ask_service(dispatcher, tracker, "ratings", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if not outcome["demand"]:
            dispatcher.utter_message(response="utter_nothing_to_rate")
        elif outcome["rating"] is None:
            dispatcher.utter_message(response="utter_ask_rate")
        else:
            low = outcome["rating"] <= LOW
            dispatcher.utter_message(response="utter_rated_low" if low else "utter_rated", rating=outcome["rating"])
        return []
