"""Deadlines kept and missed by window and by institution."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func

from api import days
from api.demands import cells
from api.demands.work_models import Deadline
from api.reports import leaps, unmerged
from api.reports.asked import Question

Times = dict[str, list[int]]  # kept and missed, by key


def of_windows(session: Session, question: Question) -> Times:
    """Return the deadlines that were a window's own: dispatching, and what no institution had; one query."""
    return _counted(session, question, Deadline.window, col(Deadline.institution).is_(None))


def of_institutions(session: Session, question: Question) -> Times:
    """Return the deadlines of institutions: accepting and completing; one query."""
    return _counted(session, question, Deadline.institution)


def _counted(session: Session, question: Question, whose: Any, *where: ColumnElement[bool]) -> Times:
    known, leap = col(whose).is_not(None), leaps.is_known(whose)
    met, missed = func.count(case((col(Deadline.met).is_(True), 1))), func.count(case((cells.missed(), 1)))
    began = days.between(Deadline.set_at, question.since, question.until)
    rows = unmerged.counted(session, question, Deadline, [whose], [met, missed], *began, *where, known, hint=[leap])
    return {key: [kept, late] for key, _, kept, late in rows}
