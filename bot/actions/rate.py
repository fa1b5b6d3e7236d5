"""How it was: a score in numbers or words, and what follows a low one."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import say, state
from bot.actions.hand_over import hand_over

STEP = "low_rating"
CALL = re.compile(r"电话|回电|打给|打过来|联系我|回访")


class ActionRate(Action):
    """Records a rating; a low one is apologised for and made up for."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_rate"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Let the service read the score and keep it with its case; then the open question comes back."""
        outcome = await state.ask_service(dispatcher, tracker, "ratings", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if outcome["low"]:
            return await _low(dispatcher, tracker, outcome["score"])
        _answer(dispatcher, outcome)
        if outcome["case_no"] is None or outcome["score"] is not None:
            state.resume(dispatcher, tracker)
        return []


class ActionAfterLow(Action):
    """Records what is wanted after a low score: a call, or nothing; an appeal has its own way."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_after_low"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record the wish; a call needs a number."""
        if state.intent(tracker) in ("deny", "cancel"):
            await state.ask_service(dispatcher, tracker, "low-ratings", {"wish": "nothing"})
            dispatcher.utter_message(response="utter_after_low_nothing")
            return [SlotSet("step", None)]
        phone = state.said_now(tracker).get("phone") or tracker.get_slot("phone")
        called_for = state.intent(tracker) == "affirm" or phone or CALL.search(state.text(tracker))
        if not called_for and state.intent(tracker) != "talk_to_human":
            return await say.ActionSay().run(dispatcher, tracker, domain)
        outcome = await state.ask_service(dispatcher, tracker, "low-ratings", {"wish": "call_back", "phone": phone})
        if outcome is None:
            return []
        if not CALL.search(state.text(tracker)) and state.intent(tracker) == "talk_to_human":
            return await hand_over(dispatcher, tracker, "utter_hand_over") or []
        if outcome["phone"]:
            dispatcher.utter_message(response="utter_call_back_noted", phone=outcome["phone"])
            return [SlotSet("step", None)]
        dispatcher.utter_message(response="utter_ask_call_back_phone")
        return []


async def _low(dispatcher: CollectingDispatcher, tracker: Tracker, score: int) -> list[EventType]:
    """Offer a call or an appeal; where another question is open, the call is arranged without asking."""
    if not tracker.get_slot("step") and not tracker.active_loop.get("name"):
        dispatcher.utter_message(response="utter_rated_low", rating=score)
        return [SlotSet("step", STEP)]
    body = {"wish": "call_back", "phone": tracker.get_slot("phone")}
    if await state.ask_service(dispatcher, tracker, "low-ratings", body) is not None:
        dispatcher.utter_message(response="utter_rated_low_noted", rating=score)
    state.resume(dispatcher, tracker)
    return []


def _answer(dispatcher: CollectingDispatcher, outcome: dict[str, Any]) -> None:
    if outcome["unready"]:
        dispatcher.utter_message(response="utter_rate_too_early", case_no=outcome["case_no"], state=outcome["unready"])
    elif outcome["case_no"] is None:
        dispatcher.utter_message(response="utter_nothing_to_rate")
    elif outcome["score"] is None:
        dispatcher.utter_message(response="utter_ask_rate")
    else:
        dispatcher.utter_message(response="utter_rated", rating=outcome["score"])
