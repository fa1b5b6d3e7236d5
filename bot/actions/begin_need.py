"""A need begins: what an earlier one left behind is dropped, what this message says stays; several are queued."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, joining, overriding, place, say, second_thoughts, standing, state
from knowledge.reading import changes
from knowledge.reading.need import is_open

# Where the talk was left when a person was called: with the need still a draft, or recorded.
UNRECORDED, RECORDED = ("need_form", "confirm"), ("settle", "choose")


class ActionBeginNeed(asides.Turn, Action):
    """Sets the draft's key from the message that opened it, so that a repeat cannot record twice."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_begin_need"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Reset the need's slots to what the latest message said; of several needs the first is taken up."""
        heard = await overriding.instead_of_form(dispatcher, tracker)
        if heard is not None:
            return [*(SlotSet(name, None) for name in state.NEED_SLOTS), *heard]
        if standing.answers_with_number(tracker):
            return standing.instead_of_form(dispatcher)
        if place.answers(tracker):
            return await place.instead_of_form(dispatcher, tracker)
        if tracker.get_slot("left_at") in UNRECORDED and tracker.get_slot("draft_key"):
            return self._goes_on(dispatcher, tracker)
        if (say.takes_offer(tracker) and is_open(state.text(tracker))) or _tells_who(tracker):
            return say.take_offer(tracker)
        said = state.said_now(tracker)
        others = (said.get("needs") or [])[1:]
        events: list[EventType] = [SlotSet(name, value) for name, value in joining.first(said).items()]
        withheld = changes.withholds_phone(state.text(tracker))
        if withheld:
            dispatcher.utter_message(response="utter_contact_refused")
        events += [SlotSet("contact_refused", True if withheld else None), SlotSet("region_refused", None)]
        events += [SlotSet("step", None), SlotSet("region_ambiguous", said.get("region_ambiguous"))]
        if said.get("region_ambiguous") and not said.get("region"):
            events.append(SlotSet("region", None))
        at_list = "choose" in (tracker.get_slot("step"), tracker.get_slot("left_at"))
        waiting = tracker.get_slot("more_needs") if at_list else None
        events += [SlotSet("left_at", None)] if tracker.get_slot("left_at") in RECORDED else []
        events.append(SlotSet("more_needs", [*others, *(waiting or [])][: state.MOST_NEEDS - 1] or None))
        events += state.warn_of_identity(dispatcher, tracker)
        events += [SlotSet(second_thoughts.SLOT, None)] if tracker.get_slot(second_thoughts.SLOT) else []
        return [*events, SlotSet("draft_key", tracker.latest_message.get("message_id"))]

    def _goes_on(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Take up the need that was left when a person was called; one stated now joins, refines or replaces it."""
        events: list[EventType] = [SlotSet(name, value) for name, value in joining.outcome(tracker).items()]
        if joining.joins(tracker):
            dispatcher.utter_message(response="utter_joined")
        events += state.warn_of_identity(dispatcher, tracker)
        return [*events, SlotSet("step", None), SlotSet("left_at", None)]


def _tells_who(tracker: Tracker) -> bool:
    """Return whether who and where are told right after an answer that came with an offer: it is taken."""
    answered = state.last_uttered(tracker) == "utter_policy_answer_offer"
    return answered and state.intent(tracker) == "provide_info" and bool(say.offered(tracker))
