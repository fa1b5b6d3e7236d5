"""The enterprise drops its need, before or after it was recorded."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import appeal_draft, asides, interrupted, overriding, second_thoughts, state
from bot.actions.submit_need import next_need
from bot.actions.withdraw import names_appeal, withdraw_appeal
from knowledge.reading import case_numbers


class ActionCancel(asides.Turn, Action):
    """Stops at once and says what was undone."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_cancel"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Cancel, unless the words take a cancellation back, or are meant for all that is kept of the enterprise."""
        heard = await overriding.heard(dispatcher, tracker)
        return await self._cancel(dispatcher, tracker) if heard is None else heard

    async def _cancel(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Forget the open need; without one, withdraw the recorded one that was named or comes last.

        Where the kind was asked, the need is recorded already: it stays, nothing of it is chosen, and that is said.
        """
        open_need = bool(tracker.get_slot("draft_key") or tracker.get_slot("appeal_draft_key"))
        named = [number for number in case_numbers.find(state.text(tracker)) if number.startswith("XQ")]
        came_last = bool(tracker.get_slot("appeal_no")) and not open_need and not named
        if came_last or names_appeal(state.text(tracker), open_need):
            withdrawn = await withdraw_appeal(dispatcher, tracker)
            if withdrawn is not None:
                return [*withdrawn, *([SlotSet("appeal_no", None)] if came_last else [])]
        asked_of = tracker.get_slot("case_no") if tracker.get_slot("step") == "settle" else None
        case_no = named[0] if named else tracker.get_slot("case_no")
        if case_no and (named or not open_need):
            done = await withdraw(dispatcher, tracker, case_no)
            follows = await next_need(dispatcher, tracker) if done and case_no == asked_of else []
            return [*follows, *(second_thoughts.withdrawn(case_no) if done else [])]
        if tracker.get_slot("appeal_draft_key") and tracker.get_slot("interrupted"):
            return drop_appeal(dispatcher, tracker)
        if asked_of:
            dispatcher.utter_message(response="utter_settle_dropped", case_no=asked_of, case_nos=[asked_of])
            return await next_need(dispatcher, tracker)
        dispatcher.utter_message(response="utter_cancelled" if open_need else "utter_nothing_to_cancel")
        waiting = appeal_draft.take_up(dispatcher, tracker)
        return [
            *second_thoughts.dropped(tracker),
            *state.forget_need(),
            *(waiting or [SlotSet("appeal_draft_key", None), SlotSet("left_at", None)]),
        ]


def drop_appeal(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Drop the appeal alone; the need that it interrupted, or that came up beside it, goes on."""
    dispatcher.utter_message(response="utter_appeal_dropped")
    left = [ActiveLoop(None), SlotSet("requested_slot", None)] if tracker.active_loop.get("name") else []
    forgotten = appeal_draft.forgotten(tracker)
    state.apply(tracker, forgotten)
    return [*left, *forgotten, *interrupted.take_up(dispatcher, tracker)]


async def withdraw(dispatcher: CollectingDispatcher, tracker: Tracker, case_no: str) -> bool:
    """Have a recorded demand cancelled and say so; False if it was not."""
    outcome = await state.ask_service(dispatcher, tracker, "withdrawals", {"case_no": case_no})
    if outcome is None:
        return False
    done = bool(outcome["withdrawn"])
    dispatcher.utter_message(response="utter_withdrawn" if done else "utter_not_withdrawn", case_no=case_no)
    return done
