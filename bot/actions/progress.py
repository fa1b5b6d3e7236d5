"""Where the cases of this talk stand."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import overriding, state

URGES = re.compile(r"催|怎么还|还没|快点|抓紧|一直没|没人(?:联系|理|管)|太慢")


class ActionProgress(Action):
    """Tells the true state of the cases of this talk, what happens next and who has them."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service; nothing is invented, and a number nobody knows is said to be unknown."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        outcome = await state.ask_service(dispatcher, tracker, "progress", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if outcome["lines"]:
            dispatcher.utter_message(response="utter_progress", progress="\n".join(outcome["lines"]))
        if outcome["unknown"]:
            dispatcher.utter_message(response="utter_progress_wrong_number", numbers="、".join(outcome["unknown"]))
        if not outcome["lines"] and not outcome["unknown"]:
            dispatcher.utter_message(response="utter_progress_unknown")
        if outcome["lines"] and URGES.search(state.text(tracker)):
            dispatcher.utter_message(response="utter_progress_urged")
        return state.resume(dispatcher, tracker)
