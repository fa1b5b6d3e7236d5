"""Deadlines kept and missed by window and by institution."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func

from api.demands import cells
from api.demands.models import Deadline
from api.reports import unmerged
from api.reports.asked import Question

Times = dict[str, list[int]]  # kept and missed, by key


def of_windows(session: Session, question: Question) -> Times:
    """Return the deadlines that were a window's own: dispatching, and what no institution had."""
    own = col(Deadline.institution).is_(None), col(Deadline.window).is_not(None)
    return {key: [met, missed] for key, _, met, missed in _counted(session, question, [Deadline.window], *own)}


def of_institutions(session: Session, question: Question) -> Times:
    """Return the deadlines of institutions: accepting and completing."""
    theirs = col(Deadline.institution).is_not(None)
    return {key: [met, missed] for key, _, met, missed in _counted(session, question, [Deadline.institution], theirs)}


def of_both(session: Session, question: Question) -> tuple[Times, Times]:
    """Return both in one query, which goes through the deadlines once."""
    windows: Times = defaultdict(lambda: [0, 0])
    institutions: Times = defaultdict(lambda: [0, 0])
    both = [Deadline.institution, Deadline.window]
    for institution, window, _, met, missed in _counted(session, question, both):
        if institution is None and window is None:
            continue
        tally = windows[window] if institution is None else institutions[institution]
        tally[0], tally[1] = tally[0] + met, tally[1] + missed
    return windows, institutions


def _counted(session: Session, question: Question, by: list[Any], *where: Any) -> unmerged.Rows:
    met, missed = func.count(case((col(Deadline.met).is_(True), 1))), func.count(case((cells.missed(), 1)))
    began = cells.between(Deadline.set_at, question.since, question.until)
    return unmerged.counted(session, question, Deadline.demand_id, by, [met, missed], *began, *where)
