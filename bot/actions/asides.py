"""What is asked beside a message is answered first, each question as if it had been asked alone."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import about, answering, place, standing, state
from knowledge.reading import bare_questions
from knowledge.reading.about_platform import asks_price

SLOT = "answered_beside"
MOST = 3  # questions answered in one turn; the others are named, to be asked one by one


class Turn:
    """An action that a message may lead to first: it comes to its own work once what was asked beside is answered."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer, then act."""
        answers = await answered(dispatcher, tracker)
        return [*answers, *await self.act(dispatcher, tracker, domain)]

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Do what the rest of the message asks for."""


async def answered(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Answer what the latest message asks beside, once a turn; what is more than can be answered is named.

    A window that was asked for where the place was not known is told once it is.
    """
    asked = state.said_now(tracker).get("asides") or []
    key, owes_window = tracker.latest_message.get("message_id"), place.is_owed(tracker)
    if not (asked or owes_window) or tracker.get_slot(SLOT) == key:
        return []
    events: list[EventType] = []
    if owes_window and not await place.tell(dispatcher, tracker):
        return []
    for one in asked[:MOST]:
        told = await _told(dispatcher, tracker, one)
        if told is None:
            return events
        state.apply(tracker, told)
        events += told
    if left := asked[MOST:]:
        dispatcher.utter_message(response="utter_asides_left", questions="、".join(f"“{one['text']}”" for one in left))
    tracker.slots[SLOT] = key
    return [*events, SlotSet(SLOT, key)]


async def _told(dispatcher: CollectingDispatcher, tracker: Tracker, asked: Mapping[str, Any]) -> list[EventType] | None:
    """Answer one question; ``None`` if the service is down."""
    question, intent, of = str(asked["text"]), asked["intent"], asked.get("of")
    if asks_price(question) or (of and bare_questions.kind(question) == bare_questions.PRICE):
        dispatcher.utter_message(response="utter_about_price")
        return []
    if intent == "check_progress":
        return [] if await standing.told(dispatcher, tracker, question) else None
    if intent != "ask_bot":
        return await answering.told(dispatcher, tracker, question, beside=True, of=of)
    response = about.response(question)
    if response == place.PLACE:
        return [] if await place.tell(dispatcher, tracker) else None
    dispatcher.utter_message(response=response, **about.figures().get(response, {}))
    return []
