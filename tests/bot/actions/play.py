"""A tracker by hand, a service that answers by rote, and one action played against both."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import speech
from bot.api_client import ServiceError

FOLDER = Path(__file__).resolve().parents[3] / "bot" / "domain"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CASE = "XQ2026050001"
TALK = "c-1"

FORGOTTEN = [
    SlotSet("need", None),
    SlotSet("category", None),
    SlotSet("amount_cny", None),
    SlotSet("amount_approx", None),
    SlotSet("amount", None),
    SlotSet("currency", None),
    SlotSet("revenue_cny", None),
    SlotSet("headcount", None),
    SlotSet("headcount_approx", None),
    SlotSet("deadline", None),
    SlotSet("urgent", None),
    SlotSet("contact_refused", None),
    SlotSet("region_refused", None),
    SlotSet("region_ambiguous", None),
    SlotSet("step", None),
    SlotSet("draft_key", None),
    SlotSet("more_needs", None),
    SlotSet("interrupted", None),
]


class FakeService:
    """Answers by the route's name; a status in place of an answer is a failure; keeps what it was asked."""

    def __init__(self, answers: Mapping[str, Any], failing_with: int | None) -> None:
        self.answers, self.failing_with = dict(answers), failing_with
        self.asked: list[tuple[str, str, dict[str, Any] | None]] = []

    async def call(self, conversation_id: str, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        self.asked.append((conversation_id, what, body))
        if self.failing_with is not None:
            raise ServiceError(self.failing_with, "down")
        return self.answers[what]  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def domain() -> Domain:
    return Domain.load(str(FOLDER))


def tracker(
    text: str = "",
    intent: str | None = None,
    said: Mapping[str, Any] | None = None,
    message_id: str = "m-1",
    loop: str | None = None,
    set_last: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    said_before: str | None = None,
    **slots: Any,
) -> Tracker:
    """Return a tracker whose latest message says ``said``; ``set_last`` are slots that the form just filled.

    :param before: The slots as they stood before the message.
    :param said_before: The enterprise's message before the latest.
    """
    message = {
        "text": text,
        "message_id": message_id,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [{"entity": name, "value": value} for name, value in (said or {}).items()],
    }
    events = [{"event": "user", "text": said_before}] if said_before else []
    events += [_slot(name, value) for name, value in (before or {}).items()]
    events += [{"event": "user", "text": text}] if before or said_before else []
    events += [_slot(name, value) for name, value in (set_last or {}).items()]
    loop_state = {"name": loop} if loop else {}
    now = {**(before or {}), **slots, **(set_last or {})}
    return Tracker(TALK, now, message, events, False, None, loop_state, "action_listen")


def _slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def play(action: Action, before: Tracker) -> tuple[list[EventType], list[dict[str, Any]]]:
    """Run the action and return its events and its messages, each message without its empty parts."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, before, domain().as_dict()))
    messages = [{k: v for k, v in m.items() if v and k != "template"} for m in dispatcher.messages]
    for message in messages:
        _fits(message)
    return events, messages


def say(response: str, **more: Any) -> dict[str, Any]:
    """Return a message as ``play`` gives it back."""
    return {"response": response, **more}


def _fits(message: dict[str, Any]) -> None:
    """Check that every variant of the response exists and finds what its placeholders name."""
    variants = {**domain().responses, **speech.responses()}[message["response"]]
    slots = {slot.name for slot in domain().slots}
    for variant in variants:
        missing = set(PLACEHOLDER.findall(variant["text"])) - slots - message.keys()
        assert not missing, f"{message['response']} wants {missing}"
