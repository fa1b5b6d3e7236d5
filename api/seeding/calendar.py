"""When sample enterprises ask: more on working days and after the holidays, each category in its own season."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from api.clock import CHINA
from knowledge import working_time

# Relative numbers by month, for a year that looks like one; not measured anywhere.
MONTHS = (0.8, 0.45, 1.3, 1.15, 1.0, 1.05, 0.95, 0.9, 1.2, 0.95, 1.2, 1.05)
SEASONS = {
    "gov_agency": {3: 1.4, 4: 1.5, 5: 1.5, 6: 1.2},
    "finance": {1: 1.3, 9: 1.2, 10: 1.2, 11: 1.3, 12: 1.4},
    "hr": {2: 1.9, 3: 1.6, 7: 1.2},
    "market": {3: 1.3, 4: 1.4, 9: 1.4, 10: 1.3},
    "startup": {6: 1.4, 7: 1.5},
    "tech": {5: 1.3, 6: 1.5, 7: 1.3},
    "legal": {1: 1.5, 12: 1.4},
}
SHARES = {"finance": 20, "gov_agency": 15, "hr": 14, "tech": 13, "market": 9, "it": 8, "legal": 7, "information": 6,
          "management": 5, "startup": 3}  # fmt: skip
HOLIDAY = 0.22  # of a working day
HOURS = ((8, 4), (9, 10), (10, 13), (11, 9), (12, 4), (13, 5), (14, 10), (15, 12), (16, 10), (17, 7), (18, 3), (19, 4),
         (20, 5), (21, 3), (22, 1))  # fmt: skip
GROWTH = 0.3  # more at the end of the year than at its beginning


def moments(random: Random, first: date, last: date, count: int) -> list[datetime]:
    """Return so many moments between two days, both included, in order."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    chosen = sorted(random.choices(days, [_weight(day) for day in days], k=count))
    return sorted(_within(random, day) for day in chosen)


def category(random: Random, month: int) -> str:
    """Return which kind of need is asked for in a month."""
    weights = [share * SEASONS.get(name, {}).get(month, 1.0) for name, share in SHARES.items()]
    return random.choices(list(SHARES), weights)[0]


def channel(random: Random, moment: datetime) -> str:
    """Return where an enterprise asks at this moment: the hotline is answered in office hours alone."""
    weights = {"web": 36, "wechat": 36, "wecom": 6, "api": 4, "hotline": 18 if working_time.is_open(moment) else 0}
    return random.choices(list(weights), list(weights.values()))[0]


def _weight(day: date) -> float:
    busy = 1.0 if working_time.is_working_day(day) else HOLIDAY
    return busy * MONTHS[day.month - 1] * (1 + GROWTH * day.timetuple().tm_yday / 365)


def _within(random: Random, day: date) -> datetime:
    hour = random.choices([h for h, _ in HOURS], [w for _, w in HOURS])[0]
    at = time(hour, random.randrange(60), random.randrange(60), random.randrange(1_000_000))
    return datetime.combine(day, at, CHINA)
