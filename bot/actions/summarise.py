"""Everything known, shown once for a nod."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, joining, number_gone, put_right, state
from bot.actions.need_draft import whole
from bot.actions.submit_need import show_matches
from knowledge import slots
from knowledge.reading import changes

PLAIN = set(state.FACT_SLOTS) - {"need", "category", "urgent", "amount_approx", "headcount_approx", "currency"}


def nods(tracker: Tracker) -> bool:
    """Return whether the message answers the question that came with the summary, and changes nothing in it."""
    changed = set(state.said_now(tracker)) & (set(state.FACT_SLOTS) - {"phone", "contact", "category"})
    return "utter_ask_phone" in state.uttered(tracker) and not changed


def corrects_plainly(tracker: Tracker) -> bool:
    """Return whether the message puts facts right and says nothing else: the rest of the summary is agreed to."""
    said = state.said_now(tracker)
    plain = state.intent(tracker) in ("correct_slot", "provide_info") and "region_ambiguous" not in said
    return plain and not {"need", "needs"} & set(said) and bool(set(said) & PLAIN) and not _asks(state.text(tracker))


def says_fact(tracker: Tracker) -> bool:
    """Return whether the message gives any fact."""
    return any(name in state.said_now(tracker) for name in state.FACT_SLOTS)


def changed_facts(tracker: Tracker) -> str:
    """Return what the message put right, as it stands now."""
    said = {name: value for name, value in state.said_now(tracker).items() if name in state.FACT_SLOTS}
    return "，".join(f"{label}{text}" for label, text in slots.describe(said))


def _asks(text: str) -> bool:
    return any(mark in text for mark in ("？", "?", "吗"))


class ActionSummarise(asides.Turn, Action):
    """Shows the summary and asks for confirmation."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_summarise"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Summarise what is known now; what answers or corrects the summary plainly is matched at once."""
        if tracker.get_slot("step") == "confirm":
            return await self._again(dispatcher, tracker)
        events = state.warn_of_identity(dispatcher, tracker)
        if tracker.get_slot("urgent"):
            dispatcher.utter_message(response="utter_urgent")
        if nods(tracker):
            return [*events, *await submitted(dispatcher, tracker)]
        return [*events, *summarised(dispatcher, tracker)]

    async def _again(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Put what is said at the summary into it; after a "wrong" that names nothing, ask what is."""
        if number_gone.is_wished(tracker):
            return [*await number_gone.drop(dispatcher, tracker), *summarised(dispatcher, tracker)]
        right = put_right.figure(tracker) or put_right.person(tracker)
        told = put_right.need(tracker, right)
        if right:
            right |= told
            tracker.slots.update(right)
            return [*(SlotSet(name, value) for name, value in right.items()), *summarised(dispatcher, tracker)]
        need = changes.corrected_need(state.text(tracker))
        if state.repeats(tracker):
            dispatcher.utter_message(response="utter_repeated")
            state.resume(dispatcher, tracker)
            return []
        if not need and state.intent(tracker) == "correct_slot" and not says_fact(tracker):
            dispatcher.utter_message(response="utter_ask_which_wrong")
            return []
        events = state.warn_of_identity(dispatcher, tracker)
        if told and not need:
            tracker.slots.update(told)
            events += [SlotSet(name, value) for name, value in told.items()]
        if not need and corrects_plainly(tracker):
            dispatcher.utter_message(response="utter_changed", changed=changed_facts(tracker))
            return [*events, *await submitted(dispatcher, tracker)]
        if joining.joins(tracker):
            dispatcher.utter_message(response="utter_joined")
        changed = {"need": need, "category": None} if need else joining.outcome(tracker)
        tracker.slots.update(changed)
        events += [SlotSet(name, value) for name, value in changed.items()]
        return [*events, *summarised(dispatcher, tracker)]


def summarised(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Show everything for a nod."""
    dispatcher.utter_message(response="utter_summary", summary=whole(tracker))
    return [SlotSet("step", "confirm")]


async def submitted(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Have the draft recorded and matched; if the service is down the summary stays open."""
    shown = await show_matches(dispatcher, tracker, tracker.get_slot("draft_key"), state.facts(tracker))
    return [SlotSet("step", "confirm")] if shown is None else shown
