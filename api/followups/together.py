"""What one person is to be asked on the telephone about several demands: one call asks it all.

That two leave one number does not say that they are of one person: what is not known to be is marked.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from api import encryption
from api.demands import duplicates, routing
from api.demands.models import Demand
from api.followups import planning
from api.followups.models import FollowUp, FollowUpStatus
from api.windows.scope import Scope

Found = tuple[FollowUp, Demand]


def calling(session: Session, follow_up: FollowUp, demand: Demand, scope: Scope | None = None) -> list[Found]:
    """Return the other follow-ups on the agents' list of the same number, the first due first.

    :param scope: Only those of demands that this scope may see.
    """
    phone = demand.personal.get("phone")
    if not phone:
        return []
    prints = encryption.current().fingerprints(str(phone))
    query = (
        select(FollowUp, Demand)
        .join(Demand, col(Demand.id) == FollowUp.demand_id)
        .where(col(Demand.phone_fingerprint).in_(prints), FollowUp.status == FollowUpStatus.CALLING)
        .where(FollowUp.id != follow_up.id)
    )
    if scope is not None:
        query = query.where(routing.visible(scope))
    return [(one, other) for one, other in session.exec(query.order_by(col(FollowUp.next_at), col(FollowUp.id)))]


def told(session: Session, follow_up: FollowUp, demand: Demand, scope: Scope) -> list[dict[str, Any]]:
    """Return what else is to be asked in the same call, while this one is still to be made."""
    if follow_up.status not in planning.OPEN:
        return []
    return [
        {
            "id": one.id,
            "case_no": other.case_no,
            "kind_label": planning.rule_of(one.kind).label,
            "line": planning.rule_of(one.kind).line,
            "assigned_to": one.assigned_to,
            "checked": duplicates.is_one_person(session, demand, other),
        }
        for one, other in calling(session, follow_up, demand, scope)
    ]
