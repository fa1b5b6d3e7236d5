"""The enterprise drops its need before it was recorded."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state


class ActionCancel(Action):
    """Stops at once and says that nothing was submitted."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_cancel"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Forget the need."""
        open_need = bool(tracker.get_slot("draft_key") or tracker.get_slot("appeal_draft_key"))
        dispatcher.utter_message(response="utter_cancelled" if open_need else "utter_nothing_to_cancel")
        return [*state.forget_need(), SlotSet("appeal_draft_key", None)]
