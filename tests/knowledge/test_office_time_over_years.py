"""Office minutes over the turn of a year, shifted days and festivals, worked by hand; and that adding undoes counting."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import working_hours, working_time

CHINA = timezone(timedelta(hours=8))
DAY = working_hours.day_minutes()  # seven hours: 9 to 12 and 13:30 to 17:30


def at(text: str) -> datetime:
    """Return a moment in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("since", "minutes", "due"),
    [
        ("2025-12-31T16:30", 120, "2026-01-04T10:00"),  # New Year to Saturday the 3rd; Sunday the 4th works
        ("2025-12-31T17:30", 0, "2026-01-04T09:00"),  # nought minutes after hours end at the next opening
        ("2026-01-03T10:00", 60, "2026-01-04T10:00"),  # begun on a holiday
        ("2025-12-31T09:00", 2 * DAY, "2026-01-04T17:30"),
        ("2025-12-30T09:00", 5 * DAY, "2026-01-06T17:30"),  # 30, 31, 4, 5 and 6
        ("2026-02-13T17:00", DAY, "2026-02-14T17:00"),  # the Saturday before the Spring Festival works
        ("2026-02-14T17:00", 60, "2026-02-24T09:30"),
        ("2026-02-27T17:00", 60, "2026-02-28T09:30"),  # and the Saturday after it
        ("2026-09-18T17:30", DAY, "2026-09-20T17:30"),  # a Sunday that works
        ("2026-09-24T12:00", DAY, "2026-09-28T12:00"),  # 25 to 27 September are free
        ("2026-12-31T16:30", 120, "2027-01-04T10:00"),  # 2027 is not announced: its fixed day and its weekend
    ],
)
def test_minutes_pass_only_while_offices_work(since: str, minutes: int, due: str) -> None:
    assert working_hours.add_minutes(at(since), minutes) == at(due)
    assert working_hours.minutes_between(at(since), at(due)) == minutes


def test_a_year_that_is_not_announced_says_so() -> None:
    assert [working_time.is_known(year) for year in (2025, 2026, 2027)] == [True, True, False]


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 3, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.integers(0, 40 * DAY),
    st.integers(0, 40 * DAY),
)
def test_counting_undoes_adding_and_parts_make_the_whole(moment: datetime, first: int, second: int) -> None:
    start = moment.replace(tzinfo=CHINA)
    middle = working_hours.add_minutes(start, first)
    end = working_hours.add_minutes(middle, second)
    assert working_hours.minutes_between(start, middle) == first
    assert working_hours.minutes_between(start, end) == first + second
    assert working_hours.add_minutes(start, first + second) <= end  # closing time and the next opening are one moment
