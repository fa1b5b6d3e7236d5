"""Whoever wants to be deleted is told what that takes, is asked once, and is deleted only after a plain yes."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import speech
from bot.actions import asides, left, state
from knowledge.reading.erasure import confirms_erasure, wishes_erasure

STEP = "erase"
DECLINING = ("deny", "cancel")
KEEPS = re.compile(r"[不别甭]|算了|留着")


def is_wished(tracker: Tracker) -> bool:
    """Return whether the message wants its author's data deleted."""
    return wishes_erasure(state.text(tracker))


async def offer(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Say what a deletion takes and ask whether it is meant; what stands open waits."""
    outcome = await state.ask_service(dispatcher, tracker, "erasure-outlook")
    if outcome is None:
        return []
    under_way, waiting = "、".join(outcome["under_way"]), "、".join(outcome["open"])
    if under_way:
        dispatcher.utter_message(response="utter_erase_under_way", numbers=under_way)
    elif waiting:
        dispatcher.utter_message(response="utter_erase_open", numbers=waiting)
    else:
        dispatcher.utter_message(response="utter_erase")
    in_form = [ActiveLoop(None), SlotSet("requested_slot", None)] if tracker.active_loop.get("name") else []
    return [*in_form, *left.keep(tracker, STEP)]


class ActionErase(asides.Turn, Action):
    """Takes the answer to the question whether to delete."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_erase"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Delete after a plain yes; a no keeps everything, and anything else is answered and asked once more."""
        if confirms_erasure(state.text(tracker)):
            return await _erased(dispatcher, tracker)
        wishes_again = is_wished(tracker) and not KEEPS.search(state.text(tracker))
        if state.intent(tracker) in DECLINING and not wishes_again:
            dispatcher.utter_message(response="utter_erase_kept")
            return left.take_up(dispatcher, tracker)
        response = f"utter_{state.intent(tracker)}"
        answered = response in speech.responses() and state.intent(tracker) not in ("affirm", "unclear")
        if answered and not is_wished(tracker):
            dispatcher.utter_message(response=response)
        return _asked_again(dispatcher, tracker)


async def _erased(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Have it done; if the service is down the question stays open."""
    outcome = await state.ask_service(dispatcher, tracker, "erasures")
    if outcome is None:
        return []
    dispatcher.utter_message(response="utter_erased")
    return [*state.forget_need(), *([SlotSet("left_at", None)] if tracker.get_slot("left_at") else [])]


def _asked_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Ask once more; the second time nothing is deleted and the talk goes on where it stood."""
    if not state.was_resumed(tracker):
        return state.resume(dispatcher, tracker)
    dispatcher.utter_message(response="utter_erase_kept")
    return left.take_up(dispatcher, tracker)
