"""The cases of a person, wherever they were recorded, a page at a time, as they may be read on any of his channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, union_all
from sqlmodel import Session, col, select

from api.appeals import handling
from api.appeals.models import Appeal
from api.clock import iso
from api.demands import lifecycle, units
from api.demands.models import Demand
from api.identity.cases import Reach
from api.masking import mask_known
from api.ratings import keeping
from knowledge import statuses

DEMAND, APPEAL = "demand", "appeal"
PAGE, MOST = 20, 100


@dataclass(frozen=True)
class Page:
    """Some of the cases, newest first, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


def page(session: Session, reach: Reach, own: str, offset: int = 0, limit: int = PAGE) -> Page:
    """Return a page of the cases; of what was said elsewhere nothing that names a person. At most nine queries.

    :param own: The conversation in which they are read.
    """
    both = union_all(_places(DEMAND, Demand, reach.demands), _places(APPEAL, Appeal, reach.appeals)).subquery()
    total = session.execute(select(func.count()).select_from(both)).scalar_one()
    wanted = select(both.c.what, both.c.id).order_by(both.c.created_at.desc(), both.c.case_no.desc())
    places = [(str(what), int(id_)) for what, id_ in session.execute(wanted.offset(offset).limit(limit))]
    told = {**_demands(session, _ids(places, DEMAND), own), **_appeals(session, _ids(places, APPEAL), own)}
    return Page([told[place] for place in places if place in told], total)


def _places(what: str, table: type[Demand] | type[Appeal], condition: Any) -> Any:
    """Return by what cases are found and put in order, without their words."""
    return select(literal(what).label("what"), table.id, table.created_at, table.case_no).where(condition)


def _ids(places: list[tuple[str, int]], what: str) -> list[int]:
    return [id_ for kind, id_ in places if kind == what]


def _demands(session: Session, ids: list[int], own: str) -> dict[tuple[str, int], dict[str, Any]]:
    rows = list(session.exec(select(Demand).where(col(Demand.id).in_(ids)))) if ids else []
    names = units.of(session, rows) if rows else {}
    return {(DEMAND, one.id or 0): _demand(one, names[one.id or 0], own) for one in rows}


def _appeals(session: Session, ids: list[int], own: str) -> dict[tuple[str, int], dict[str, Any]]:
    rows = list(session.exec(select(Appeal).where(col(Appeal.id).in_(ids)))) if ids else []
    return {(APPEAL, one.id or 0): _appeal(one, own) for one in rows}


def _demand(demand: Demand, unit: str, own: str) -> dict[str, Any]:
    return {
        **_case(demand, own),
        "what": DEMAND,
        "about": mask_known(demand.need, demand.personal.get("contact")),
        "status_label": lifecycle.label(demand.status),
        "following": statuses.next_step("demand", demand.status.value, unit),
        "answer": "",
    }


def _appeal(appeal: Appeal, own: str) -> dict[str, Any]:
    return {
        **_case(appeal, own),
        "what": APPEAL,
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
