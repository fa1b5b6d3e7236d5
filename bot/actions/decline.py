"""A question inside the form is refused: respected, its price said once, never asked again."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, state
from bot.actions.appeal_draft import ANONYMOUS
from knowledge.reading import changes

REFUSABLE = {"contact": "contact_refused", "phone": "contact_refused", "region": "region_refused"}
ASKS = re.compile(r"[？?]|[吗么嘛]\W*$|会不会|是不是")
OF_APPEAL = {"contact_refused": "utter_appeal_anonymous", "region_refused": "utter_appeal_no_region"}


class ActionDecline(asides.Turn, Action):
    """Marks the open question as refused."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_decline"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say what the refusal means and go on; whoever asks whether it stays between us has refused nothing."""
        text = state.text(tracker)
        withheld = changes.withholds_phone(text) or ANONYMOUS in text
        if not withheld and ASKS.search(text):
            dispatcher.utter_message(response="utter_about_privacy")
            return []
        flag = "contact_refused" if withheld else REFUSABLE.get(str(tracker.get_slot("requested_slot")))
        if flag is None:
            return []
        of_appeal = tracker.active_loop.get("name") == "appeal_form"
        dispatcher.utter_message(response=OF_APPEAL[flag] if of_appeal else f"utter_{flag}")
        return [SlotSet(flag, True)]
