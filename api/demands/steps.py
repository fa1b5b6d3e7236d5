"""A step asked for by its name, with all that belongs to it, and the steps that are open to somebody."""

from __future__ import annotations

from sqlmodel import Session

from api.accounts import actors
from api.accounts.actors import Actor
from api.accounts.models import User
from api.demands import dispatching, lifecycle, routing
from api.demands.models import Demand, DemandStatus
from api.errors import ConflictError, InvalidInputError
from api.windows.scope import Scope

S = DemandStatus


def take(session: Session, demand: Demand, to: DemandStatus, actor: Actor, reason: str = "") -> Demand:
    """Take a demand to another status by the use case that stands behind it.

    :raises ConflictError: If it stands there already.
    :raises InvalidInputError: If the step needs more than a reason.
    """
    if S.MERGED in (to, demand.status):
        raise InvalidInputError("合并和撤销合并要指明另一件需求，请用“合并”。")
    if demand.status is to:  # handing over to somebody else is said with its target
        raise ConflictError(f"需求 {demand.case_no} 已经是“{lifecycle.label(to)}”。")
    if to is S.RATED and lifecycle.step(demand.status, to):  # the score is what counts: without one nothing is rated
        raise InvalidInputError("评价要给出分数，请用“评价”。")
    if to is S.DISPATCHED:
        dispatching.dispatch(session, demand, actor, dispatching.Target(), reason)
    elif to is S.ACCEPTED:
        dispatching.accept(session, demand, actor, reason)
    elif to is S.RETURNED:
        dispatching.give_back(session, demand, actor, reason)
    elif to is S.COMPLETED:
        dispatching.complete(session, demand, actor, reason)
    else:
        lifecycle.move(session, demand, to, actor, reason)
    return demand


def possible(demand: Demand, user: User, scope: Scope) -> list[dict[str, object]]:
    """Return the steps that a user may take now: where to, how it is called, whether it needs a reason."""
    if not routing.has_in_hand(demand, scope) or demand.status is S.MERGED:
        return []
    kind = actors.of(user).kind
    return [
        {"to": one.to.value, "label": lifecycle.label(one.to), "reason": one.reason}
        for one in lifecycle.STEPS[demand.status]
        if kind in one.by and one.to not in (S.MERGED, S.RATED, demand.status)
    ]
