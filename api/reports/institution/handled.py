"""What became of what an institution was handed in a period, why it gave back, and what it has in hand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from api import days
from api.clock import utc_now
from api.demands import cells, routing
from api.demands.models import Demand, DemandStatus, Transition
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from api.masking import mask_known
from api.proportions import Share
from api.reports import unmerged
from api.reports.asked import Question

MOST_REASONS = 20
LEAD, CO = DispatchRole.LEAD, DispatchRole.CO
NAMES = {
    LEAD: {
        DispatchState.OPEN: "待受理",
        DispatchState.ACCEPTED: "已受理，办理中",
        DispatchState.DONE: "已办结",
        DispatchState.RETURNED: "已退单",
        DispatchState.WITHDRAWN: "已改派给别人",
        DispatchState.ENDED: "没办完，需求已撤销",
    },
    CO: {
        DispatchState.OPEN: "待答复",
        DispatchState.ACCEPTED: "协办中",
        DispatchState.DONE: "协办完成",
        DispatchState.RETURNED: "无法协办",
        DispatchState.WITHDRAWN: "已收回",
        DispatchState.ENDED: "没办完，需求已结束",
    },
}
# What is in hand now, by the status of the demand.
IN_HAND = (DemandStatus.DISPATCHED, DemandStatus.ACCEPTED, DemandStatus.IN_SERVICE)


def handed(session: Session, question: Question, key: str) -> dict[str, Any]:
    """Return how often it was handed a demand, to lead and to help, and what became of each; one query.

    Counted by times, as in the comparison of institutions: the same demand may come twice.
    """
    by, accepted = [Dispatch.role, Dispatch.state], func.count(case((cells.taken_on(), 1)))
    sent = days.between(Dispatch.at, question.since, question.until)
    rows = unmerged.counted(session, question, Dispatch, by, [accepted], col(Dispatch.institution) == key, *sent)
    return {name: _of_role(question, key, role, rows) for name, role in (("led", LEAD), ("helped", CO))}


def _of_role(question: Question, key: str, role: DispatchRole, rows: unmerged.Rows) -> dict[str, Any]:
    counts = {state: (count, taken) for one, state, count, taken in rows if one is role}
    total, taken = (sum(pair[at] for pair in counts.values()) for at in (0, 1))
    returned = counts.get(DispatchState.RETURNED, (0, 0))[0]
    sent = _sent(question, key) | ({} if role is LEAD else {"sent_as": role.value})
    return {
        "count": total,
        "cases": sent,
        "accepted": taken,
        "accepted_cases": {**sent, "sent_accepted": True},
        "returned": returned,
        "returned_cases": {**sent, "sent_back": True},
        "kept": Share(total - returned, total).public(),
        "states": [
            {
                "key": state.value,
                "name": name,
                "count": counts.get(state, (0, 0))[0],
                "cases": {**sent, "sent_state": state.value},
            }
            for state, name in NAMES[role].items()
        ],
    }


def _sent(question: Question, key: str) -> dict[str, Any]:
    period = {"sent_since": question.since.isoformat(), "sent_until": question.until.isoformat(), "counted": True}
    return {**question.filters, **period, "sent_to": key}


def reasons(session: Session, question: Question, key: str) -> list[dict[str, Any]]:
    """Return why it gave back what it was handed in the period, most frequent first; one query.

    A reason is what was written; numbers and the enterprise's contact are starred, and what reads alike then is one.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for reason, personal, case_no in session.exec(_returns(question, key)):
        found[_plain(mask_known(reason, personal.get("contact")))].append(case_no)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_REASONS]
    return [{"reason": reason, "count": len(numbers), "cases": _numbered(numbers)} for reason, numbers in ordered]


def _returns(question: Question, key: str) -> Any:
    """Return the query: the step that gave a demand back lies between its dispatch and the answer to that."""
    query: Any = select(Transition.reason, Demand.personal, Demand.case_no)
    query = query.join(Dispatch, col(Dispatch.demand_id) == Transition.demand_id)
    query = query.join(Demand, col(Demand.id) == Transition.demand_id)
    step = Transition.to_status == DemandStatus.RETURNED, Transition.target == key
    within = col(Transition.at) >= Dispatch.at, col(Transition.at) <= func.coalesce(Dispatch.answered_at, Transition.at)
    back = Dispatch.institution == key, Dispatch.role == LEAD, Dispatch.state == DispatchState.RETURNED
    sent = days.between(Dispatch.at, question.since, question.until)
    theirs = question.of_demand(Dispatch.demand_id)
    return query.where(*back, *sent, *step, *within, *theirs).order_by(col(Transition.id).desc())


def _plain(reason: str) -> str:
    return reason.strip().rstrip("。.！!；;，,") or "没有写原因"


def _numbered(numbers: Iterable[str]) -> dict[str, Any]:
    """Return the filters that list these cases, the newest where there are too many to name."""
    return {"case_no": list(dict.fromkeys(numbers))[: cells.MOST_NUMBERS]}


def in_hand(session: Session, question: Question, key: str) -> dict[str, Any]:
    """Return what it has in hand at this moment, whenever recorded or handed over; one query."""
    status, waits = col(Demand.status), col(Demand.waiting_since).is_not(None)
    counts = {
        "to_accept": func.count(case((status == DemandStatus.DISPATCHED, 1))),
        "serving": func.count(case((status != DemandStatus.DISPATCHED, 1))),
        "waiting": func.count(case((waits, 1))),
        "overdue": func.count(case((col(Demand.due_at) < utc_now(), 1))),
    }
    # by number: an index has institution and status, so that of all it ever had only these rows are read
    running = select(Demand.id).where(Demand.institution == key, status.in_(IN_HAND))
    own = col(Demand.id).in_(running), *question.own, routing.held(question.scope)
    row = session.execute(select(*counts.values()).where(*own)).one()
    cases = {**question.filters, "institution": key, "counted": True}
    all_ = {**cases, "status": [one.value for one in IN_HAND]}
    told: dict[str, Any] = {
        "in_hand": row[0] + row[1],
        "in_hand_cases": all_,
        "to_accept_cases": {**cases, "status": [DemandStatus.DISPATCHED.value]},
        "serving_cases": {**cases, "status": [one.value for one in IN_HAND[1:]]},
        "waiting_cases": {**all_, "waiting": True},
        "overdue_cases": {**all_, "overdue": True},
    }
    return {**dict(zip(counts, row, strict=True)), **told}
