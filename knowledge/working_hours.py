"""Arithmetic in office time: hours that pass only while offices work, and the next moment at which they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.working_time import ONE_DAY, add_working_days, calendar, is_working_day

Hours = tuple[tuple[time, time], ...]  # spans of a working day, in order


@dataclass(frozen=True)
class Span:
    """A length of office time: either hours of it, or working days at the same time of day."""

    working_hours: float = 0
    working_days: int = 0


def is_open(moment: datetime, hours: Hours) -> bool:
    """Return whether offices work at this moment (local time)."""
    return is_working_day(moment.date()) and any(first <= moment.time() < last for first, last in hours)


def next_open(moment: datetime, hours: Hours) -> datetime:
    """Return the moment itself if offices work then, else when they open next."""
    if is_open(moment, hours):
        return moment
    day = moment
    while True:
        for first, _ in hours:
            opening = datetime.combine(day.date(), first, moment.tzinfo)
            if opening >= moment and is_working_day(day.date()):
                return opening
        day += ONE_DAY


def next_day(moment: datetime, hours: Hours) -> datetime:
    """Return when offices open on the next working day after the day of ``moment``."""
    return datetime.combine(add_working_days(moment.date(), 1), hours[0][0], moment.tzinfo)


def add(moment: datetime, span: Span, hours: Hours) -> datetime:
    """Return the first moment in office time at which a span has passed since ``moment``."""
    if span.working_hours:
        return next_open(_add(moment, timedelta(hours=span.working_hours), hours), hours)
    later = datetime.combine(add_working_days(moment.date(), span.working_days), moment.time(), moment.tzinfo)
    return next_open(later, hours)


def add_minutes(moment: datetime, minutes: int, hours: Hours | None = None) -> datetime:
    """Return the moment at which ``minutes`` of office time have passed after ``moment`` (local time).

    A moment outside office hours counts from the next opening; nought minutes end there.

    :param hours: Those of the working calendar unless given.
    """
    return _add(moment, timedelta(minutes=minutes), hours or calendar().hours)


def minutes_between(start: datetime, end: datetime, hours: Hours | None = None) -> int:
    """Return the minutes of office time between two moments (local time); nought if ``end`` is not later."""
    total, day = timedelta(), start.date()
    while day <= end.date():
        if is_working_day(day):
            for first, last in hours or calendar().hours:
                opening, closing = (datetime.combine(day, clock, start.tzinfo) for clock in (first, last))
                total += max(timedelta(), min(closing, end) - max(opening, start))
        day += ONE_DAY
    return _minutes(total)


def day_minutes(hours: Hours | None = None) -> int:
    """Return the minutes of office time in one working day."""
    day = date(2000, 1, 3)  # any: only the clock counts
    spans = (datetime.combine(day, last) - datetime.combine(day, first) for first, last in hours or calendar().hours)
    return _minutes(sum(spans, timedelta()))


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _add(moment: datetime, left: timedelta, hours: Hours) -> datetime:
    while True:
        moment = next_open(moment, hours)
        end = next(last for first, last in hours if first <= moment.time() < last)
        closing = datetime.combine(moment.date(), end, moment.tzinfo)
        if moment + left <= closing:
            return moment + left
        left -= closing - moment
        moment = closing
