"""How many come how far: from the first utterance to the score."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from api import days
from api.conversations.models import Conversation
from api.demands import cells
from api.demands.cells import Reached
from api.demands.models import Demand, DemandStatus
from api.reports.asked import Question

STEPS = (
    (Reached.MATCHED, "找到匹配"),
    (Reached.CHOSEN, "企业选择"),
    (Reached.DISPATCHED, "派单"),
    (Reached.ACCEPTED, "受理"),
    (Reached.COMPLETED, "办结"),
    (Reached.RATED, "评价"),
)


def funnel(session: Session, question: Question) -> dict[str, Any]:
    """Return the steps with their numbers, and what left the way; two queries.

    Conversations belong to no window before they become a demand, so they are told where nothing but time narrows.
    """
    counts = _counts(session, question)
    submitted = counts["submitted"]
    steps: list[dict[str, Any]] = [
        {"key": "submitted", "name": "登记需求", "count": submitted, "cases": question.cases()}
    ]
    steps += [
        {"key": step.value, "name": name, "count": counts[step.value], "cases": question.cases(reached=[step.value])}
        for step, name in STEPS
    ]
    talks = None if question.narrowed else _conversations(session, question)
    if talks is not None:
        steps.insert(0, {"key": "conversations", "name": "对话", "count": talks, "cases": None})
    for step in steps:
        step["of_submitted"] = _share(step["count"], submitted) if step["key"] != "conversations" else None
    return {"steps": steps, "left": _left(question, counts), "cases": question.cases()}


def _counts(session: Session, question: Question) -> dict[str, int]:
    names = [step.value for step, _ in STEPS]
    columns = [func.count(case((cells.has_reached(step), 1))) for step, _ in STEPS]
    unmatched = cells.has_reached(Reached.NO_MATCH) & ~cells.has_reached(Reached.CHOSEN)
    also = {
        "submitted": func.count(),
        "no_match": func.count(case((unmatched, 1))),
        "returned": func.count(case((cells.has_reached(Reached.RETURNED), 1))),
        "cancelled": func.count(case((col(Demand.status) == DemandStatus.CANCELLED, 1))),
    }
    row: Any = session.exec(select(*columns, *also.values()).where(*question.demands())).one()
    return dict(zip([*names, *also], row, strict=True))


def _conversations(session: Session, question: Question) -> int:
    conditions = days.between(Conversation.created_at, question.since, question.until)
    return session.exec(select(func.count()).select_from(Conversation).where(*conditions)).one()


def _left(question: Question, counts: dict[str, int]) -> list[dict[str, Any]]:
    cases = {
        "no_match": question.cases(reached=["no_match"], not_reached=["chosen"]),
        "returned": question.cases(reached=["returned"]),
        "cancelled": question.cases(status=[DemandStatus.CANCELLED.value]),
    }
    names = {"no_match": "未找到合适的", "returned": "退过单", "cancelled": "撤销"}
    return [
        {
            "key": key,
            "name": names[key],
            "count": counts[key],
            "share": _share(counts[key], counts["submitted"]),
            "cases": of,
        }
        for key, of in cases.items()
    ]


def _share(count: int, of: int) -> float:
    return round(count / of, 4) if of else 0.0
