"""Appeals: what happened, against whom, what is wished, where; recorded under a number of its own."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from bot.actions import state
from knowledge import slots
from knowledge.reading.appeals import read_object, tells_facts

APPEAL_SLOTS = ("appeal_object", "appeal_detail", "appeal_expect")
LABELS = (("appeal_object", "反映对象"), ("appeal_detail", "事情经过"), ("appeal_expect", "希望"))
PERSON = ("region", "company", "contact", "phone")
LONGEST_SHOWN = 80


class ActionBeginAppeal(Action):
    """Takes from the first message what it tells, so that nothing said is asked."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_begin_appeal"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Acknowledge and open."""
        said = state.text(tracker)
        dispatcher.utter_message(response="utter_appeal_heard")
        return [
            SlotSet("appeal_detail", said if tells_facts(said) else None),
            SlotSet("appeal_object", read_object(said)),
            SlotSet("appeal_expect", None),
            SlotSet("contact_refused", None),
            SlotSet("step", None),
            SlotSet("appeal_draft_key", tracker.latest_message.get("message_id")),
        ]


class ValidateAppealForm(FormValidationAction):
    """Decides which slot is still missing."""

    def name(self) -> str:
        """Return the action's name."""
        return "validate_appeal_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Return detail, object, wish, place and, unless given or refused, whom to answer."""
        required = ["appeal_detail", "appeal_object", "appeal_expect"]
        if not tracker.get_slot("region_refused"):
            required.append("region")
        if not tracker.get_slot("phone") and not tracker.get_slot("contact_refused"):
            required.append("contact")
        return required

    def validate_appeal_detail(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take from the story whom it is against, so that it is not asked."""
        return {"appeal_detail": value, "appeal_object": tracker.get_slot("appeal_object") or read_object(str(value))}


def summary(tracker: Tracker) -> str:
    """Return the appeal as lines, a long story cut."""
    told = [(label, str(tracker.get_slot(name) or "")) for name, label in LABELS]
    lines = [
        (label, text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…") for label, text in told if text
    ]
    lines += slots.describe({name: tracker.get_slot(name) for name in PERSON})
    return "\n".join(f"{label}：{text}" for label, text in lines)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


class ActionSummariseAppeal(Action):
    """Shows the appeal and asks for confirmation; words added at the summary belong to the story."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_summarise_appeal"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Summarise what is known now."""
        events: list[EventType] = [SlotSet("step", "confirm_appeal")]
        adds = tracker.get_slot("step") == "confirm_appeal" and not (set(state.said_now(tracker)) & set(PERSON))
        if adds:
            detail = f"{tracker.get_slot('appeal_detail')}；{state.text(tracker)}"
            tracker.slots["appeal_detail"] = detail
            events.append(SlotSet("appeal_detail", detail))
        dispatcher.utter_message(response="utter_appeal_summary", summary=summary(tracker))
        return events


class ActionSubmitAppeal(Action):
    """Has the appeal recorded and gives its number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_submit_appeal"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record."""
        known = {name: tracker.get_slot(name) for name in (*APPEAL_SLOTS, *PERSON) if tracker.get_slot(name)}
        body = {"draft_key": tracker.get_slot("appeal_draft_key"), "slots": known}
        outcome = await state.ask_service(dispatcher, tracker, "appeals", body)
        if outcome is None:
            return []
        case_no = outcome["case_no"]
        dispatcher.utter_message(response="utter_appeal_recorded", case_no=case_no, case_nos=[case_no])
        return [SlotSet(name, None) for name in (*APPEAL_SLOTS, "appeal_draft_key", "step")]
