"""What is said in passing gets its answer; then the open question comes back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import speech
from bot.actions import erase, second_thoughts, state
from bot.actions.hand_over import hand_over
from knowledge.reading.personal_matters import read_personal

LOST = 3  # messages in a row that were not understood: options were offered twice, now a person helps
LIKELIEST = 3  # readings offered beside a person
HUMAN = "utter_option_talk_to_human"


class ActionSay(Action):
    """Answers with the response named after the intent, else asks for other words, and at last for a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_say"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer and resume; the wish to be deleted, or to take a cancellation back, may be put in whatever words."""
        if erase.is_wished(tracker):
            return await erase.offer(dispatcher, tracker)
        if second_thoughts.has(tracker):
            return await second_thoughts.resume(dispatcher, tracker)
        return await self._say(dispatcher, tracker)

    async def _say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        response = f"utter_{state.intent(tracker)}"
        if state.intent(tracker) != "unclear" and response in speech.responses():
            return _answer(dispatcher, tracker, response)
        unclear = state.unclear_in_a_row(tracker)
        if unclear >= LOST:
            handed_over = await hand_over(dispatcher, tracker, "utter_lost")
            if handed_over is not None:
                return [] if tracker.active_loop.get("name") else handed_over
        response = "utter_unclear_again" if unclear == LOST - 1 else "utter_unclear"
        dispatcher.utter_message(response=response, buttons=options(tracker))
        return state.resume(dispatcher, tracker)


def options(tracker: Tracker) -> list[dict[str, str]]:
    """Return what an unclear message may have meant, likeliest first, and a person last."""
    ranking = [f"utter_option_{one['name']}" for one in tracker.latest_message.get("intent_ranking") or []]
    usual = ["utter_option_submit_need", "utter_option_ask_policy"]
    likely = dict.fromkeys([*ranking[:1], usual[0], *ranking[1:], *usual])
    told = speech.responses()
    known = [name for name in likely if name in told and name != HUMAN]
    return [dict(told[name][0]["buttons"][0]) for name in [*known[:LIKELIEST], HUMAN]]


def _answer(dispatcher: CollectingDispatcher, tracker: Tracker, response: str) -> list[EventType]:
    """Answer; an appeal that turns out to be a person's own matter ends before anything of it is kept."""
    matter = read_personal(state.text(tracker)) if state.intent(tracker) == "out_of_scope" else None
    if matter is None:
        dispatcher.utter_message(response=response)
        return state.resume(dispatcher, tracker)
    dispatcher.utter_message(response="utter_elsewhere", where=matter.where)
    if tracker.active_loop.get("name") == "appeal_form" and not tracker.get_slot("appeal_detail"):
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("appeal_draft_key", None)]
    return state.resume(dispatcher, tracker)
