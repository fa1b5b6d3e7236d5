"""A wish that names nothing to be arranged gets directions to choose from, once; then a person's look at the firm."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state
from knowledge.reading import directions
from knowledge.reading.directions import Theme
from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise

ASKED = "utter_ask_direction_"
LAMENTED_AS = ("chitchat", "unclear", "out_of_scope", "provide_info")  # what is told without a wish is taken for


def theme(tracker: Tracker) -> Theme | None:
    """Return what the latest message is about, if it wishes or laments without naming anything."""
    text = normalise(state.text(tracker))
    return directions.read_theme(text, read_facts(text, state.today(tracker)).spans)


def offer(dispatcher: CollectingDispatcher, about: Theme) -> None:
    """Put one short question with the directions as its options."""
    buttons = [{"title": one.title, "payload": one.need} for one in about.options]
    dispatcher.utter_message(response=f"{ASKED}{about.name}", buttons=buttons)


def lamented(tracker: Tracker) -> Theme | None:
    """Return what is lamented in passing (生意难做啊), nothing else being open; None if it was offered just before."""
    is_open = tracker.active_loop.get("name") or tracker.get_slot("step")
    if is_open or state.intent(tracker) not in LAMENTED_AS or state.last_uttered(tracker).startswith(ASKED):
        return None
    return theme(tracker)


def to_diagnosis(tracker: Tracker) -> bool:
    """Return whether the latest message left it open once more, so that a person is to look at the firm."""
    return state.said_now(tracker).get("need") == directions.DIAGNOSIS
