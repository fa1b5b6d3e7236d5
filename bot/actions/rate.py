"""How it was: a score in numbers or words, and what follows a low one."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, correct, overriding, say, state
from bot.actions.hand_over import hand_over
from knowledge.reading.calls import wants_call

STEP = "low_rating"


class ActionRate(asides.Turn, Action):
    """Records a rating; a low one is apologised for and made up for."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_rate"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Let the service read the score and keep it with its case; then the open question comes back."""
        outcome = await state.ask_service(dispatcher, tracker, "ratings", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if outcome["low"]:
            return await _low(dispatcher, tracker, outcome["score"])
        _answer(dispatcher, outcome)
        if outcome["case_no"] is None or outcome["score"] is not None:
            return state.resume(dispatcher, tracker)
        return []


class ActionAfterLow(asides.Turn, Action):
    """Records what is wanted after a low score: a call, or nothing; an appeal has its own way."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_after_low"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record the wish; a call needs a number, and a yes, a number or words for it just now."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        if state.intent(tracker) in ("deny", "cancel"):
            await state.ask_service(dispatcher, tracker, "low-ratings", {"wish": "nothing"})
            dispatcher.utter_message(response="utter_after_low_nothing")
            return [SlotSet("step", None)]
        said, is_human = state.said_now(tracker), state.intent(tracker) == "talk_to_human"
        called_for = state.intent(tracker) == "affirm" or "phone" in said or wants_call(state.text(tracker))
        if not called_for and not is_human:
            return await _beside(dispatcher, tracker, domain)
        phone = said.get("phone") or tracker.get_slot("phone")
        outcome = await state.ask_service(dispatcher, tracker, "low-ratings", {"wish": "call_back", "phone": phone})
        if outcome is None:
            return []
        if is_human and not wants_call(state.text(tracker)):
            return await hand_over(dispatcher, tracker, "utter_hand_over") or []
        if outcome["phone"]:
            dispatcher.utter_message(response="utter_call_back_noted", phone=outcome["phone"])
            return [SlotSet("step", None)]
        dispatcher.utter_message(response="utter_ask_call_back_phone")
        return []


async def _beside(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
    """Answer what is neither of the offers: facts are kept, a correction is made; the offer is made once more."""
    if state.intent(tracker) == "correct_slot":
        return await correct.ActionCorrect().run(dispatcher, tracker, domain)
    if any(name in state.said_now(tracker) for name in state.FACT_SLOTS) and state.intent(tracker) == "provide_info":
        dispatcher.utter_message(response="utter_noted")
        return state.resume(dispatcher, tracker)
    return await say.ActionSay().run(dispatcher, tracker, domain)


async def _low(dispatcher: CollectingDispatcher, tracker: Tracker, score: int) -> list[EventType]:
    """Offer a call or an appeal; where another question is open, the call is arranged without asking."""
    if tracker.get_slot("step") in (None, STEP) and not tracker.active_loop.get("name"):
        dispatcher.utter_message(response="utter_rated_low", rating=score)
        return [SlotSet("step", STEP)]
    body = {"wish": "call_back", "phone": tracker.get_slot("phone")}
    if await state.ask_service(dispatcher, tracker, "low-ratings", body) is not None:
        dispatcher.utter_message(response="utter_rated_low_noted", rating=score)
    return state.resume(dispatcher, tracker)


def _answer(dispatcher: CollectingDispatcher, outcome: dict[str, Any]) -> None:
    if outcome["unready"]:
        dispatcher.utter_message(response="utter_rate_too_early", case_no=outcome["case_no"], state=outcome["unready"])
    elif outcome["case_no"] is None:
        dispatcher.utter_message(response="utter_nothing_to_rate")
    elif outcome["score"] is None:
        dispatcher.utter_message(response="utter_ask_rate")
    else:
        dispatcher.utter_message(response="utter_rated", rating=outcome["score"])
