"""How far follow-ups came: planned, sent, delivered, answered, each counted apart and each open to its cases.

What was not delivered is nothing that anybody could have answered, so answers are compared with what arrived.
Not every channel tells: of a message on the website or in WeChat's window only the answer shows that it was seen.
What a provider took without a word of its arrival therefore stands beside, as ``unconfirmed``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from api.clock import in_china
from api.demands import routing
from api.demands.cells import Asked
from api.demands.models import Demand
from api.followups.kept import OUT
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpStatus
from api.proportions import Share
from api.windows.scope import Scope

STEPS = tuple(Asked)[1:]


def at_least(step: Asked | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a follow-up came so far; who answered has received what was asked."""
    if step is None or step is Asked.PLANNED:
        return []
    answered = col(FollowUp.status) == FollowUpStatus.ANSWERED
    if step is Asked.ANSWERED:
        return [answered]
    attempts = select(FollowUpAttempt.id).where(
        FollowUpAttempt.follow_up_id == FollowUp.id, col(FollowUpAttempt.status).in_(OUT[step])
    )
    return [or_(answered, attempts.exists())]


def due_in(since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that a follow-up was due from the first moment to before the second."""
    return [col(FollowUp.due_at) >= since.astimezone(UTC), col(FollowUp.due_at) < until.astimezone(UTC)]


def told(counts: dict[Asked, int]) -> dict[str, Any]:
    """Return the steps apart, and the share of those that arrived which was answered."""
    sent, delivered, answered = (counts[step] for step in STEPS)
    return {
        **{step.value: count for step, count in counts.items()},
        "unconfirmed": sent - delivered,
        "response": Share(answered, delivered).public(),
    }


def figures(session: Session, scope: Scope, since: datetime, until: datetime) -> dict[str, Any]:
    """Return how far the follow-ups came that were due in a time.

    ``cases`` are the filters with which ``GET /api/v1/follow-ups`` lists them; ``status`` beside it those of one,
    ``came`` beside it those that came so far.
    """
    within = (*due_in(since, until), col(FollowUp.demand_id).in_(select(Demand.id).where(routing.visible(scope))))
    steps = [func.coalesce(func.sum(case((and_(*at_least(step)), 1), else_=0)), 0) for step in STEPS]
    counts = dict(zip(Asked, session.execute(select(func.count(), *steps).where(*within)).one(), strict=True))
    statuses = select(FollowUp.status, func.count()).where(*within).group_by(col(FollowUp.status))
    attempts = (
        select(FollowUpAttempt.status, func.count())
        .join(FollowUp, col(FollowUp.id) == FollowUpAttempt.follow_up_id)
        .where(*within)
        .group_by(col(FollowUpAttempt.status))
    )
    by_status, by_attempt = dict(session.exec(statuses).all()), dict(session.exec(attempts).all())
    reached = told(counts)
    return {
        **reached,
        "response_rate": reached["response"]["value"],
        "by_status": {status.value: by_status.get(status, 0) for status in FollowUpStatus},
        "attempts": {status.value: by_attempt.get(status, 0) for status in AttemptStatus},
        "cases": {
            "list": "all",
            "since": in_china(since).date().isoformat(),
            "until": (in_china(until).date() - timedelta(days=1)).isoformat(),
        },
    }
