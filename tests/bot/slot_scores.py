"""Score whole messages slot by slot.

Each line of a file is ``{"text", "slots", "accept"}``: ``accept`` holds further right values of a slot, ``null`` in it
says that it may be left out, ``"*"`` that any value will do; a slot in neither must not be found. ``asked`` is the
question that was open, ``exact`` names text slots that must be equal to the letter (a position left before a name is
a fault), ``needs`` holds a word of each need that must become its own ([] = one need alone).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
# The first in three sittings, then the halves of one sitting, then two more; the last three are of answers, lists, sums, firms and corrections: docs/decisions/0026-slots-of-messages.md.
_PARTS = ("", "_odd", "_even", "_third", "_fourth", "_fifth", "_sixth", "_seventh")
OWN_SETS = tuple(DATA / f"slots{part}.jsonl" for part in _PARTS)
SLOTS = {
    "category", "region", "region_ambiguous", "region_alt", "amount_cny", "amount_approx", "amount", "currency",
    "revenue_cny", "headcount", "headcount_approx", "deadline", "urgent", "phone", "company", "contact", "industry",
}  # fmt: skip

Row = dict[str, Any]
Read = Callable[..., Mapping[str, Any]]
NEEDS = "needs"


def load(path: Path) -> list[Row]:
    """Return the labelled messages of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@dataclass
class Score:
    """Hits, false and missed values by slot, and the messages with a fault, each with what was wrong."""

    table: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[tuple[str, dict[str, tuple[Any, Any]]]] = field(default_factory=list)
    messages: int = 0

    def add(self, row: Row, found: Mapping[str, Any]) -> None:
        """Count one message."""
        faults = {}
        for slot, verdict in judge(row, found).items():
            self.table[slot] += verdict
            if verdict["false"] or verdict["missed"]:
                faults[slot] = (row["slots"].get(slot), found.get(slot))
        self.messages += 1
        if faults:
            self.faults.append((row["text"], faults))

    @property
    def micro_f1(self) -> float:
        """Return F1 over all values of all slots."""
        return f1(sum(self.table.values(), Counter()))

    @property
    def whole(self) -> float:
        """Return the share of messages without a fault."""
        return 1 - len(self.faults) / self.messages if self.messages else 1.0

    def lines(self, name: str) -> Iterable[str]:
        """Return the table, worst slot first, and the line of the whole."""
        for slot, counts in sorted(self.table.items(), key=lambda pair: f1(pair[1])):
            hit, false, missed = counts["hit"], counts["false"], counts["missed"]
            precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
            yield f"  {slot:<18} F1 {f1(counts):.3f}  precision {precision:.3f}  recall {recall:.3f}  of {hit + missed}"
        yield f"{name} n={self.messages} micro_F1={self.micro_f1:.3f} whole_messages_right={self.whole:.3f}"


def f1(counts: Counter[str]) -> float:
    """Return F1 of hits, false and missed values; 1 where there is nothing to find."""
    base = 2 * counts["hit"] + counts["false"] + counts["missed"]
    return 2 * counts["hit"] / base if base else 1.0


def judge(row: Row, found: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """Return hit, false and missed by slot; a wrong value of a wanted slot is false and missed."""
    verdicts: dict[str, Counter[str]] = {}
    for slot in SLOTS & (set(row["slots"]) | set(found)):
        gold, others = row["slots"].get(slot), row.get("accept", {}).get(slot, [])
        right = [value for value in [gold, *others] if value is not None]
        counts: Counter[str] = Counter()
        same = _equal if slot in row.get("exact", []) else _same
        if slot in found and any(same(slot, value, found[slot]) for value in right):
            counts["hit"] += slot in row["slots"]
        else:
            counts["false"] += slot in found
            counts["missed"] += slot in row["slots"] and (slot in found or None not in others)
        verdicts[slot] = counts
    if NEEDS in row:
        verdicts[NEEDS] = _needs_apart(row[NEEDS], [need["need"] for need in found.get(NEEDS, [])])
    return verdicts


def _needs_apart(words: list[str], needs: list[str]) -> Counter[str]:
    """Return a hit for each need found where it stands, with the word of no other in it."""
    if len(needs) <= 1 and not words:
        return Counter()
    alone = [set(words) & {word for word in words if word in need} for need in needs]
    hits = sum(held == {word} for word, held in zip(words, alone, strict=False))
    return Counter(hit=hits, missed=len(words) - hits, false=max(0, len(needs) - max(hits, 1 if not words else 0)))


def _equal(_: str, gold: Any, found: Any) -> bool:
    return bool(gold == found)


def _same(slot: str, gold: Any, found: Any) -> bool:
    if gold == "*":
        return True
    if slot == "category":
        return found in (gold if isinstance(gold, list) else [gold])
    if slot in {"industry", "company", "contact"}:
        gold, found = "".join(str(gold).split()), "".join(str(found).split())
        return gold in found or (slot != "contact" and found in gold)
    return bool(gold == found)


def shown(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slots as the service shows them, candidates of an ambiguous place as a flag; the needs as they are."""
    kept = {name: value for name, value in slots.items() if name in SLOTS or name == NEEDS}
    return kept | ({"region_ambiguous": True} if "region_ambiguous" in kept else {})


def score(rows: Iterable[Row], read: Read) -> Score:
    """Return the score of a reader, called with text and open question, on labelled messages.

    It returns what ``Understanding.read`` does.
    """
    total = Score()
    for row in rows:
        said = read(row["text"], row.get("asked"))
        total.add(row, shown({**said["slots"], NEEDS: said["needs"]}))
    return total
