"""Demands as they are shown."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api.clock import aware, iso, utc_now
from api.demands import choose, lifecycle, submit
from api.demands.models import Demand
from api.masking import mask_known, mask_name, mask_phone
from knowledge import slots as slot_names


def of_conversation(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """Return the demands of a conversation to its owner, oldest first, with all that he said himself."""
    query = select(Demand).where(Demand.conversation_id == conversation_id).order_by(Demand.id)  # type: ignore[arg-type]
    return [for_owner(session, demand) for demand in session.exec(query)]


def for_owner(session: Session, demand: Demand) -> dict[str, Any]:
    """Return one demand in the contract's shape."""
    shown = choose.shown_results(submit.newest_match(session, demand))
    return {
        "case_no": demand.case_no,
        "category": demand.category,
        "slots": all_slots(demand),
        "status": demand.status.value,
        "status_label": lifecycle.label(demand.status),
        "shown": [{key: result[key] for key in ("item_id", "kind", "name", "provider", "score")} for result in shown],
        "chosen": [{"item_id": c.item_id, "kind": c.kind, "rank": c.rank} for c in choose.chosen(session, demand)],
        "rating": demand.rating,
        "created_at": iso(demand.created_at),
    }


def for_agent(demand: Demand) -> dict[str, Any]:
    """Return one demand for lists: nothing that names a person is readable."""
    contact = demand.personal.get("contact")
    return {
        "case_no": demand.case_no,
        "category": demand.category,
        "region": demand.region,
        "status": demand.status.value,
        "status_label": lifecycle.label(demand.status),
        "need": mask_known(demand.need, contact),
        "slots": demand.slots,
        "contact": mask_name(contact),
        "phone": mask_phone(demand.personal.get("phone")),
        "company": demand.slots.get("company"),
        "channel": demand.channel,
        "recorded_by": demand.recorded_by,
        "urgent": demand.urgent,
        "window": demand.window,
        "institution": demand.institution,
        "handler": demand.handler,
        "returns": demand.returns,
        "due_at": iso(demand.due_at) if demand.due_at else None,
        "overdue": demand.due_at is not None and aware(demand.due_at) < utc_now(),
        "waiting_since": iso(demand.waiting_since) if demand.waiting_since else None,
        "supervised_at": iso(demand.supervised_at) if demand.supervised_at else None,
        "merged_into": demand.merged_into,
        "rating": demand.rating,
        "version": demand.version,
        "created_at": iso(demand.created_at),
        "updated_at": iso(demand.updated_at),
    }


def all_slots(demand: Demand) -> dict[str, Any]:
    """Return every slot of a demand, personal ones included."""
    values = {**demand.slots, **demand.personal, "need": demand.need, "category": demand.category}
    return {name: values[name] for name in slot_names.names() if values.get(name) not in (None, "", [], False)}
