"""Something else than the answer is said inside the form: what it holds is kept, then the question comes back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, directions, joining, overriding, put_right, state
from knowledge.reading import refinements
from knowledge.reading.need import read_detail
from knowledge.reading.normalise import normalise


class ActionNote(asides.Turn, Action):
    """Acknowledges facts; a message without any is asked for in other words."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_note"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say whether something was understood; an ambiguous place is its own question."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        said = state.said_now(tracker)
        events = [SlotSet(name, value) for name, value in joining.outcome(tracker).items()]
        refined = _refined(tracker)
        events += [SlotSet(name, value) for name, value in refined.items()]
        events += state.warn_of_identity(dispatcher, tracker)
        if state.repeats(tracker):
            dispatcher.utter_message(response="utter_repeated")
        elif joining.joins(tracker):
            dispatcher.utter_message(response="utter_joined")
        elif refined or any(name in said for name in state.FACT_SLOTS):
            dispatcher.utter_message(response="utter_noted")
        elif "region_ambiguous" not in said and not directions.theme(tracker):
            dispatcher.utter_message(response="utter_not_noted")
        return events


def _refined(tracker: Tracker) -> dict[str, Any]:
    """Return what the message adds to the need, or to who speaks, that no reader took for either."""
    text, said = state.text(tracker), state.said_now(tracker)
    if state.repeats(tracker) or said.get("need"):
        return {}
    right = put_right.figure(tracker)
    right |= put_right.need(tracker, right)
    if right:
        return right
    contrasted = refinements.contrasted(text) if tracker.get_slot("need") else None
    if contrasted:
        return {"need": contrasted, "category": None}
    if tracker.get_slot("need") and refinements.refines(text, "headcount" in said):
        need = f"{tracker.get_slot('need')}，{refinements.bare(text)}"
        return {"need": need, "category": None} if len(need) <= joining.LONGEST else {}
    name = refinements.bare_name(text) if not tracker.get_slot("contact") else None
    if name:
        return {"contact": name}
    describes = tracker.get_slot("need") and not said and not directions.theme(tracker)
    detail = read_detail(normalise(text)) if describes else ""
    need = f"{tracker.get_slot('need')}，{detail}"
    return {"need": need} if detail and len(need) <= joining.LONGEST else {}
