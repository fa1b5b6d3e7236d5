"""When festivals fall: fixed ones by rule, lunar ones from the yearly table."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

TABLE = Path(__file__).resolve().parent.parent / "data" / "reading" / "festivals.yml"


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[int, int]], dict[str, tuple[date, ...]]]:
    """Return (fixed month and day, lunar dates in order) by festival name."""
    loaded = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    fixed = {name: (int(day[:2]), int(day[3:])) for name, day in loaded["fixed"].items()}
    lunar = {name: tuple(sorted(map(date.fromisoformat, days))) for name, days in loaded["lunar"].items()}
    return fixed, lunar


def names() -> list[str]:
    """Return all festival names, longest first."""
    fixed, lunar = _table()
    return sorted([*fixed, *lunar], key=len, reverse=True)


def falls_on(name: str, year: int) -> date | None:
    """Return the festival's date in ``year``; ``None`` where the table ends."""
    fixed, lunar = _table()
    if name in fixed:
        return date(year, *fixed[name])
    return next((day for day in lunar.get(name, ()) if day.year == year), None)


def next_after(name: str, today: date) -> date | None:
    """Return the next date of the festival later than ``today``; ``None`` where the table ends."""
    days = (falls_on(name, year) for year in (today.year, today.year + 1))
    return next((day for day in days if day is not None and day > today), None)
