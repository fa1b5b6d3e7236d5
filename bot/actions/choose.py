"""One or more offers are chosen, none is, or others are wanted."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import second_thoughts, state
from bot.actions.cancel import withdraw
from bot.actions.submit_need import next_need
from knowledge.reading import changes, choices


class ActionChoose(Action):
    """Records what was chosen and gives the case number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_choose"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Let the service read the choice among what it showed."""
        case_no = tracker.get_slot("case_no")
        body = {"case_no": case_no, "text": state.text(tracker)}
        outcome = await state.ask_service(dispatcher, tracker, "choices", body)
        if outcome is None:
            return []
        if not outcome["chosen"]:
            dispatcher.utter_message(response="utter_which_choice")
            return []
        chosen = "、".join(outcome["chosen"])
        dispatcher.utter_message(response="utter_chosen", case_no=case_no, chosen=chosen, case_nos=[case_no])
        return await next_need(dispatcher, tracker)


class ActionChooseNone(Action):
    """Accepts that nothing fits; the need stays recorded."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_choose_none"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record the rejection and give the case number; who takes the matter itself back has it cancelled.

        Who only finds them not so good has refused nothing yet, and is asked what to do.
        """
        case_no = tracker.get_slot("case_no")
        if choices.dislikes(state.text(tracker)):
            dispatcher.utter_message(response="utter_not_so_good")
            return []
        if state.intent(tracker) == "cancel" and changes.withdraws(state.text(tracker)):
            done = await withdraw(dispatcher, tracker, case_no)
            follows = await next_need(dispatcher, tracker) if done else []
            return [*follows, *(second_thoughts.withdrawn(case_no) if done else [])]
        outcome = await state.ask_service(dispatcher, tracker, "rejections", {"case_no": case_no})
        if outcome is None:
            return []
        dispatcher.utter_message(response="utter_chosen_none", case_no=case_no, case_nos=[case_no])
        return await next_need(dispatcher, tracker)


class ActionMoreResults(Action):
    """Shows the next ones."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_more_results"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service for candidates not shown yet, or for those that a wish leaves."""
        said = {name: value for name, value in state.said_now(tracker).items() if name == "region"}
        body = {"case_no": tracker.get_slot("case_no"), "text": state.text(tracker), "slots": said}
        outcome = await state.ask_service(dispatcher, tracker, "more", body)
        if outcome is None:
            return []
        wish = outcome.get("wish")
        if not outcome["items"]:
            dispatcher.utter_message(response="utter_none_such" if wish else "utter_no_more", wish=wish or "")
        elif wish:
            dispatcher.utter_message(response="utter_narrowed", wish=wish, items=outcome["items"])
        else:
            dispatcher.utter_message(response="utter_more", items=outcome["items"])
        return []
