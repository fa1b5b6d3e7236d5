"""Where the cases of this talk stand."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, choose, overriding, standing, state
from knowledge.reading.shown import wants_other


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
        is_told = await standing.told(dispatcher, tracker, state.text(tracker))
        return state.resume(dispatcher, tracker) if is_told else []


def _wants_another(tracker: Tracker) -> bool:
    """Return whether, beside asking how it stands, another institution is wanted in place of the one chosen."""
    is_open = tracker.get_slot("step") or tracker.active_loop.get("name")
    return bool(tracker.get_slot("case_no")) and not is_open and wants_other(state.text(tracker))
