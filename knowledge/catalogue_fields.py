"""Readers of single catalogue fields: each returns the checked value or raises ``ValueError``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from knowledge.regions import table
from knowledge.taxonomy import load_categories, load_service_types

MAX_NAME = 200
MAX_TEXT = 20_000
MAX_SHORT = 2_000
MAX_ITEMS = 500
MAX_ASKS = 30
MAX_ASK = 100
FEE_MODELS = ("free", "fixed", "range", "negotiable", "percentage")
OPERATORS = (">=", "<=", ">", "<", "==", "in")
REQUIREMENT_FIELDS = (
    "revenue_cny",
    "revenue_growth_percent",
    "years_in_business",
    "rd_share_percent",
    "rd_spend_cny",
    "headcount",
    "region",
    "sector",
    "patents",
    "registered_capital_cny",
    "debt_ratio_percent",
    "export_usd",
    "loan_cny",
)
_KEY = re.compile(r"[^\s/\\]{1,64}")
_SECTOR = re.compile(r"[A-T]|\d{2}")


@dataclass(frozen=True)
class Fee:
    """What a service costs, in yuan per ``unit``; ``percent`` of the sum for the percentage model."""

    model: str
    text: str = ""
    min_cny: float | None = None
    max_cny: float | None = None
    unit: str = ""
    percent: float | None = None


@dataclass(frozen=True)
class TimeLimit:
    """How long a service takes."""

    text: str = ""
    working_days: int | None = None


@dataclass(frozen=True)
class Requirement:
    """One condition of a policy that can be checked against the enterprise's figures."""

    field: str
    op: str
    value: Any
    text: str = ""


def text_up_to(limit: int) -> Callable[[Any], str]:
    """Return a reader of one text of at most ``limit`` characters."""

    def reader(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"a text is expected, found {value!r}")
        if len(value) > limit:
            raise ValueError(f"at most {limit} characters, found {len(value)}")
        return value.strip()

    return reader


short_text = text_up_to(MAX_SHORT)
body = text_up_to(MAX_TEXT)


def is_finite(value: Any) -> bool:
    """Tell whether a value of JSON can be stored and served: Python reads NaN and Infinity, JSON has neither."""
    if isinstance(value, Mapping):
        return all(is_finite(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return all(is_finite(part) for part in value)
    return not isinstance(value, float) or isfinite(value)


def name(value: Any) -> str:
    """Read a name: 1 to 200 characters."""
    text = text_up_to(MAX_NAME)(value)
    if not text:
        raise ValueError("must not be empty")
    return text


def key(value: Any) -> str:
    """Read a business key: 1 to 64 characters without blanks and slashes."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise ValueError(f"1 to 64 characters without blanks and slashes are expected, found {value!r}")
    return value


def one_of(allowed: Sequence[str]) -> Callable[[Any], str]:
    """Return a reader of one word out of a fixed list."""

    def reader(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)} is expected, found {value!r}")
        return str(value)

    return reader


def some_of(allowed: Sequence[str]) -> Callable[[Any], tuple[str, ...]]:
    """Return a reader of a list of words out of a fixed list."""
    single = one_of(allowed)
    return lambda value: tuple(single(part) for part in lines(value))


def lines(value: Any) -> tuple[str, ...]:
    """Read a list of short texts."""
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"a list is expected, found {value!r}")
    if len(value) > MAX_ITEMS:
        raise ValueError(f"at most {MAX_ITEMS} entries, found {len(value)}")
    return tuple(short_text(part) for part in value)


def asks(value: Any) -> tuple[str, ...]:
    """Read other wordings of a question: at most 30 of at most 100 characters; blank and repeated ones fall away."""
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"a list is expected, found {value!r}")
    kept = tuple(dict.fromkeys(ask for ask in map(_ask, value) if ask))
    if len(kept) > MAX_ASKS:
        raise ValueError(f"at most {MAX_ASKS} entries, found {len(kept)}")
    return kept


_ask = text_up_to(MAX_ASK)


def boolean(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"true or false is expected, found {value!r}")
    return value


def number(value: Any) -> float | None:
    """Read a number that is not negative, or null."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e15:
        raise ValueError(f"a number from 0 is expected, found {value!r}")
    return value


def count(value: Any) -> int:
    """Read a whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise ValueError(f"a whole number from 0 is expected, found {value!r}")
    return value


def day(value: Any) -> date:
    """Read an ISO date."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"a date like 2026-11-23 is expected, found {value!r}")
    return date.fromisoformat(value)


def region(value: Any) -> str:
    """Read one region code of the GB/T 2260 table; 100000 is the whole country."""
    if value != "100000" and (not isinstance(value, str) or table.get(value) is None):
        raise ValueError(f"unknown region code {value!r}")
    return str(value)


def regions(value: Any) -> tuple[str, ...]:
    """Read a list of region codes."""
    return tuple(region(code) for code in lines(value))


def sectors(value: Any) -> tuple[str, ...]:
    """Read a list of GB/T 4754 sections (a letter) or divisions (two digits)."""
    codes = lines(value)
    for code in codes:
        if not _SECTOR.fullmatch(code):
            raise ValueError(f"a sector code of a letter or two digits is expected, found {code!r}")
    return codes


def category(value: Any) -> str:
    """Read a first-level category code."""
    return one_of(tuple(load_categories()))(value)


def service_types(value: Any) -> tuple[str, ...]:
    """Read a list of service-type codes."""
    codes, known = lines(value), load_service_types()
    for code in codes:
        if code not in known:
            raise ValueError(f"unknown service type {code!r}")
    return codes


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"an object is expected, found {value!r}")
    return value


def fee(value: Any) -> Fee:
    """Read a fee; the least must not exceed the most."""
    raw = _mapping(value)
    low, high = number(raw.get("min_cny")), number(raw.get("max_cny"))
    if low is not None and high is not None and low > high:
        raise ValueError(f"min_cny {low} exceeds max_cny {high}")
    return Fee(
        model=one_of(FEE_MODELS)(raw.get("model")),
        text=short_text(raw.get("text") or ""),
        min_cny=low,
        max_cny=high,
        unit=short_text(raw.get("unit") or ""),
        percent=number(raw.get("percent")),
    )


def time_limit(value: Any) -> TimeLimit:
    """Read a time limit."""
    raw = _mapping(value)
    days = raw.get("working_days")
    return TimeLimit(short_text(raw.get("text") or ""), None if days is None else count(days))


def requirement(value: Any) -> Requirement:
    """Read one condition of a policy."""
    raw = _mapping(value)
    if raw.get("value") is None:
        raise ValueError("value: missing")
    return Requirement(
        field=one_of(REQUIREMENT_FIELDS)(raw.get("field")),
        op=one_of(OPERATORS)(raw.get("op")),
        value=tuple(raw["value"]) if isinstance(raw["value"], list) else raw["value"],
        text=short_text(raw.get("text") or ""),
    )


def requirements(value: Any) -> tuple[Requirement, ...]:
    """Read the conditions of a policy."""
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"a list is expected, found {value!r}")
    return tuple(requirement(part) for part in value)
