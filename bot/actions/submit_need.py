"""The confirmed need is recorded and matched by the service."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state


class ActionSubmitNeed(Action):
    """Hands the draft over; the service refuses one that is not complete, so a lost form event records nothing."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_submit_need"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record, match, show."""
        body = {"draft_key": tracker.get_slot("draft_key"), "slots": state.facts(tracker)}
        outcome = await state.ask_service(dispatcher, tracker, "demands", body)
        if outcome is None:
            return []
        case_no = outcome["case_no"]
        if not outcome["items"]:
            dispatcher.utter_message(response="utter_no_match", case_no=case_no, case_nos=[case_no])
            return [*state.forget_need(), SlotSet("case_no", case_no)]
        relaxed = "、".join(outcome["relaxed"])
        response = "utter_matches_relaxed" if relaxed else "utter_matches"
        dispatcher.utter_message(response=response, relaxed=relaxed, items=outcome["items"])
        return [SlotSet("step", "choose"), SlotSet("case_no", case_no)]
