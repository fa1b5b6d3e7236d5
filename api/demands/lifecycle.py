"""The states of a demand and the audited steps between them."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session

from api.clock import utc_now
from api.demands.models import Demand, DemandStatus, Transition
from api.errors import ConflictError, InvalidInputError
from api.outbox import service as outbox
from knowledge import statuses

S = DemandStatus
ALLOWED: dict[DemandStatus, tuple[DemandStatus, ...]] = {
    S.SUBMITTED: (S.MATCHED, S.NO_MATCH, S.CANCELLED),
    S.MATCHED: (S.DISPATCHED, S.NO_MATCH, S.CANCELLED),
    S.NO_MATCH: (S.MATCHED, S.DISPATCHED, S.CANCELLED),
    S.DISPATCHED: (S.ACCEPTED, S.RETURNED, S.CANCELLED),
    S.ACCEPTED: (S.IN_SERVICE, S.RETURNED, S.CANCELLED),
    S.IN_SERVICE: (S.COMPLETED, S.RETURNED, S.CANCELLED),
    S.COMPLETED: (S.RATED, S.CLOSED, S.REOPENED),
    S.RATED: (S.CLOSED, S.REOPENED),
    S.CLOSED: (S.REOPENED,),
    S.RETURNED: (S.DISPATCHED, S.NO_MATCH, S.CANCELLED),
    S.CANCELLED: (S.REOPENED,),
    S.REOPENED: (S.DISPATCHED, S.CANCELLED),
}
REASON_NEEDED = (S.RETURNED, S.CANCELLED, S.REOPENED)


def move(session: Session, demand: Demand, to: DemandStatus, actor: str, reason: str = "") -> Demand:
    """Take a demand to another status; of two at once exactly one succeeds.

    :raises ConflictError: If the step is not allowed from here, or somebody else was faster.
    :raises InvalidInputError: If the step needs a reason and none is given.
    """
    was = demand.status
    if to not in ALLOWED[was]:
        raise ConflictError(f"需求 {demand.case_no} 现在是“{label(was)}”，不能变为“{label(to)}”。")
    if to in REASON_NEEDED and not reason.strip():
        raise InvalidInputError(f"变为“{label(to)}”要写明原因。")
    changed = session.connection().execute(
        update(Demand)
        .where(Demand.id == demand.id, Demand.status == was)  # type: ignore[arg-type]
        .values(status=to, updated_at=utc_now())
    )
    if changed.rowcount != 1:
        raise ConflictError(f"需求 {demand.case_no} 刚被别人处理过，请刷新再看。")
    step = Transition(demand_id=demand.id or 0, from_status=was, to_status=to, actor=actor, reason=reason[:500])
    session.add(step)
    session.flush()
    told = {"case_no": demand.case_no, "from": was.value, "to": to.value, "transition_id": step.id}
    outbox.put(session, topic="demand.moved", key=f"transition:{step.id}", payload=told)
    session.refresh(demand)
    return demand


def label(status: DemandStatus) -> str:
    """Return how a status is told to people."""
    return statuses.label("demand", status.value)
