"""Demands counted by category, region, sector, channel, window or time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, cast
from sqlmodel import Session, col, func, select

from api.demands.cells import NONE
from api.demands.models import Demand
from api.reports import names
from api.reports.asked import Question
from knowledge import sectors


class By(StrEnum):
    """What demands are counted by."""

    CATEGORY = "category"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    SECTION = "section"
    SECTOR = "sector"
    CHANNEL = "channel"
    WINDOW = "window"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


Tally = list[int]  # demands, dispatched, completed, rated
MEASURES = ("count", "dispatched", "completed", "rated")
# What is added to a cell's ``cases`` to open one of its measures.
OPENS = {measure: {"reached": [measure]} for measure in MEASURES[1:]}
COLUMNS = {
    By.CATEGORY: "category",
    By.PROVINCE: "region",
    By.CITY: "region",
    By.COUNTY: "region",
    By.SECTION: "sector",
    By.SECTOR: "sector",
    By.CHANNEL: "channel",
    By.WINDOW: "window",
}


def counted(session: Session, question: Question, by: By) -> dict[str, Any]:
    """Return the cells of one dimension, largest first, in order of time for times; one query."""
    in_time = by not in COLUMNS
    tallies = _grouped(session, question, _day(session) if in_time else getattr(Demand, COLUMNS[by]), _key(by))
    periods = _periods(question, by) if in_time else {}
    keys = list(periods) or sorted(tallies, key=lambda key: (-tallies[key][0], key))
    total = sum(tally[0] for tally in tallies.values())
    tell = names.teller(COLUMNS.get(by, by.value), question.windows)
    cells = [
        {
            "key": key,
            "name": tell(key),
            **dict(zip(MEASURES, tallies.get(key, [0] * len(MEASURES)), strict=True)),
            "share": round(tallies[key][0] / total, 4) if key in tallies else 0.0,
            "cases": _in_period(question, *periods[key]) if in_time else _cases(question, by, key),
        }
        for key in keys
    ]
    return {"by": by.value, "total": total, "cells": cells, "cases": question.cases(), "opens": OPENS}


def _grouped(session: Session, question: Question, column: Any, key: Callable[[Any], str]) -> dict[str, Tally]:
    query = (
        select(  # type: ignore[call-overload]
            column,
            func.count(),
            func.count(col(Demand.dispatched_at)),
            func.count(col(Demand.completed_at)),
            func.count(col(Demand.rating)),
        )
        .where(*question.demands())
        .group_by(column)
    )
    found: dict[str, Tally] = defaultdict(lambda: [0] * len(MEASURES))
    for value, *counts in session.exec(query):
        tally = found[key(value)]
        for at, count in enumerate(counts):
            tally[at] += count
    return dict(found)


def _day(session: Session) -> Any:
    """Return the days since 1970 in China on which a demand was recorded, as a number both databases can group by."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(Demand.created_at, "+8 hours") - 2440587.5, Integer)
    return cast(func.floor((func.extract("epoch", col(Demand.created_at)) + 28_800) / 86_400), Integer)


def _key(by: By) -> Callable[[Any], str]:
    """Return how a value of the column becomes the key of a cell."""
    rolled: dict[By, Callable[[Any], str]] = {
        By.PROVINCE: lambda code: code[:2] + "0000",
        By.CITY: lambda code: code[:4] + "00",
        By.SECTION: section,
    }
    if by in COLUMNS:
        roll = rolled.get(by, str)
        return lambda value: roll(value) if value else NONE
    return lambda day: time_key(date(1970, 1, 1) + timedelta(days=int(day)), by)


def section(code: str) -> str:
    """Return the section that a division belongs to."""
    found = sectors.get(code)
    return found.parent or found.code if found else NONE


def time_key(day: date, by: By) -> str:
    """Return the period of a day: ``2026-07-01``, ``2026-W27``, ``2026-07`` or ``2026Q3``."""
    if by is By.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if by is By.QUARTER:
        return f"{day.year}Q{(day.month + 2) // 3}"
    return day.isoformat() if by is By.DAY else f"{day:%Y-%m}"


def _periods(question: Question, by: By) -> dict[str, tuple[date, date]]:
    """Return all periods with their first and last day, those without a demand too."""
    found: dict[str, tuple[date, date]] = {}
    for n in range((question.until - question.since).days + 1):
        day = question.since + timedelta(days=n)
        key = time_key(day, by)
        found[key] = (found[key][0] if key in found else day, day)
    return found


def _in_period(question: Question, first: date, last: date) -> dict[str, Any]:
    return question.cases(since=first.isoformat(), until=last.isoformat())


def _cases(question: Question, by: By, key: str) -> dict[str, Any]:
    """Return the filters of a cell; a demand of which only the province is known lies in no city."""
    if by is By.COUNTY or (by is By.CITY and key.endswith("0000")):
        return question.cases(at_region=key)
    if by in (By.CITY, By.PROVINCE) and key != NONE:
        return question.cases(**question.place(key))
    own = {By.WINDOW: "at_window", By.SECTION: "section"}.get(by) or COLUMNS[by]
    return question.cases(**{own: key})
