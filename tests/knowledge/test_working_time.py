"""Working days, holidays and shifted days; the hotline's hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import deadlines, working_hours, working_time
from knowledge.errors import KnowledgeError

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-28", False),
        ("2026-02-17", False),
        ("2026-02-28", True),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2030-10-01", False),
        ("2030-10-08", True),
    ],
)
def test_working_days(day: str, works: bool) -> None:
    assert working_time.is_working_day(date.fromisoformat(day)) is works


def test_counting_working_days_passes_over_a_festival() -> None:
    assert working_time.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert working_time.add_working_days(date(2026, 11, 23), 10) == date(2026, 12, 7)
    assert working_time.add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("now", "is_open", "opens"),
    [
        ("2026-11-23T09:00", True, "今天13:30"),
        ("2026-11-23T12:00", False, "今天13:30"),
        ("2026-11-23T17:30", False, "明天9:00"),
        ("2026-09-30T18:00", False, "10月8日（周四）9:00"),
    ],
)
def test_hours(now: str, is_open: bool, opens: str) -> None:
    moment = datetime.fromisoformat(now)
    assert working_time.is_open(moment) is is_open
    assert working_time.told(working_time.next_opening(moment), moment) == opens


def test_every_listed_day_lies_in_its_year_and_no_day_is_both() -> None:
    known = working_time.calendar()
    assert {day.year for day in known.free | known.working} == set(known.listed)
    assert not known.free & known.working


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-27 10:00", 60, "2026-11-27 11:00"),
        ("2026-11-27 11:30", 60, "2026-11-27 14:00"),  # over the midday break
        ("2026-11-27 16:30", 240, "2026-11-30 12:00"),  # Friday to Monday
        ("2026-11-28 10:00", 1, "2026-11-30 09:01"),  # a Saturday
        ("2026-11-28 10:00", 0, "2026-11-30 09:00"),
        ("2026-11-27 17:30", 420, "2026-11-30 17:30"),  # a whole day
        ("2026-09-30 17:00", 60, "2026-10-08 09:30"),  # the national holiday
        ("2026-10-09 17:00", 60, "2026-10-10 09:30"),  # a Saturday that is worked
        ("2026-11-27 08:00", 30, "2026-11-27 09:30"),
    ],
)
def test_office_minutes(start: str, minutes: int, end: str) -> None:
    assert working_hours.add_minutes(at(start), minutes) == at(end)
    assert working_hours.minutes_between(at(start), at(end)) == minutes
    assert working_hours.minutes_between(at(end), at(start)) == 0 or start == end


@given(st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)), st.integers(0, 9_000), st.integers(0, 9_000))
def test_minutes_add_up(start: datetime, first: int, second: int) -> None:
    begun = start.replace(second=0, microsecond=0, tzinfo=CHINA)
    middle = working_hours.add_minutes(begun, first)
    end = working_hours.add_minutes(begun, first + second)
    assert working_hours.add_minutes(middle, second) == end or second == 0
    assert working_hours.minutes_between(begun, end) == first + second


def test_a_year_not_announced_yet() -> None:
    assert working_time.is_known(2026)
    assert not working_time.is_known(2031)
    assert working_hours.day_minutes() == 420


@pytest.mark.parametrize(
    ("stage", "category", "urgent", "minutes"),
    [
        ("dispatch", "finance", False, 240),
        ("accept", None, False, 420),
        ("complete", "finance", False, 20 * 420),
        ("complete", "information", False, 3 * 420),
        ("complete", "information", True, 3 * 420),  # the shorter one
        ("complete", "finance", True, 5 * 420),
        ("dispatch", "finance", True, 60),
    ],
)
def test_rules(stage: str, category: str | None, urgent: bool, minutes: int) -> None:
    assert deadlines.limit(stage, category, urgent) == minutes


@pytest.mark.parametrize("text", ["", "h", "4", "4m", "-1h", "1.5d"])
def test_a_time_that_cannot_be_read(text: str) -> None:
    with pytest.raises(KnowledgeError):
        deadlines.read_time(text)
