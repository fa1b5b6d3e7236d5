"""What the components keep on a message, and how they read it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from knowledge.reading.spans import Span

FULL_TEXT = "full_text"
SPANS = "spans"
METADATA = "metadata"
DIRECTION = "direction"


def full_text(message: Message) -> str:
    """Return the whole normalised message; the classifier may have got only the part that carries the need."""
    return str(message.get(FULL_TEXT) or message.get(TEXT) or "")


def spans(message: Message) -> list[Span]:
    """Return what the fact reader found."""
    return list(message.get(SPANS) or [])


def slots(message: Message) -> dict[str, Any]:
    """Return the values found so far, by slot."""
    return {e["entity"]: e["value"] for e in message.get(ENTITIES) or []}


def asked(message: Message) -> str | None:
    """Return the name of the question the message may answer (``region``, ``confirm``, ``choose`` ...).

    Which direction a wish takes is a question for the need like any other.
    """
    return "need" if offers_directions(message) else _metadata(message).get("asked")


def offers_directions(message: Message) -> bool:
    """Tell whether the question offered directions in which a wide wish may go."""
    return _metadata(message).get("asked") == DIRECTION


def categories(message: Message) -> dict[str, float]:
    """Return the shares of the message's categories by the matcher's service types; empty where nobody gave them."""
    given = _metadata(message).get("categories")
    return dict(given) if isinstance(given, dict) else {}


def today(message: Message) -> date:
    """Return the day against which dates are read."""
    given = _metadata(message).get("reference_date")
    return date.fromisoformat(given) if given else date.today()


def intent(message: Message) -> str:
    """Return the intent's name as it stands, empty before classification."""
    return str((message.get("intent") or {}).get("name") or "")


def confidence(message: Message) -> float:
    """Return how sure the intent is, in [0, 1]; 0 before classification."""
    return float((message.get("intent") or {}).get("confidence") or 0.0)


def set_intent(message: Message, name: str) -> None:
    """Set the intent, keeping the confidence of the ranking where it holds this name."""
    ranking = message.get("intent_ranking") or []
    confidence = next((r["confidence"] for r in ranking if r["name"] == name), 0.0)
    message.set("intent", {"name": name, "confidence": max(confidence, 0.5)}, add_to_output=True)


def add_entity(message: Message, slot: str, value: Any, extractor: str, start: int = 0, end: int = 0) -> None:
    """Add a value for a slot in Rasa's shape."""
    found = {"entity": slot, "value": value, "start": start, "end": end, "extractor": extractor}
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), found], add_to_output=True)


def _metadata(message: Message) -> dict[str, Any]:
    value = message.get(METADATA)
    return value if isinstance(value, dict) else {}
