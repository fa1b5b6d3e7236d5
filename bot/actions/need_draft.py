"""What is known of a need that is not recorded yet, as it is shown."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.actions import state
from knowledge import slots
from knowledge.reading.need import gist


def summary(values: dict[str, Any]) -> str:
    """Return one line a fact, a long need in short."""
    return "\n".join(f"{label}：{text}" for label, text in slots.describe(shortened(values)))


def shortened(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the need told in at most a line; the whole of it is what is matched."""
    return {**values, "need": gist(str(values["need"]))} if values.get("need") else values


def more(needs: list[dict[str, Any]]) -> str:
    """Return one line for each further need of the message, with its own facts."""
    lines = ["，".join(text for _, text in slots.describe(shortened(need))) for need in needs]
    return "".join(f"\n第{number}件：{line}" for number, line in enumerate(lines, 2))


def whole(tracker: Tracker) -> str:
    """Return all that is known, the further needs included, one line each."""
    return summary(state.facts(tracker)) + more(tracker.get_slot("more_needs") or [])
