"""Own whole messages with every slot by the contract's conventions, in no training data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "slots.jsonl").read_text(encoding="utf-8").splitlines()
]
SLOTS = {
    "category", "region", "region_ambiguous", "region_alt", "amount_cny", "amount_approx", "amount", "currency",
    "revenue_cny", "headcount", "headcount_approx", "deadline", "urgent", "phone", "company", "contact", "industry",
}  # fmt: skip


def _same(slot: str, gold: Any, found: Any) -> bool:
    if gold == "*":
        return True
    if slot == "category":
        return found in (gold if isinstance(gold, list) else [gold])
    if slot in {"industry", "company", "contact"}:
        return gold in found or (slot != "contact" and found in gold)
    return bool(gold == found)


def _judge(row: dict[str, Any], found: dict[str, Any]) -> Counter[str]:
    """Return hits, false and missed values; ``accept`` holds further right values, ``null`` in it: may be left out."""
    counts: Counter[str] = Counter()
    for slot in SLOTS & (set(row["slots"]) | set(found)):
        gold, others = row["slots"].get(slot), row["accept"].get(slot, [])
        right = [value for value in [gold, *others] if value is not None]
        if slot in found and any(_same(slot, value, found[slot]) for value in right):
            counts["hit"] += slot in row["slots"]
        else:
            counts["false"] += slot in found
            counts["missed"] += slot in row["slots"] and (slot in found or None not in others)
    return counts


def _found(slots: dict[str, Any]) -> dict[str, Any]:
    """Return the slots as the service shows them: candidates of an ambiguous place as a flag."""
    return {name: True if name == "region_ambiguous" else value for name, value in slots.items() if name in SLOTS}


def test_slots_of_321_messages(understand: Callable[..., dict[str, Any]]) -> None:
    """Micro F1 and the share of messages without a fault; 0.97 and 0.93 when last measured (faults were looked at)."""
    scores = [(_judge(row, _found(understand(row["text"])["slots"])), row["text"]) for row in ROWS]
    total = sum((counts for counts, _ in scores), Counter[str]())
    wrong = [text for counts, text in scores if counts["missed"] or counts["false"]]
    assert 2 * total["hit"] / (2 * total["hit"] + total["missed"] + total["false"]) >= 0.955, wrong
    assert len(wrong) <= 0.1 * len(ROWS), wrong
