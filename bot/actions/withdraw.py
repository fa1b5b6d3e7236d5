"""An appeal that was recorded is taken back."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import second_thoughts, state
from knowledge.reading import case_numbers

WORDS = re.compile(r"诉求|投诉|举报|反映")


def names_appeal(text: str, is_open: bool) -> bool:
    """Return whether a recorded appeal is meant: by its number, or in words where nothing is being taken down."""
    return any(number.startswith("SQ") for number in case_numbers.find(text)) or (
        not is_open and bool(WORDS.search(text))
    )


async def withdraw_appeal(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Take back the appeal that is meant and say what became of it; ``None`` if there is none to speak of."""
    outcome = await state.ask_service(dispatcher, tracker, "appeal-withdrawals", {"text": state.text(tracker)})
    if outcome is None:
        return []
    if outcome["case_no"] is None:
        return None
    response = "utter_appeal_withdrawn" if outcome["withdrawn"] else "utter_appeal_not_withdrawn"
    dispatcher.utter_message(response=response, case_no=outcome["case_no"], state=outcome["state"])
    return second_thoughts.withdrawn(outcome["case_no"]) if outcome["withdrawn"] else []
