"""An institution that gave a demand back, or had it before it went elsewhere, looks at what it had and writes nothing.

Who has it now, and what is done there, is not its business any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from api.clock import aware, utc_now
from api.demands import dispatching, handed, routing
from api.demands.models import Demand
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from api.errors import NotAllowedError
from api.windows.scope import Scope

D = DispatchState
PRESENT = ("institution", "institution_name", "handler")  # of a row, who has it in hand


def left_at(session: Session, demands: Sequence[Demand], scope: Scope | None) -> dict[int, datetime]:
    """Return by demand when the user's institution ended its part in it, where it has none any more; one query."""
    if scope is None or scope.institution is None or not demands:
        return {}
    by_id = {demand.id or 0: demand for demand in demands if not routing.has_in_hand(demand, scope)}
    query = select(Dispatch).where(col(Dispatch.demand_id).in_(by_id), Dispatch.institution == scope.institution)
    rows: dict[int, list[Dispatch]] = {}
    for row in session.exec(query.where(Dispatch.state != D.WITHDRAWN).order_by(col(Dispatch.id))):
        rows.setdefault(row.demand_id, []).append(row)
    return {key: aware(own[-1].answered_at or utc_now()) for key, own in rows.items() if _is_over(own, by_id[key])}


def require_part(session: Session, case_no: str, scope: Scope) -> Demand:
    """Return a demand to somebody who may write on it: an institution only while, or after, it has a part in it.

    :raises NotFoundError: If it is out of scope.
    :raises NotAllowedError: If the institution has none any more.
    """
    demand = routing.require(session, case_no, scope)
    if left_at(session, [demand], scope):
        raise NotAllowedError(f"需求 {case_no} 已经不在您这里办理，只能查看。")
    return demand


def _is_over(own: list[Dispatch], demand: Demand) -> bool:
    """Tell whether the part of an institution is over, by its dispatches; with the demand's own end it is not."""
    last = own[-1]
    if any(row.state in handed.RUNNING for row in own):
        return False
    if last.state is D.RETURNED:
        return True
    goes_on = demand.status not in dispatching.OVER
    return goes_on and (last.state is D.ENDED or last.role is DispatchRole.LEAD)
