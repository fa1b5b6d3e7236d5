"""How content enterprises are, and how many of those who were asked have said so."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, func, select

from api.demands.models import Demand
from api.reports.asked import Question
from api.reports.fairness import Share

CONTENT = 4  # stars from which an enterprise counts as content


def satisfaction(session: Session, question: Question) -> dict[str, Any]:
    """Return mean, share of the content and the scores one by one, with the response rate; one query.

    The response rate is of the completed demands. Who gives no score is neither content nor discontent.
    """
    query = select(Demand.rating, func.count(), func.count(col(Demand.completed_at))).where(*question.demands())
    rows = session.exec(query.group_by(col(Demand.rating))).all()
    scores = {rating: count for rating, count, _ in rows if rating is not None}
    completed, rated = sum(done for *_, done in rows), sum(scores.values())
    content = sum(count for rating, count in scores.items() if rating >= CONTENT)
    return {
        "completed": completed,
        "rated": rated,
        "response": Share(min(rated, completed), completed).public(),
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
