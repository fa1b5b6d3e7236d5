"""By when an appeal is to be handed to a unit and answered, in office time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from api.appeals.models import Appeal, AppealStatus
from api.clock import CHINA, aware, utc_now
from knowledge import deadlines as rules
from knowledge import working_hours, working_time

S = AppealStatus
UNASSIGNED = (S.SUBMITTED, S.REOPENED)
GIVEN = (S.ANSWERED, S.CLOSED)  # the promise was kept; whoever is to answer anew has his own time for it
NOTHING_DUE = {"due_at": None, "remind_at": None, "reminded_at": None, "escalated_at": None}


def promised(day: date) -> datetime:
    """Return the end of the office day by which an appeal of this day is answered."""
    last = working_time.add_working_days(day, working_time.calendar().appeal_answer_days)
    return datetime.combine(last, working_time.calendar().hours[-1][1], CHINA).astimezone(utc_now().tzinfo)


def of_step(appeal: Appeal, to: AppealStatus) -> dict[str, Any]:
    """Return the columns that a step to another status sets: what is due next, and when to remind of it."""
    if to in UNASSIGNED:
        answer_by = promised(utc_now().astimezone(CHINA).date())
        return {"answer_by": answer_by, **first(answer_by)}
    if to is S.ASSIGNED:
        kept = appeal.answer_by if appeal.status not in GIVEN else None
        answer_by = aware(kept) if kept else promised(utc_now().astimezone(CHINA).date())
        return {"answer_by": answer_by, **_due(answer_by, _answer_minutes())}
    return dict(NOTHING_DUE)


def first(answer_by: datetime) -> dict[str, Any]:
    """Return what is due of a new appeal: to be handed to a unit in time, and no later than it is to be answered."""
    minutes = rules.rules().appeal["assign"]
    due = working_hours.add_minutes(utc_now().astimezone(CHINA), minutes)
    return _due(min(due, answer_by), minutes)


def _answer_minutes() -> int:
    return working_time.calendar().appeal_answer_days * working_hours.day_minutes()


def _due(due: datetime, limit: int) -> dict[str, Any]:
    """Return a deadline; it is reminded of when the share of its time is left that the rules name."""
    early = round(limit * rules.rules().remind_at)
    now = utc_now()
    left = working_hours.minutes_between(now.astimezone(CHINA), due.astimezone(CHINA))
    remind = working_hours.add_minutes(now.astimezone(CHINA), max(0, left - early))
    moments = {"due_at": due.astimezone(now.tzinfo), "remind_at": remind.astimezone(now.tzinfo)}
    return {**NOTHING_DUE, **moments}
