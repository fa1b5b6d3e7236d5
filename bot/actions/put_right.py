"""A number that is put right without its name (不是15个是20个): whichever of the known figures was that number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from bot.actions import state
from knowledge.reading import refinements
from knowledge.reading.restated import restated

TEN_THOUSAND = 10_000


def figure(tracker: Tracker) -> dict[str, Any]:
    """Return the slot that the message puts right, empty if it puts none right."""
    again = refinements.number_again(state.text(tracker))
    if again is not None:
        return _again(tracker, *again)
    told = refinements.other_number(state.text(tracker))
    if told is None:
        return {}
    old, new = told
    if tracker.get_slot("headcount") == old:
        return {"headcount": new}
    for unit in (1, TEN_THOUSAND):
        if tracker.get_slot("amount_cny") == old * unit:
            return {"amount_cny": new * unit}
    return {}


def person(tracker: Tracker) -> dict[str, Any]:
    """Return what a bare name, or a bare refusal, at the summary says of whom to answer."""
    text = state.text(tracker)
    if refinements.withholds(text):
        return {"phone": None, "contact_refused": True}
    name = refinements.bare_name(text) or refinements.surname(text)
    return {"contact": name} if name and not tracker.get_slot("contact") else {}


def need(tracker: Tracker, right: Mapping[str, Any]) -> dict[str, Any]:
    """Return the need with a figure in it as the message puts it right; empty if it says none.

    :param right: What :func:`figure` found beside what the readers did.
    """
    earlier = state.before(tracker)
    words = earlier.get("need")
    if not words or tracker.get_slot("need") != words:
        return {}
    told = restated(str(words), earlier, {**state.said_now(tracker), **right}, state.today(tracker))
    return {"need": told} if told != words else {}


def _again(tracker: Tracker, number: int, unit: str) -> dict[str, Any]:
    """Return the known figure of this unit as it is to stand after all."""
    name, value = ("amount_cny", number * TEN_THOUSAND) if unit == "万" else ("headcount", number)
    return {name: value} if tracker.get_slot(name) else {}
