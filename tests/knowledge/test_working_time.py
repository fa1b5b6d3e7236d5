"""Working days, holidays and shifted days; the hotline's hours."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from knowledge import working_time


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
