"""Now and today, in one place, so that evaluation can fix the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock:
    """Tells the time in China; ``fixed`` sets the day and leaves the time of day running."""

    def __init__(self, fixed: date | None = None) -> None:
        self._fixed = fixed

    def now(self) -> datetime:
        """Return the present moment with offset +08:00, on the fixed day if there is one."""
        now = datetime.now(CHINA)
        if self._fixed:
            return now.replace(year=self._fixed.year, month=self._fixed.month, day=self._fixed.day)
        return now

    def today(self) -> date:
        """Return the day in China."""
        return self.now().date()


def utc_now() -> datetime:
    """Return the real moment in UTC, for columns that order events."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a stored moment with its offset; SQLite returns moments without one, kept in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(CHINA).isoformat(timespec="seconds")
