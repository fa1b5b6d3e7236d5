"""What an agent corrects in the facts that were read from his notes, written as people write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.errors import InvalidInputError
from knowledge import slots
from knowledge.reading.facts import read_facts

LABELS = {slot.name: slot.label for slot in slots.slots()}
AS_WRITTEN = ("industry", "company", "contact", "need", "category")
ASKED_AS = {"amount_cny": "amount", "region_alt": "region"}
CUES = {"revenue_cny": "营业收入"}
LONGEST = 200


def corrected(read: Mapping[str, Any], corrections: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the facts with an agent's corrections: None takes a fact away, a text is read as people write it.

    :raises InvalidInputError: If a correction cannot be read; the sentence says which and how to write it.
    """
    unknown = sorted(set(corrections) - set(slots.names()))
    if unknown:
        raise InvalidInputError(f"没有这样的要素：{'、'.join(unknown)[:100]}。")
    facts = dict(read)
    for name, value in corrections.items():
        if value is None or value == "":
            _drop(facts, name)
        else:
            _drop(facts, name)
            facts.update(_read(name, value, today) if isinstance(value, str) else {name: value})
    return facts


def shown(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the facts by name, label and text, in the order of showing."""
    lines = []
    for slot in slots.slots():
        told = slots.describe({**facts, **{n: None for n in LABELS if n != slot.name}})
        lines += [{"name": slot.name, "label": label, "text": text} for label, text in told]
    return [line for line in lines if line["name"] != "need"]


def _drop(facts: dict[str, Any], name: str) -> None:
    for known in (name, f"{name.removesuffix('_cny')}_approx", *(("region_ambiguous",) if name == "region" else ())):
        facts.pop(known, None)


def _read(name: str, text: str, today: date) -> dict[str, Any]:
    """Return what a text says of one fact."""
    text = text.strip()[:LONGEST]
    found = read_facts(CUES.get(name, "") + text, today, ASKED_AS.get(name, name)).slots
    said = {key: value for key, value in found.items() if key == name or key == f"{name.removesuffix('_cny')}_approx"}
    if name == "region_alt" and "region" in found:
        return {name: found["region"]}
    if name in said:
        return said
    if name in AS_WRITTEN:
        return {name: text}
    if name == "urgent":
        return {name: True}
    raise InvalidInputError(f"“{LABELS.get(name, name)}”写成“{text[:30]}”读不懂，换个写法再试。")
