"""How far the question after completion came is kept on the demand, so that satisfaction counts it in one scan.

Counted anew in the flush that writes a follow-up or an attempt, whichever path does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, case, func, update
from sqlalchemy.orm import Session as AnySession
from sqlmodel import col, select

from api import flushes
from api.demands.cells import Asked
from api.demands.models import Demand
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpKind, FollowUpStatus

ARRIVED = (AttemptStatus.DELIVERED, AttemptStatus.REACHED)
OUT = {Asked.SENT: (AttemptStatus.ACCEPTED, *ARRIVED), Asked.DELIVERED: ARRIVED}


def install() -> None:
    """Begin to keep it; once is enough for the process."""
    flushes.follow(_keep)


def _keep(session: AnySession, *_: Any) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    demands = {row.demand_id for row in rows if isinstance(row, FollowUp)}
    follow_ups = {row.follow_up_id for row in rows if isinstance(row, FollowUpAttempt)}
    if follow_ups:
        of_attempts = select(FollowUp.demand_id).where(col(FollowUp.id).in_(follow_ups))
        demands.update(session.connection().execute(of_attempts).scalars())
    recount(session, demands)


def recount(session: AnySession, demand_ids: Iterable[int] | None = None) -> None:
    """Count anew how far the question came of these demands, or of all."""
    ids = None if demand_ids is None else sorted(demand_ids)
    if ids == []:
        return
    flushes.lock(session, Demand.id, ids)
    step = furthest()
    changed = update(Demand).where(*flushes.of(Demand.id, ids), col(Demand.asked_far).is_distinct_from(step))
    session.connection().execute(changed.values(asked_far=step))


def furthest() -> ColumnElement[int | None]:
    """Return how many steps of ``Asked`` after the first the question came, null if it was never planned.

    Who answered has received what was asked; of a demand that was asked twice the further one counts.
    """
    status = col(FollowUpAttempt.status)
    out = func.max(case((status.in_(ARRIVED), 2), (status.in_(OUT[Asked.SENT]), 1), else_=0))
    tried = select(out).where(FollowUpAttempt.follow_up_id == FollowUp.id).scalar_subquery()
    answered = len(Asked) - 1
    far = case((col(FollowUp.status) == FollowUpStatus.ANSWERED, answered), else_=func.coalesce(tried, 0))
    asked = select(func.max(far)).where(FollowUp.demand_id == Demand.id, FollowUp.kind == FollowUpKind.AFTER_COMPLETION)
    return asked.correlate(Demand).scalar_subquery()
