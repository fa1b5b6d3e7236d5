"""Windows side by side: how much they had, how fast they were, how content those were whom they served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func

from api.demands.cells import NONE, Kept
from api.demands.models import Demand
from api.proportions import Share
from api.reports import kept_times, names, unmerged
from api.reports.asked import Question
from api.reports.fairness import shrunken
from api.reports.performance import Performance
from api.reports.satisfaction import CONTENT
from api.windows.tree import Node
from knowledge import assessment


@dataclass
class Office(Performance):
    """What one window did in the period.

    ``timed`` are the deadlines that were its own: dispatching, and what no institution had.
    """

    key: str
    node: Node | None
    demands: int = 0
    dispatched: int = 0
    completed: int = 0
    returned: int = 0


def offices(session: Session, question: Question) -> list[Office]:
    """Return every window that had something, and every open one of the scope that had nothing; two queries."""
    found = {key: Office(key, node) for key, node in question.windows.nodes.items() if _belongs(question, node)}
    for window, rating, *counts in _demands(session, question):
        office = found.setdefault(window or NONE, Office(window or NONE, question.windows.get(window)))
        office.demands += counts[0]
        office.dispatched += counts[1]
        office.completed += counts[2]
        office.returned += counts[3]
        if rating is not None:
            office.ratings[rating] = counts[0]
    timed = kept_times.of_windows(session, question)
    for key, office in found.items():
        office.timed = timed.get(key, office.timed)
    return sorted(found.values(), key=lambda office: (-office.demands, office.key))


def _belongs(question: Question, node: Node) -> bool:
    if not question.scope.has(node.key) or not node.is_open:
        return False
    asked = question.filters.get("window")
    return asked is None or node.key in question.windows.under(asked)


def _demands(session: Session, question: Question) -> unmerged.Rows:
    counts = [
        func.count(col(Demand.dispatched_at)),
        func.count(col(Demand.completed_at)),
        func.count(case((col(Demand.returns) > 0, 1))),
    ]
    return unmerged.demands(session, question, [Demand.window, Demand.rating], counts)


def compared(session: Session, question: Question) -> dict[str, Any]:
    """Return the windows for a table, each with the cases behind it."""
    found = offices(session, question)
    rated = sum(office.rated for office in found)
    middle = sum(office.stars for office in found) / rated if rated else 0.0
    return {
        "network_mean": round(middle, 2) if rated else None,
        "small_sample": assessment.rules().small_sample,
        "windows": [_told(question, office, middle) for office in found],
    }


def _told(question: Question, office: Office, middle: float) -> dict[str, Any]:
    own = {"at_window": office.key}
    return {
        "key": office.key,
        "name": office.node.name if office.node else names.UNKNOWN["window"] if office.key == NONE else office.key,
        "level": office.node.level if office.node else None,
        "level_name": names.LEVELS.get(office.node.level, "") if office.node else "",
        "demands": office.demands,
        "dispatched": office.dispatched,
        "completed": office.completed,
        "returned": office.returned,
        "completion": Share(office.completed, office.demands).public(),
        "in_time": office.in_time.public(),
        "response": Share(min(office.rated, office.completed), office.completed).public(),
        "rated": office.rated,
        "mean": round(office.stars / office.rated, 2) if office.rated else None,
        "fair_mean": round(shrunken(office.stars, office.rated, middle), 2) if office.rated else None,
        "content": office.content.public(),
        "small": office.demands < assessment.rules().small_sample,
        "met": office.timed[0],
        "missed": office.timed[1],
        "cases": question.cases(**own),
        "in_time_cases": question.stage_cases(stage_window=office.key, kept=Kept.JUDGED.value),
        "met_cases": question.stage_cases(stage_window=office.key, kept=Kept.MET.value),
        "missed_cases": question.stage_cases(stage_window=office.key, kept=Kept.MISSED.value),
        "dispatched_cases": question.cases(**own, reached=["dispatched"]),
        "content_cases": question.cases(**own, rating=[stars for stars in range(CONTENT, 6)]),
        "completed_cases": question.cases(**own, reached=["completed"]),
        "rated_cases": question.cases(**own, reached=["rated"]),
        "returned_cases": question.cases(**own, reached=["returned"]),
    }
