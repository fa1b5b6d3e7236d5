"""Deadlines kept and missed by window and by institution."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from api.demands import cells
from api.demands.models import Deadline
from api.reports.asked import Question

Times = dict[str, list[int]]  # kept and missed, by key


def of_windows(session: Session, question: Question) -> Times:
    """Return the deadlines that were a window's own: dispatching, and what no institution had."""
    own = col(Deadline.institution).is_(None), col(Deadline.window).is_not(None)
    return {key: list(counts) for key, *counts in session.exec(_counted(question, Deadline.window).where(*own))}


def of_institutions(session: Session, question: Question) -> Times:
    """Return the deadlines of institutions: accepting and completing."""
    query = _counted(question, Deadline.institution).where(col(Deadline.institution).is_not(None))
    return {key: list(counts) for key, *counts in session.exec(query)}


def of_both(session: Session, question: Question) -> tuple[Times, Times]:
    """Return both in one query, which goes through the deadlines once."""
    windows: Times = defaultdict(lambda: [0, 0])
    institutions: Times = defaultdict(lambda: [0, 0])
    for institution, window, met, missed in session.exec(_counted(question, Deadline.institution, Deadline.window)):
        if institution is None and window is None:
            continue
        tally = windows[window] if institution is None else institutions[institution]
        tally[0], tally[1] = tally[0] + met, tally[1] + missed
    return windows, institutions


def _counted(question: Question, *by: Any) -> Any:
    met, missed = func.count(case((col(Deadline.met).is_(True), 1))), func.count(case((cells.missed(), 1)))
    query: Any = select(*by, met, missed)  # type: ignore[call-overload]
    return query.where(*question.deadlines()).group_by(*by)
