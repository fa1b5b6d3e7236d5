"""What one user has to do among the open demands: what is new to his window, what is due, what he shall help with.

New is what nobody was given yet. Due is what is over its time or will be within ``SOON``, where he has it in hand or
nobody at his window has; what waits for the enterprise is nobody's turn. He shall help where his window or institution
was asked to and has not answered. At an institution, new is what was dispatched to it and not taken on.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col

from api.clock import utc_now
from api.demands import helping
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import DispatchState
from api.gathered import Gathered
from api.windows.scope import Scope

SOON = timedelta(hours=24)
TO_DISPATCH = (
    DemandStatus.SUBMITTED, DemandStatus.MATCHED, DemandStatus.NO_MATCH, DemandStatus.RETURNED, DemandStatus.REOPENED,
)  # fmt: skip
TO_TAKE_ON = (DemandStatus.DISPATCHED,)


def of(username: str, scope: Scope) -> ColumnElement[bool]:
    """Return the condition."""
    here, works_there = _here(scope), scope.institution is not None
    is_new = and_(here, col(Demand.status).in_(TO_TAKE_ON if works_there else TO_DISPATCH))
    his = here if works_there else or_(col(Demand.handler) == username, and_(here, col(Demand.handler).is_(None)))
    is_due = and_(his, col(Demand.due_at) <= utc_now() + SOON, col(Demand.waiting_since).is_(None))
    return or_(is_new, is_due, Gathered(Demand.id, helping.ids_asked_of(scope, (DispatchState.OPEN,))))


def _here(scope: Scope) -> ColumnElement[bool]:
    """Return what lies at his window or institution; at the hub also what lies at none.

    Who has neither has all that he sees.
    """
    if scope.institution is not None:
        return col(Demand.institution) == scope.institution
    if scope.home is None:
        return true()
    own = col(Demand.window) == scope.home
    return or_(own, col(Demand.window).is_(None)) if scope.everything else own
