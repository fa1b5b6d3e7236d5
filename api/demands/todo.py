"""What one agent has to do among the open demands: what is new to his window, and what is due.

New is what nobody was given yet. Due is what is over its time or will be within ``SOON``, where he has it in hand or
nobody at his window has; what waits for the enterprise is nobody's turn.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col

from api.clock import utc_now
from api.demands.models import Demand, DemandStatus
from api.windows.scope import Scope

SOON = timedelta(hours=24)
TO_DISPATCH = (
    DemandStatus.SUBMITTED, DemandStatus.MATCHED, DemandStatus.NO_MATCH, DemandStatus.RETURNED, DemandStatus.REOPENED,
)  # fmt: skip


def of(username: str, scope: Scope) -> ColumnElement[bool]:
    """Return the condition."""
    here = _here(scope)
    is_new = and_(here, col(Demand.status).in_(TO_DISPATCH))
    his = or_(col(Demand.handler) == username, and_(here, col(Demand.handler).is_(None)))
    is_due = and_(his, col(Demand.due_at) <= utc_now() + SOON, col(Demand.waiting_since).is_(None))
    return or_(is_new, is_due)


def _here(scope: Scope) -> ColumnElement[bool]:
    """Return what lies at his window; at the hub also what lies at none. Who has no window has all that he sees."""
    if scope.home is None:
        return true()
    own = col(Demand.window) == scope.home
    return or_(own, col(Demand.window).is_(None)) if scope.everything else own
