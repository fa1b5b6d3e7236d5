"""Quality of matching by what became of it: acceptance among the first k and mean reciprocal rank, by model version."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlmodel import Session, col, func, select

from api import days
from api.matches.models import NOBODY, Match
from api.proportions import Share
from api.reports.asked import Question

DEPTHS = (1, 3, 5)


def matching(session: Session, question: Question) -> dict[str, Any]:
    """Return acceptance@k and MRR of each model version, with how many matches were decided; one query.

    A match is decided when something of it was taken (chosen by the enterprise, told by an agent) or set aside
    ("都不要"). Acceptance@k is the share of the decided of which something among the first k was taken; MRR the mean of
    1 / rank of the first that was taken, nought where nothing was. What nobody decided counts nowhere but in ``made``.
    """
    made, reasons, ranks = _counted(session, question)
    versions = sorted(made, key=lambda version: -made[version])
    return {
        "versions": [_told(question, version, made[version], ranks[version]) for version in versions],
        "reasons": [_reason(question, key, count) for key, count in reasons.most_common()],
    }


def _conditions(question: Question) -> list[Any]:
    return [*days.between(Match.created_at, question.since, question.until), *question.of_demand(Match.demand_id)]


def _counted(session: Session, question: Question) -> tuple[Counter[str], Counter[str], dict[str, Counter[int]]]:
    """Return the matches by version, by reason, and by version how often which rank was the first that was taken."""
    query = select(Match.model_version, Match.reason, Match.taken, func.count()).where(*_conditions(question))
    versions, reasons, ranks = Counter[str](), Counter[str](), defaultdict[str, Counter[int]](Counter)
    grouped = query.group_by(col(Match.model_version), col(Match.reason), col(Match.taken))
    for version, reason, rank, count in session.exec(grouped):
        versions[version] += count
        reasons[reason] += count
        if rank is not None:
            ranks[version][rank] += count
    return versions, reasons, ranks


def _told(question: Question, version: str, made: int, ranks: Counter[int]) -> dict[str, Any]:
    decided = sum(ranks.values())
    taken = {k: sum(count for rank, count in ranks.items() if rank <= k) for k in DEPTHS}
    reciprocal = sum(count / rank for rank, count in ranks.items() if rank < NOBODY)
    return {
        "model_version": version,
        "made": made,
        "decided": decided,
        "mrr": round(reciprocal / decided, 4) if decided else None,
        "accepted": [
            {
                "k": k,
                **Share(taken[k], decided).public(),
                "cases": _cases(question, model_version=version, taken_within=k),
            }
            for k in DEPTHS
        ],
        "cases": _cases(question, model_version=version),
        "decided_cases": _cases(question, model_version=version, decided=True),
    }


def _reason(question: Question, key: str, count: int) -> dict[str, Any]:
    """Return how often matching came to this; what was kept before there were reasons opens to nothing."""
    return {"key": key or "unknown", "count": count, "cases": _cases(question, match_reason=key) if key else None}


def _cases(question: Question, **more: Any) -> dict[str, Any]:
    made_in = {"matched_since": question.since.isoformat(), "matched_until": question.until.isoformat()}
    return {**question.filters, "counted": True, **more, **made_in}
