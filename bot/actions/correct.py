"""A recorded demand is corrected."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state
from bot.actions.summarise import summary


class ActionCorrect(Action):
    """Changes what the message names on the newest demand of this talk."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_correct"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the new values to the service and show the demand as it is now."""
        said = {name: value for name, value in state.said_now(tracker).items() if name in state.FACT_SLOTS}
        case_no = tracker.get_slot("case_no")
        if not said or not case_no:
            dispatcher.utter_message(response="utter_nothing_corrected")
            state.resume(dispatcher, tracker)
            return []
        outcome = await state.ask_service(dispatcher, tracker, "corrections", {"case_no": case_no, "slots": said})
        if outcome is not None:
            dispatcher.utter_message(response="utter_corrected", case_no=case_no, summary=summary(outcome["slots"]))
            state.resume(dispatcher, tracker)
        return []
