"""Where the nearest window is, with its telephone and hours; where the place is unknown it is asked."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state

PLACE = "utter_about_place"
WINDOW = "utter_window_at"
SHORT = 10  # characters
ASKS_ON = re.compile(r"电话|号码|几点|地址|周[一二三四五六日末]|星期|开门|上班|怎么[走去]")


async def told(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Tell the window of the place that is said or known, and come back to what stands open."""
    return state.resume(dispatcher, tracker) if await tell(dispatcher, tracker) else []


async def tell(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Tell the window, or ask for the place; False if the service is down."""
    region = state.said_now(tracker).get("region") or tracker.get_slot("region")
    outcome = await state.ask_service(dispatcher, tracker, "window", {"region": region}) if region else {"name": None}
    if outcome is None:
        return False
    if outcome["name"]:
        dispatcher.utter_message(response=WINDOW, **outcome)
    else:
        dispatcher.utter_message(response=PLACE)
    return True


def answers(tracker: Tracker) -> bool:
    """Return whether the message only says where, after whoever asks for a window was asked that."""
    said = set(state.said_now(tracker)) & set(state.FACT_SLOTS)
    return state.last_uttered(tracker) == PLACE and said == {"region"}


def is_owed(tracker: Tracker) -> bool:
    """Return whether the message says where, beside something else or in a form, after a window was asked for."""
    turns, told = 0, False
    for event in reversed(tracker.events):
        turns += event.get("event") == "user"
        if turns > 1:
            break
        told |= turns == 1 and (event.get("metadata") or {}).get("utter_action") == PLACE
    return told and not answers(tracker) and bool(state.said_now(tracker).get("region"))


def asks_on(tracker: Tracker) -> bool:
    """Return whether a short question after a window was told is still about it (电话多少, 周六开门不)."""
    text = state.text(tracker)
    return state.last_uttered(tracker) == WINDOW and len(text) <= SHORT and bool(ASKS_ON.search(text))


async def instead_of_form(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Tell it where a form would open next."""
    return [*await told(dispatcher, tracker), FollowupAction("action_listen")]
