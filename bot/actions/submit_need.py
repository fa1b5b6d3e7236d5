"""The confirmed need is recorded and matched by the service."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import appeal_draft, asides, left, state

ANY = {"title": "都看看", "payload": "都可以"}


class ActionSubmitNeed(asides.Turn, Action):
    """Hands the draft over; the service refuses one that is not complete, so a lost form event records nothing."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_submit_need"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record, match, show; a yes to the word that a person was called is none to the summary."""
        if left.answers_hand_over(tracker):
            left.offer(dispatcher, tracker, "confirm")
            return []
        shown = await show_matches(dispatcher, tracker, tracker.get_slot("draft_key"), state.facts(tracker))
        return [] if shown is None else shown


async def show_matches(
    dispatcher: CollectingDispatcher, tracker: Tracker, draft_key: str, facts: dict[str, Any]
) -> list[EventType] | None:
    """Have a draft recorded and matched and show what was found; ``None`` if the service is down."""
    outcome = await state.ask_service(dispatcher, tracker, "demands", {"draft_key": draft_key, "slots": facts})
    if outcome is None:
        return None
    if outcome.get("options"):
        return ask_which(dispatcher, tracker, outcome)
    return await present(dispatcher, tracker, outcome)


def ask_which(dispatcher: CollectingDispatcher, tracker: Tracker, outcome: dict[str, Any]) -> list[EventType]:
    """Ask the one question whose answer would change the first three."""
    buttons = [{"title": name, "payload": name} for name in outcome["options"]]
    dispatcher.utter_message(response="utter_settle", buttons=[*buttons, ANY])
    return [SlotSet("step", "settle"), *_recorded(tracker, outcome["case_no"])]


async def present(dispatcher: CollectingDispatcher, tracker: Tracker, outcome: dict[str, Any]) -> list[EventType]:
    """Show what was found, or say that nothing was; first what was asked for by its name and is over."""
    case_no = outcome["case_no"]
    for told in outcome.get("ended", []):
        dispatcher.utter_message(response="utter_policy_ended", told=told)
    if not outcome["items"]:
        dispatcher.utter_message(response="utter_no_match", case_no=case_no, case_nos=[case_no])
        return [*_recorded(tracker, case_no), *await next_need(dispatcher, tracker)]
    relaxed, place = "、".join(outcome["relaxed"]), outcome.get("elsewhere_than")
    if place:
        dispatcher.utter_message(response="utter_matches_elsewhere", place=place, items=outcome["items"])
    else:
        response = "utter_matches_relaxed" if relaxed else "utter_matches"
        dispatcher.utter_message(response=response, relaxed=relaxed, items=outcome["items"])
    return [SlotSet("step", "choose"), *_recorded(tracker, case_no)]


def _recorded(tracker: Tracker, case_no: str) -> list[EventType]:
    """Keep the number of a need; an appeal is no longer the case that was recorded last."""
    return [SlotSet("case_no", case_no), *([SlotSet("appeal_no", None)] if tracker.get_slot("appeal_no") else [])]


class ActionSettle(asides.Turn, Action):
    """Takes the answer to the question that would change the first three, whatever it is, and shows the list."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_settle"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Match again where the answer names one; never ask twice, but for a yes to the word of a person."""
        if state.intent(tracker) == "affirm" and left.answers_hand_over(tracker):
            left.offer(dispatcher, tracker, "settle")
            return []
        body = {"case_no": tracker.get_slot("case_no"), "text": state.text(tracker)}
        outcome = await state.ask_service(dispatcher, tracker, "settlements", body)
        return [] if outcome is None else await present(dispatcher, tracker, outcome)


async def next_need(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Go on with the next need of the message, under the same who and where.

    If none is left the need is forgotten, and an appeal that was left before it comes back.
    """
    waiting = list(tracker.get_slot("more_needs") or [])
    if not waiting:
        return [*state.forget_need(), *appeal_draft.take_up(dispatcher, tracker)]
    own, rest = waiting[0], waiting[1:]
    draft_key = f"{tracker.get_slot('draft_key')}+"
    person = {name: tracker.get_slot(name) for name in state.PERSON_SLOTS if tracker.get_slot(name)}
    tracker.slots.update({"more_needs": rest, "draft_key": draft_key})
    dispatcher.utter_message(response="utter_next_need", need=own["need"])
    shown = await show_matches(dispatcher, tracker, draft_key, {**person, **own})
    events = [SlotSet(name, own.get(name)) for name in state.NEED_SLOTS]
    return [*events, SlotSet("more_needs", rest), SlotSet("draft_key", draft_key), *(shown or [])]
