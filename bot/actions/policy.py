"""A policy or procedure question, answered from the catalogue or not at all."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state


class ActionAnswerPolicy(Action):
    """Answers with title and source; without a source it says that it does not know."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_answer_policy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service for a sourced answer."""
        outcome = await state.ask_service(dispatcher, tracker, "answers", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if outcome["found"]:
            dispatcher.utter_message(
                response="utter_policy_answer",
                answer=outcome["answer"],
                title=outcome["title"],
                source=outcome["source"],
            )
        else:
            dispatcher.utter_message(response="utter_policy_unknown")
        state.resume(dispatcher, tracker)
        return []
