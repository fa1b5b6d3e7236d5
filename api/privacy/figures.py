"""What of the recorded facts can be counted and names nobody: numbers, places, days, the trade as a class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from knowledge import sectors

NUMBERS = ("amount_cny", "amount", "revenue_cny", "headcount", "urgent", "amount_approx", "headcount_approx",
           "region_ambiguous")  # fmt: skip
CODES = {"region": re.compile(r"\d{6}"), "currency": re.compile(r"[A-Z]{3}"), "category": re.compile(r"[a-z_]{1,32}")}
OF_RESULT = ("item_id", "kind", "name", "provider", "score")


def of_slots(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return slots without anything in words, except the class of the trade."""
    kept = {name: slots[name] for name in NUMBERS if isinstance(slots.get(name), int | float)}
    kept |= {name: slots[name] for name, shape in CODES.items() if shape.fullmatch(str(slots.get(name, "")))}
    with suppress(ValueError):
        kept |= {"deadline": date.fromisoformat(str(slots.get("deadline") or "")).isoformat()}
    trade = of_trade(slots.get("industry"))
    return kept | ({"industry": trade} if trade else {})


def of_trade(words: Any) -> str | None:
    """Return the name of the class that a trade belongs to, None if it belongs to none known."""
    code = sectors.find(str(words)) if words else None
    return sectors.require(code).name if code else None


def of_results(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was found, without the lines that repeat what the enterprise said."""
    return [{**{key: one.get(key) for key in OF_RESULT}, "reasons": [], "criteria": _verdicts(one)} for one in results]


def _verdicts(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": c["name"], "verdict": c["verdict"], "evidence": ""} for c in result.get("criteria") or []]
