"""Arithmetic in office time: hours that pass only while offices work, and the next moment at which they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from knowledge.working_time import ONE_DAY, add_working_days, is_working_day

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
        return next_open(_add_hours(moment, timedelta(hours=span.working_hours), hours), hours)
    later = datetime.combine(add_working_days(moment.date(), span.working_days), moment.time(), moment.tzinfo)
    return next_open(later, hours)


def _add_hours(moment: datetime, left: timedelta, hours: Hours) -> datetime:
    while True:
        moment = next_open(moment, hours)
        end = next(last for first, last in hours if first <= moment.time() < last)
        closing = datetime.combine(moment.date(), end, moment.tzinfo)
        if moment + left <= closing:
            return moment + left
        left -= closing - moment
        moment = closing
