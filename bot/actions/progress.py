"""Where the cases of this talk stand."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, choose, overriding, state
from knowledge.reading.shown import wants_other

URGES = re.compile(r"催|怎么还|还没|快点|抓紧|一直没|没人(?:联系|理|管)|太慢")

UPSET = re.compile(r"屁|骗|坑|去年|半年|几个月|没人管|到现在|说法|好意思|敷衍|推来推去|踢皮球|白跑|气死")


class ActionProgress(asides.Turn, Action):
    """Tells the true state of the cases of this talk, what happens next and who has them."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_progress"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service; nothing is invented, and a number nobody knows is said to be unknown."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        return [*state.warn_of_identity(dispatcher, tracker), *await self._told(dispatcher, tracker)]

    async def _told(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if _wants_another(tracker):
            other = await choose.again(dispatcher, tracker)
            if other is not None:
                return other
        outcome = await state.ask_service(dispatcher, tracker, "progress", {"text": state.text(tracker)})
        if outcome is None:
            return []
        if outcome["lines"]:
            dispatcher.utter_message(response="utter_progress", progress="\n".join(outcome["lines"]))
        if outcome["unknown"]:
            dispatcher.utter_message(response="utter_progress_wrong_number", numbers="、".join(outcome["unknown"]))
        if not outcome["lines"] and not outcome["unknown"]:
            _unknown(dispatcher, tracker, outcome.get("bound"))
        if outcome["lines"] and URGES.search(state.text(tracker)):
            dispatcher.utter_message(response="utter_progress_urged")
        return state.resume(dispatcher, tracker)


def _wants_another(tracker: Tracker) -> bool:
    """Return whether, beside asking how it stands, another institution is wanted in place of the one chosen."""
    is_open = tracker.get_slot("step") or tracker.active_loop.get("name")
    return bool(tracker.get_slot("case_no")) and not is_open and wants_other(state.text(tracker))


def _unknown(dispatcher: CollectingDispatcher, tracker: Tracker, bound: str | None) -> None:
    """Say that nothing is recorded, and the way on: with a number bound, told alone, in anger, or none of it."""
    if bound:
        dispatcher.utter_message(response="utter_progress_unknown_bound", bound=bound)
    elif "phone" in state.said_now(tracker):
        dispatcher.utter_message(response="utter_progress_by_phone")
    elif UPSET.search(state.text(tracker)):
        dispatcher.utter_message(response="utter_progress_unknown_upset")
    else:
        dispatcher.utter_message(response="utter_progress_unknown")
