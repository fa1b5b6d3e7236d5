"""A recorded demand is corrected."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, overriding, put_right, state
from bot.actions.need_draft import summary
from knowledge.reading import changes


class ActionCorrect(asides.Turn, Action):
    """Changes what the message names on the newest demand of this talk."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_correct"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the new values to the service, show the demand as it is now, and what that changes."""
        heard = await overriding.heard(dispatcher, tracker)
        return await self._correct(dispatcher, tracker) if heard is None else heard

    async def _correct(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = {name: value for name, value in state.said_now(tracker).items() if name in state.FACT_SLOTS}
        said |= put_right.figure(tracker)
        need = changes.corrected_need(state.text(tracker))
        if need:
            said["need"] = need
        case_no = tracker.get_slot("case_no")
        if not said and case_no and state.intent(tracker) == "provide_info":
            return await _remarked(dispatcher, tracker, case_no)
        if not said or not case_no:
            dispatcher.utter_message(response="utter_nothing_corrected")
            return state.resume(dispatcher, tracker)
        outcome = await state.ask_service(dispatcher, tracker, "corrections", {"case_no": case_no, "slots": said})
        if outcome is None:
            return []
        dispatcher.utter_message(response="utter_corrected", case_no=case_no, summary=summary(outcome["slots"]))
        return tell_what_changes(dispatcher, tracker, outcome)


def tell_what_changes(dispatcher: CollectingDispatcher, tracker: Tracker, outcome: dict[str, Any]) -> list[EventType]:
    """Show what is found now; say whether what was chosen before stands."""
    chosen = "、".join(outcome["chosen"])
    if not outcome["items"]:
        if chosen and tracker.get_slot("step") != "choose":
            dispatcher.utter_message(response="utter_choice_stands", chosen=chosen)
        return state.resume(dispatcher, tracker)
    unfit = "、".join(outcome["unfit"])
    response = "utter_choice_unfit" if unfit else "utter_rematched"
    dispatcher.utter_message(response=response, unfit=unfit, items=outcome["items"])
    return [SlotSet("step", "choose")]


async def _remarked(dispatcher: CollectingDispatcher, tracker: Tracker, case_no: str) -> list[EventType]:
    """Keep what is told beside the list with the demand, for whoever handles it."""
    body = {"case_no": case_no, "text": state.text(tracker)}
    outcome = await state.ask_service(dispatcher, tracker, "remarks", body)
    if outcome is None:
        return []
    if outcome["kept"]:
        dispatcher.utter_message(response="utter_remark_kept", case_no=case_no)
    return state.resume(dispatcher, tracker)
