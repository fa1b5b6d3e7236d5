"""How content enterprises are, and how many of those who were asked have said so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from api.demands import cells
from api.demands.cells import Asked
from api.demands.models import Demand
from api.followups import reach
from api.proportions import Share
from api.reports.asked import Question

CONTENT = 4  # stars from which an enterprise counts as content


def satisfaction(session: Session, question: Question) -> dict[str, Any]:
    """Return mean, share of the content and the scores one by one, with the response rates; one query.

    ``response`` is of the completed demands, whoever gave the score unasked; ``asked`` tells of how many demands the
    question after completion was planned, sent, delivered and answered, and the share answered of what was delivered.
    Who gives no score is neither content nor discontent.
    """
    rows = _counted(session, question)
    scores = {row.rating: row.count for row in rows if row.rating is not None}
    completed, rated = sum(row.completed for row in rows), sum(scores.values())
    content = sum(count for rating, count in scores.items() if rating >= CONTENT)
    return {
        "completed": completed,
        "rated": rated,
        "response": Share(min(rated, completed), completed).public(),
        "asked": _asked(question, rows),
        "mean": round(sum(rating * count for rating, count in scores.items()) / rated, 2) if rated else None,
        "content": Share(content, rated).public(),
        "scores": [
            {"stars": stars, "count": scores.get(stars, 0), "cases": question.cases(rating=[stars])}
            for stars in range(5, 0, -1)
        ],
        "cases": question.cases(reached=["completed"]),
        "rated_cases": question.cases(reached=["rated"]),
        "content_cases": question.cases(rating=[stars for stars in range(CONTENT, 6)]),
        "silent_cases": question.cases(reached=["completed"], not_reached=["rated"]),
    }


@dataclass(frozen=True)
class _Row:
    """The demands of one score, and of how many of them the question came how far."""

    rating: int | None
    count: int
    completed: int
    asked: tuple[int, ...]


def _counted(session: Session, question: Question) -> list[_Row]:
    steps = [func.count(case((cells.asked_at_least(step), 1))) for step in Asked]
    query: Any = select(Demand.rating, func.count(), func.count(col(Demand.completed_at)), *steps)
    query = query.where(*question.demands()).group_by(col(Demand.rating))
    rows = session.execute(query).all()
    return [_Row(rating, count, done, tuple(map(int, more))) for rating, count, done, *more in rows]


def _asked(question: Question, rows: list[_Row]) -> dict[str, Any]:
    counts = {step: sum(row.asked[place] for row in rows) for place, step in enumerate(Asked)}
    return {**reach.told(counts), **{f"{step.value}_cases": question.cases(asked=step.value) for step in counts}}
