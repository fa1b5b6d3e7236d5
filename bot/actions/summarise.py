"""Everything known, shown once for a nod."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import joining, state
from bot.actions.submit_need import show_matches
from knowledge import slots
from knowledge.reading import changes
from knowledge.reading.need import gist


def summary(values: dict[str, Any]) -> str:
    """Return one line a fact, a long need in short."""
    return "\n".join(f"{label}：{text}" for label, text in slots.describe(shortened(values)))


def shortened(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the need told in at most a line; the whole of it is what is matched."""
    return {**values, "need": gist(str(values["need"]))} if values.get("need") else values


def more(needs: list[dict[str, Any]]) -> str:
    """Return one line for each further need of the message, with its own facts."""
    lines = ["，".join(text for _, text in slots.describe(shortened(need))) for need in needs]
    return "".join(f"\n第{number}件：{line}" for number, line in enumerate(lines, 2))


def whole(tracker: Tracker) -> str:
    """Return all that is known, the further needs included, one line each."""
    return summary(state.facts(tracker)) + more(tracker.get_slot("more_needs") or [])


def nods(tracker: Tracker) -> bool:
    """Return whether the message answers the question that came with the summary, and changes nothing in it."""
    changed = set(state.said_now(tracker)) & (set(state.FACT_SLOTS) - {"phone", "contact", "category"})
    return "utter_ask_phone" in state.uttered(tracker) and not changed


class ActionSummarise(Action):
    """Shows the summary and asks for confirmation."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_summarise"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Summarise what is known now; after a "wrong" that names nothing, ask what is."""
        is_open = tracker.get_slot("step") == "confirm"
        if is_open and state.repeats(tracker):
            dispatcher.utter_message(response="utter_repeated")
            state.resume(dispatcher, tracker)
            return []
        need = changes.corrected_need(state.text(tracker)) if is_open else None
        if is_open and not need and state.intent(tracker) == "correct_slot":
            if not any(name in state.said_now(tracker) for name in state.FACT_SLOTS):
                dispatcher.utter_message(response="utter_ask_which_wrong")
                return []
        changed = {"need": need, "category": None} if need else joining.outcome(tracker) if is_open else {}
        events: list[EventType] = [SlotSet(name, value) for name, value in changed.items()]
        if is_open and joining.joins(tracker):
            dispatcher.utter_message(response="utter_joined")
        tracker.slots.update(changed)
        events += state.warn_of_identity(dispatcher, tracker)
        if not is_open and tracker.get_slot("urgent"):
            dispatcher.utter_message(response="utter_urgent")
        if not is_open and nods(tracker):
            return [
                *events,
                *(await show_matches(dispatcher, tracker, tracker.get_slot("draft_key"), state.facts(tracker)) or []),
            ]
        text = summary(state.facts(tracker)) + more(tracker.get_slot("more_needs") or [])
        dispatcher.utter_message(response="utter_summary", summary=text)
        return [*events, SlotSet("step", "confirm")]
