"""Working days and the hotline's hours in China: holidays and shifted days are data, weekends the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "working_calendar.yml"
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """What the calendar file says."""

    free: frozenset[date]
    working: frozenset[date]
    every_year: frozenset[str]
    listed: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    hotline: str
    appeal_answer_days: int


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """Return the calendar as the file has it."""
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    years = loaded["years"].values()
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for year in years for first, last in year["free"]]
    return Calendar(
        free=frozenset(first + n * ONE_DAY for first, last in spans for n in range((last - first).days + 1)),
        working=frozenset(date.fromisoformat(day) for year in years for day in year["working"]),
        every_year=frozenset(loaded["every_year"]),
        listed=frozenset(loaded["years"]),
        hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in loaded["hotline"]["hours"]),
        hotline=loaded["hotline"]["number"],
        appeal_answer_days=loaded["appeal_answer_days"],
    )


def is_working_day(day: date) -> bool:
    """Return whether offices work on a day."""
    known = calendar()
    if day in known.working or day in known.free:
        return day in known.working
    if day.year not in known.listed and f"{day:%m-%d}" in known.every_year:
        return False
    return day.weekday() < SATURDAY


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is ``count`` working days after ``day``."""
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def is_known(year: int) -> bool:
    """Return whether the holidays of a year have been announced and entered."""
    return year in calendar().listed


def is_open(now: datetime) -> bool:
    """Return whether the hotline is answered by a person at this moment (local time)."""
    return is_working_day(now.date()) and any(first <= now.time() < last for first, last in calendar().hours)


def next_opening(now: datetime) -> datetime:
    """Return the next moment at which the hotline opens, after ``now``."""
    day = now
    while True:
        for first, _ in calendar().hours:
            opening = datetime.combine(day.date(), first, now.tzinfo)
            if is_working_day(day.date()) and opening > now:
                return opening
        day += ONE_DAY


def told(opening: datetime, now: datetime) -> str:
    """Return an opening as people say it: ``今天13:30``, ``明天9:00``, ``11月30日（周一）9:00``."""
    clock = f"{opening.hour}:{opening.minute:02d}"
    days = (opening.date() - now.date()).days
    if days < 2:
        return f"{'今天' if days == 0 else '明天'}{clock}"
    return f"{opening.month}月{opening.day}日（周{'一二三四五六日'[opening.weekday()]}）{clock}"
