"""To a person, at once, with everything said so far; outside working hours a call is offered."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot import speech
from bot.actions import asides, erase, left, state
from knowledge.reading.calls import wants_call

STEP = "call_back"


class ActionHandOver(asides.Turn, Action):
    """Marks the conversation for an agent."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_hand_over"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Hand over."""
        return await hand_over(dispatcher, tracker, "utter_hand_over") or []


class ActionCallBack(asides.Turn, Action):
    """Takes the number under which an agent is to call, or the refusal."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_call_back"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Put the conversation on the list; without a number ask for it."""
        if erase.is_wished(tracker):
            return await erase.offer(dispatcher, tracker)
        if state.intent(tracker) in ("deny", "cancel"):
            dispatcher.utter_message(response="utter_call_back_declined")
            return left.take_up(dispatcher, tracker)
        said = state.said_now(tracker).get("phone")
        if not said and state.intent(tracker) != "affirm" and not wants_call(state.text(tracker)):
            if state.intent(tracker) == "talk_to_human":
                return await hand_over(dispatcher, tracker, "utter_hand_over") or []
            dispatcher.utter_message(response=_word(tracker))
            return state.resume(dispatcher, tracker)
        body = {"phone": said or tracker.get_slot("phone")}
        outcome = await state.ask_service(dispatcher, tracker, "call-backs", body)
        if outcome is None:
            return []
        if outcome["phone"]:
            dispatcher.utter_message(response="utter_call_back_noted", phone=outcome["phone"])
            return left.take_up(dispatcher, tracker)
        dispatcher.utter_message(response="utter_ask_call_back_phone")
        return []


def _word(tracker: Tracker) -> str:
    """Return what is said to something that is no answer to the offer of a call."""
    if any(name in state.said_now(tracker) for name in state.FACT_SLOTS):
        return "utter_noted"
    response = f"utter_{state.intent(tracker)}"
    return response if response in speech.responses() else "utter_unclear"


async def hand_over(dispatcher: CollectingDispatcher, tracker: Tracker, response: str) -> list[EventType] | None:
    """Mark the talk and say so by ``response``; what is open waits.

    Outside office hours its ``_closed`` form says so, inside them with nobody at the desk its ``_absent`` form; both
    offer a call.

    :return: The slots to set; ``None`` if the service is down.
    """
    outcome = await state.ask_service(dispatcher, tracker, "handoff")
    if outcome is None:
        return None
    if outcome["opens"]:
        dispatcher.utter_message(response=f"{response}_closed", opens=outcome["opens"], handoff=True)
        return left.keep(tracker, STEP)
    if not outcome.get("staffed", True):
        dispatcher.utter_message(response=f"{response}_absent", handoff=True)
        return left.keep(tracker, STEP)
    dispatcher.utter_message(response=response, handoff=True)
    return left.keep(tracker, None)
