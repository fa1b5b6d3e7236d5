"""What happened to a demand, told in rows."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from api.catalogue.models import Institution
from api.clock import aware, in_china, iso, utc_now
from api.demands import deadlines as running
from api.demands import former, handed, helping, lifecycle
from api.demands.models import Demand, Transition
from api.demands.work_models import Deadline
from api.masking import mask_known
from api.windows import tree
from api.windows.scope import Scope
from knowledge import working_time


def of(session: Session, demand: Demand, scope: Scope) -> list[dict[str, Any]]:
    """Return every step of a demand, oldest first; in reasons phones and the enterprise's contact are starred.

    An institution that has no part in it any more reads as far as it had.
    """
    contact, until = demand.personal.get("contact"), former.left_at(session, [demand], scope).get(demand.id or 0)
    query = select(Transition).where(Transition.demand_id == demand.id)
    if until is not None:
        query = query.where(col(Transition.at) <= until)
    rows = session.exec(query.order_by(col(Transition.id))).all()
    windows, institutions = tree.load(session), _names(session, {row.target for row in rows})
    return [
        {
            "at": iso(row.at),
            "action": row.action.value,
            "from": row.from_status.value if row.from_status else None,
            "to": row.to_status.value,
            "to_label": lifecycle.label(row.to_status),
            "actor": row.actor,
            "actor_kind": row.actor_kind.value,
            "channel": row.channel,
            "target": row.target,
            "target_name": institutions.get(row.target) or windows.name(row.target) or "",
            "reason": mask_known(row.reason, contact),
        }
        for row in rows
    ]


def dispatches(session: Session, demand: Demand, scope: Scope) -> list[dict[str, Any]]:
    """Return to whom a demand was handed, oldest first, and what a user of this scope may answer for each.

    An institution that has no part in it any more sees its own alone.
    """
    rows, contact = handed.of_demand(session, demand), demand.personal.get("contact")
    if former.left_at(session, [demand], scope):
        rows = [row for row in rows if row.institution == scope.institution]
    windows, institutions = tree.load(session), _names(session, {row.institution or "" for row in rows})
    return [
        {
            "id": row.id,
            "window": row.window,
            "window_name": windows.name(row.window),
            "institution": row.institution,
            "institution_name": institutions.get(row.institution or "", row.institution),
            "role": row.role.value,
            "state": row.state.value,
            "state_label": helping.label(row),
            "by": row.by,
            "note": mask_known(row.note, contact),
            "at": iso(row.at),
            "accepted_at": iso(row.accepted_at) if row.accepted_at else None,
            "answered_at": iso(row.answered_at) if row.answered_at else None,
            "answer": mask_known(row.answer or "", contact),
            "answers": helping.possible(demand, row, scope),
        }
        for row in rows
    ]


def deadlines(session: Session, demand: Demand, scope: Scope) -> list[dict[str, Any]]:
    """Return the deadlines of a demand, oldest first, in minutes of office time; who has left it sees those before."""
    until = former.left_at(session, [demand], scope).get(demand.id or 0)
    rows = running.of_demand(session, demand)
    return [_deadline(row) for row in rows if until is None or aware(row.set_at) < until]


def _deadline(row: Deadline) -> dict[str, Any]:
    due = in_china(row.due_at) if row.due_at else None
    over = row.ended_at is not None
    return {
        "stage": row.stage.value,
        "set_at": iso(row.set_at),
        "due_at": iso(row.due_at) if row.due_at else None,
        "limit_minutes": row.limit_minutes,
        "took_minutes": row.took_minutes if over else running.took(row, utc_now()),
        "paused": row.paused_at is not None and not over,
        "ended_at": iso(row.ended_at) if row.ended_at else None,
        "met": row.met,
        "escalated_at": iso(row.escalated_at) if row.escalated_at else None,
        # A year whose holidays are not announced yet: the day may still move.
        "calendar_known": due is None or working_time.is_known(due.year),
    }


def _names(session: Session, keys: set[str]) -> dict[str, str]:
    """Return the names of institutions by key."""
    wanted = keys - {""}
    if not wanted:
        return {}
    return dict(session.exec(select(Institution.key, Institution.name).where(col(Institution.key).in_(wanted))).all())
