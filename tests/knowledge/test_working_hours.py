"""Office time, worked by hand over lunch, evenings, weekends, holidays and shifted days (2026 as announced)."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import working_hours
from knowledge.working_hours import Span
from knowledge.working_time import is_working_day

HOURS = ((time(9), time(12)), (time(14), time(18)))


def at(text: str) -> datetime:
    """Return a moment of 2026."""
    return datetime.fromisoformat(f"2026-{text}+08:00")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("11-23T09:00", "11-23T09:00"),  # Monday, open
        ("11-23T11:59", "11-23T11:59"),
        ("11-23T12:00", "11-23T14:00"),  # lunch
        ("11-23T08:00", "11-23T09:00"),
        ("11-27T18:00", "11-30T09:00"),  # Friday evening
        ("09-30T18:30", "10-08T09:00"),  # the National Day week
        ("10-10T10:00", "10-10T10:00"),  # a Saturday on which offices work
        ("09-20T12:30", "09-20T14:00"),  # a Sunday on which offices work
    ],
)
def test_next_open(moment: str, opens: str) -> None:
    assert working_hours.next_open(at(moment), HOURS) == at(opens)
    assert working_hours.is_open(at(moment), HOURS) == (moment == opens)


@pytest.mark.parametrize(
    ("since", "hours", "due"),
    [
        ("11-23T09:00", 24, "11-26T14:00"),  # Mon 7, Tue 14, Wed 21, Thu 3 more end at noon: after lunch
        ("11-23T10:00", 24, "11-26T15:00"),  # Mon 6, Tue 13, Wed 20, Thu 23 at noon, one more after lunch
        ("11-27T17:30", 1, "11-30T09:30"),
        ("11-28T11:00", 1, "11-30T10:00"),  # Saturday counts nothing
        ("11-23T12:30", 0.5, "11-23T14:30"),  # lunch counts nothing
        ("09-29T15:00", 24, "10-10T09:00"),  # Tue 3, Wed 10, Thu 8 Oct 17, Fri 24 at the end: Saturday 10 Oct works
        ("02-13T16:00", 7, "02-14T16:00"),  # Saturday 14 February works
        ("02-14T17:00", 2, "02-24T10:00"),  # nine days of Spring Festival
    ],
)
def test_hours_pass_in_office_time_alone(since: str, hours: float, due: str) -> None:
    assert working_hours.add(at(since), Span(working_hours=hours), HOURS) == at(due)


@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        ("11-23T10:30", 1, "11-24T10:30"),
        ("11-27T12:30", 1, "11-30T14:00"),  # Friday at lunch
        ("11-27T19:00", 1, "12-01T09:00"),  # after hours: the morning after
        ("09-30T11:00", 3, "10-10T11:00"),  # Thu 8, Fri 9, Sat 10 October
        ("02-13T16:00", 2, "02-24T16:00"),  # Sat 14, then the festival
    ],
)
def test_working_days(since: str, days: int, due: str) -> None:
    assert working_hours.add(at(since), Span(working_days=days), HOURS) == at(due)


def test_next_day() -> None:
    assert working_hours.next_day(at("11-27T10:00"), HOURS) == at("11-30T09:00")
    assert working_hours.next_day(at("10-09T10:00"), HOURS) == at("10-10T09:00")


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)),
    st.floats(0.1, 60).map(lambda hours: round(hours, 2)),
    st.floats(0.1, 60).map(lambda hours: round(hours, 2)),
)
def test_in_office_hours_and_never_earlier_for_more(moment: datetime, one: float, other: float) -> None:
    less, more = sorted((one, other))
    first = working_hours.add(moment, Span(working_hours=less), HOURS)
    second = working_hours.add(moment, Span(working_hours=more), HOURS)
    assert moment < first <= second
    assert working_hours.is_open(first, HOURS)
    assert is_working_day(first.date())
