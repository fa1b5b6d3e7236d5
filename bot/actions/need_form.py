"""The need form: asks for need, region and contact, and for nothing that was said or refused."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from bot.actions import asides, directions, joining, state
from bot.actions.need_draft import whole
from knowledge import slots
from knowledge.reading import changes, zones
from knowledge.reading.choices import read_choices
from knowledge.regions import table

# What is no answer, even where a place or a date in it would fill a slot of the form.
VAGUE = 4  # characters of what nobody understood and nobody can match
PICKING = 6  # characters of a reply that picks from a list
ASIDE = ("ask_policy", "check_progress")
ELSEWHERE = ("appeal", "talk_to_human", "cancel", "ask_policy", "check_progress", "ask_bot")


class ValidateNeedForm(FormValidationAction):
    """Decides which slot is still missing."""

    def name(self) -> str:
        """Return the action's name."""
        return "validate_need_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Validate; say that a repeated message or a further need was heard, and warn of an identity number.

        What a need brings with it is set last: the form itself drops the slots that it does not ask for.
        """
        refuses = state.intent(tracker) == "deny" and bool(state.said_now(tracker).get("asides"))  # 为什么要电话，不给
        is_elsewhere = refuses or state.intent(tracker) in ELSEWHERE
        if is_elsewhere and tracker.active_loop.get("name") == self.form_name():
            if not gave_way(tracker):
                return [ActionExecutionRejected(self.form_name())]
            return await self._asked_again(dispatcher, tracker, domain)
        answers = await asides.answered(dispatcher, tracker)
        withheld = _withhold(dispatcher, tracker)
        stated = joining.taken(tracker)
        events: list[EventType] = await super().run(dispatcher, tracker, domain)
        if state.repeats(tracker) and state.intent(tracker) != "deny":
            dispatcher.utter_message(response="utter_repeated")
        elif joining.joins(tracker):
            dispatcher.utter_message(response="utter_joined")
        elif directions.to_diagnosis(tracker):
            dispatcher.utter_message(response="utter_to_diagnosis")
        events += [SlotSet(name, value) for name, value in stated.items()]
        return [*answers, *events, *withheld, *state.warn_of_identity(dispatcher, tracker)]

    async def _asked_again(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Return to the open question; a question's own place (长沙有什么补贴) is not the enterprise's."""
        region = state.before(tracker).get("region")
        if state.intent(tracker) in ASIDE and "region" in state.said_now(tracker):
            tracker.events = [event for event in tracker.events if event.get("name") != "region"]
            tracker.slots["region"] = region
            return [*await super().run(dispatcher, tracker, domain), SlotSet("region", region)]
        events: list[EventType] = await super().run(dispatcher, tracker, domain)
        return events

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
        """Tell a further need from one that replaces the first; a place in a list that was never shown is none."""
        if tracker.get_slot("requested_slot") == "need" and not _states(state.text(tracker), state.intent(tracker)):
            return {"need": None}
        return {"need": joining.taken(tracker).get("need", value)}

    def validate_region(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Settle an ambiguous district by the city that was answered."""
        candidates = tracker.get_slot("region_ambiguous") or []
        if value and value == tracker.get_slot("region_alt"):
            return {"region": value, "region_alt": state.before(tracker).get("region"), "region_ambiguous": None}
        zone = zones.named_among(candidates)
        if value and zone:
            return {"region": zones.within(str(value), zone), "region_ambiguous": None}
        within = [code for code in candidates if value and table.covers(str(value), str(code))]
        return {"region": within[0] if len(within) == 1 else value, "region_ambiguous": None if value else candidates}


def _withhold(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Take down that no number will be left where that is said beside something else (姓向，不留电话)."""
    is_said = changes.withholds_phone(state.text(tracker)) and state.intent(tracker) != "deny"
    if not is_said or tracker.get_slot("phone") or tracker.get_slot("contact_refused"):
        return []
    dispatcher.utter_message(response="utter_contact_refused")
    tracker.slots["contact_refused"] = True
    return [SlotSet("contact_refused", True)]


def _states(text: str, intent: str) -> bool:
    """Return whether an answer to the question for the need can be one: more than 第二个, 都要 or 有没有."""
    vague = intent == "unclear" and len(text) <= VAGUE
    return not vague and not (len(text) <= PICKING and read_choices(text, ("",) * PICKING))


def gave_way(tracker: Tracker) -> bool:
    """Return whether the form has left the latest message to its rule already, and comes back to its question."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected":
            return True
    return False


class ActionAskRegion(Action):
    """Asks where, with the candidates as options when the name fits several places."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_need_form_region"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask plainly, or let the enterprise pick."""
        candidates = tracker.get_slot("region_ambiguous") or []
        if not candidates:
            ask(dispatcher, tracker, "region")
            return []
        if zone := zones.named_among(candidates):
            dispatcher.utter_message(response="utter_ask_region_zone", zone=zone)
            return []
        places = [slots.place(str(code)) for code in candidates]
        dispatcher.utter_message(
            response="utter_ask_region_ambiguous", buttons=[{"title": p, "payload": p} for p in places]
        )
        return []


class ActionAskContact(Action):
    """Asks whom to answer."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_need_form_contact"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask for name and number together."""
        ask(dispatcher, tracker, "contact")
        return []


class ActionAskPhone(Action):
    """Asks for the number alone, the name being known: the last question, so the summary comes with it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_need_form_phone"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Show what is known and ask for the number; giving it is the nod."""
        name = str(tracker.get_slot("contact") or "")
        called = f"{name}老板" if len(name) == 1 else name  # 雷 alone is no way to speak to somebody
        ask(dispatcher, tracker, "phone", summary=whole(tracker), contact=called)
        return []


def ask(dispatcher: CollectingDispatcher, tracker: Tracker, name: str, **told: str) -> None:
    """Ask for a slot; the second time in other and fewer words."""
    again = any(response in state.uttered(tracker) for response in (f"utter_ask_{name}", f"utter_ask_{name}_again"))
    dispatcher.utter_message(response=f"utter_ask_{name}_again" if again else f"utter_ask_{name}", **told)
