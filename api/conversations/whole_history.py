"""All cases of a person, wherever they were recorded, as they may be read on any of his channels."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from api.appeals import handling
from api.appeals.models import Appeal
from api.clock import iso
from api.conversations.progress import unit
from api.demands import lifecycle
from api.demands.models import Demand
from api.identity import cases
from api.identity.cases import Reach
from api.masking import mask_known
from api.ratings import keeping
from knowledge import statuses


def of_reach(session: Session, reach: Reach, own: str) -> list[dict[str, Any]]:
    """Return the cases, newest first; of what was said elsewhere nothing that names a person.

    :param own: The conversation in which they are read.
    """
    rows = [_demand(session, one, own) for one in cases.demands(session, reach)]
    rows += [_appeal(one, own) for one in cases.appeals(session, reach)]
    return sorted(rows, key=lambda row: (row["created_at"], row["case_no"]), reverse=True)


def _demand(session: Session, demand: Demand, own: str) -> dict[str, Any]:
    return {
        **_case(demand, own),
        "what": "demand",
        "about": mask_known(demand.need, demand.personal.get("contact")),
        "status_label": lifecycle.label(demand.status),
        "following": statuses.next_step("demand", demand.status.value, unit(session, demand)),
        "answer": "",
    }


def _appeal(appeal: Appeal, own: str) -> dict[str, Any]:
    return {
        **_case(appeal, own),
        "what": "appeal",
        "about": mask_known(appeal.object or appeal.detail, appeal.personal.get("contact")),
        "status_label": handling.label(appeal.status),
        "following": statuses.next_step("appeal", appeal.status.value, appeal.unit),
        "answer": mask_known(appeal.result, appeal.personal.get("contact")),
    }


def _case(case: Demand | Appeal, own: str) -> dict[str, Any]:
    return {
        "case_no": case.case_no,
        "status": case.status.value,
        "channel": case.channel,
        "own": case.conversation_id == own,
        "rating": case.rating,
        "rateable": keeping.is_rateable(case),
        "created_at": iso(case.created_at),
    }
