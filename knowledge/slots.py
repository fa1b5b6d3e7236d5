"""The slots of a demand: their order, Chinese labels, and how a value is shown to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.regions import table

PATH = Path(__file__).parent / "data" / "slots.yml"
FLAGS = ("amount_approx", "headcount_approx", "currency", "region_ambiguous")
WAN = 10_000
YI = 100_000_000


@dataclass(frozen=True)
class Slot:
    """One slot as people see it; ``approx`` names the flag that makes its value a rough one."""

    name: str
    label: str
    personal: bool
    unit: str = ""
    approx: str = ""
    hidden: bool = False


@lru_cache(maxsize=1)
def slots() -> tuple[Slot, ...]:
    """Return all slots in the order of showing."""
    return tuple(Slot(**row) for row in yaml.safe_load(PATH.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all slots of the contract, flags included."""
    return (*(slot.name for slot in slots()), *FLAGS)


def personal_names() -> frozenset[str]:
    """Return the slots that name a person; they are kept encrypted and shown masked."""
    return frozenset(slot.name for slot in slots() if slot.personal)


def describe(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (label, text) for every known value, in the order of showing.

    :param values: Slot values by the conventions of the contract; unknown names are ignored.
    """
    lines = []
    for slot in slots():
        value = values.get(slot.name)
        if slot.hidden or value in (None, "", [], False):
            continue
        rough = "约" if slot.approx and values.get(slot.approx) else ""
        lines.append((slot.label, rough + _show(slot, value, values)))
    return lines


def _show(slot: Slot, value: Any, values: Mapping[str, Any]) -> str:
    if slot.name in ("region", "region_alt"):
        return place(str(value))
    if slot.name in ("amount_cny", "revenue_cny"):
        return money(value)
    if slot.name == "amount":
        return f"{_span(value, _number)} {values.get('currency', '')}".strip()
    if slot.name == "deadline":
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日前"
    if slot.name == "urgent":
        return "加急"
    return _span(value, _number) + slot.unit if slot.unit else str(value)


def place(code: str) -> str:
    """Return a region with the regions above it (``湖南省长沙市望城区``); the code itself if it is unknown."""
    region = table.get(code)
    if region is None:
        return code
    above = [a.name for a in table.ancestors(code) if a.name != region.name]
    return "".join((*reversed(above), region.name))


def money(value: Any) -> str:
    """Return an amount or a range in yuan as people write it (``500万元``, ``30万—50万元``)."""
    return _span(value, _yuan) + "元"


def _span(value: Any, show: Any) -> str:
    """Show a number, or a range whose bounds may be open."""
    if not isinstance(value, (list, tuple)):
        return str(show(value))
    low, high = value
    if low is None:
        return f"{show(high)}以内"
    if high is None:
        return f"{show(low)}以上"
    return f"{show(low)}—{show(high)}"


def _yuan(value: float) -> str:
    if value >= YI:
        return f"{_number(value / YI)}亿"
    return f"{_number(value / WAN)}万" if value >= WAN else _number(value)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
