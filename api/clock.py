"""Now and today, in one place, so that evaluation can fix the day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone

_set: ContextVar[datetime | None] = ContextVar("qifu_moment", default=None)
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock:
    """Tells the time in China; ``fixed`` sets the day, ``at`` the time of day, and what is not set runs on."""

    def __init__(self, fixed: date | None = None, at: time | None = None) -> None:
        self._fixed, self._at = fixed, at

    def now(self) -> datetime:
        """Return the present moment with offset +08:00, on the fixed day and at the fixed time if there are any."""
        moment = _set.get()
        if moment is not None:
            return moment.astimezone(CHINA)
        now = datetime.now(CHINA)
        return datetime.combine(self._fixed or now.date(), self._at or now.time(), CHINA)

    def today(self) -> date:
        """Return the day in China."""
        return self.now().date()


def utc_now() -> datetime:
    """Return the moment in UTC, for columns that order events and for deadlines."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at ``moment`` (with an offset): the sample year is played through the real code."""
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)


def aware(moment: datetime) -> datetime:
    """Return a stored moment with its offset; SQLite returns moments without one, kept in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def midnight(day: date) -> datetime:
    """Return the beginning of a day in China, in UTC: SQLite compares what is written, kept in UTC.

    The first day there is begins before the first moment that can be written; it begins with that.
    """
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def midnight_after(day: date) -> datetime:
    """Return the end of a day in China, in UTC; of the last day there is, the last moment that can be written."""
    return midnight(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=UTC)


def iso(moment: datetime) -> str:
    """Write a stored moment with China's offset."""
    return in_china(moment).isoformat(timespec="seconds")


def in_china(moment: datetime) -> datetime:
    """Return a stored moment as the clocks in China show it."""
    return aware(moment).astimezone(CHINA)
