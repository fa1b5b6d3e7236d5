"""Now and today, in one place, so that evaluation can fix the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock:
    """Tells the time in China; ``fixed`` sets the day, ``at`` the time of day, and what is not set runs on."""

    def __init__(self, fixed: date | None = None, at: time | None = None) -> None:
        self._fixed, self._at = fixed, at

    def now(self) -> datetime:
        """Return the present moment with offset +08:00, on the fixed day and at the fixed time if there are any."""
        now = datetime.now(CHINA)
        return datetime.combine(self._fixed or now.date(), self._at or now.time(), CHINA)

    def today(self) -> date:
        """Return the day in China."""
        return self.now().date()


def utc_now() -> datetime:
    """Return the real moment in UTC, for columns that order events."""
    return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """Return a stored moment with its offset; SQLite returns moments without one, kept in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def iso(moment: datetime) -> str:
    """Write a stored moment with its offset."""
    return aware(moment).astimezone(CHINA).isoformat(timespec="seconds")
