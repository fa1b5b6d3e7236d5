"""The need form: asks for need, region and contact, and for nothing that was said or refused."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from bot.actions import state
from knowledge import slots
from knowledge.regions import table


class ValidateNeedForm(FormValidationAction):
    """Decides which slot is still missing."""

    def name(self) -> str:
        """Return the action's name."""
        return "validate_need_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Return need, region and, unless a phone is known or refused, contact (or the phone alone, the name known)."""
        return ["need", *state.still_open(tracker)]

    def validate_need(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Let another need bring its own category; without one the match finds it."""
        said = state.said_now(tracker)
        return {"need": value, "category": said.get("category")} if "need" in said else {"need": value}

    def validate_region(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Settle an ambiguous district by the city that was answered."""
        candidates = tracker.get_slot("region_ambiguous") or []
        within = [code for code in candidates if value and table.covers(str(value), str(code))]
        return {"region": within[0] if len(within) == 1 else value, "region_ambiguous": None if value else candidates}


class ActionAskRegion(Action):
    """Asks where, with the candidates as options when the name fits several places."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_need_form_region"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask plainly, or let the enterprise pick."""
        candidates = tracker.get_slot("region_ambiguous")
        if not candidates:
            dispatcher.utter_message(response="utter_ask_region")
            return []
        places = [slots.place(str(code)) for code in candidates]
        dispatcher.utter_message(
            response="utter_ask_region_ambiguous", buttons=[{"title": p, "payload": p} for p in places]
        )
        return []
