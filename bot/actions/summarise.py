"""Everything known, shown once for a nod."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state
from knowledge import slots


def summary(values: dict[str, Any]) -> str:
    """Return one line a fact."""
    return "\n".join(f"{label}：{text}" for label, text in slots.describe(values))


def first_of_several(tracker: Tracker) -> list[EventType]:
    """Put the first of several needs in place of the whole message; the form would have written over it earlier."""
    needs = list(tracker.get_slot("more_needs") or [])
    if not needs:
        return []
    own = {name: needs[0].get(name) for name in state.NEED_SLOTS}
    tracker.slots.update({**own, "more_needs": needs[1:]})
    return [SlotSet(name, value) for name, value in own.items()] + [SlotSet("more_needs", needs[1:])]


def more(needs: list[dict[str, Any]]) -> str:
    """Return one line for each further need of the message, with its own facts."""
    lines = ["，".join(text for _, text in slots.describe(need)) for need in needs]
    return "".join(f"\n第{number}件：{line}" for number, line in enumerate(lines, 2))


class ActionSummarise(Action):
    """Shows the summary and asks for confirmation."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_summarise"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Summarise what is known now; after a "wrong" that names nothing, ask what is."""
        if tracker.get_slot("step") == "confirm" and state.intent(tracker) == "correct_slot":
            if not any(name in state.said_now(tracker) for name in state.FACT_SLOTS):
                dispatcher.utter_message(response="utter_ask_which_wrong")
                return []
        events = first_of_several(tracker) if tracker.get_slot("step") is None else []
        if tracker.get_slot("step") is None and tracker.get_slot("urgent"):
            dispatcher.utter_message(response="utter_urgent")
        text = summary(state.facts(tracker)) + more(tracker.get_slot("more_needs") or [])
        dispatcher.utter_message(response="utter_summary", summary=text)
        return [*events, SlotSet("step", "confirm")]
