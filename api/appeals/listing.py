"""Lists of appeals for agents, and the history of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api import days
from api.appeals import handling, routing, service
from api.appeals.models import Appeal, AppealStatus, AppealStep
from api.clock import iso, utc_now
from api.masking import mask_known
from api.windows import tree
from api.windows.scope import Scope


class Filters(BaseModel):
    """What a list may be narrowed by; all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    case_no: str | None = Field(default=None, max_length=32)
    status: list[AppealStatus] = Field(default=[], max_length=10)
    category: str | None = Field(default=None, max_length=32)
    region: str | None = Field(default=None, pattern=r"^\d{6}$", description="省、市、县代码，含下级")
    window: str | None = Field(default=None, max_length=64, description="窗口编号，含下级")
    channel: str | None = Field(default=None, max_length=16)
    overdue: bool | None = None
    supervised: bool | None = None
    open_only: bool = False
    since: date | None = None
    until: date | None = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20


def listed(session: Session, scope: Scope, filters: Filters) -> tuple[list[dict[str, Any]], int]:
    """Return one page of the appeals that a scope may see, newest first, and how many there are in all."""
    conditions = [routing.visible(scope), *_conditions(session, filters)]
    total = session.execute(select(func.count()).select_from(Appeal).where(*conditions)).scalar_one()
    query = select(Appeal).where(*conditions).order_by(col(Appeal.id).desc())
    appeals = session.exec(query.offset(filters.offset).limit(filters.limit)).all()
    return described(session, appeals), total


def described(session: Session, appeals: Sequence[Appeal]) -> list[dict[str, Any]]:
    """Return appeals as agents see them, with the names of their windows; one query."""
    windows = tree.load(session)
    return [{**service.for_agent(appeal), "window_name": windows.name(appeal.window)} for appeal in appeals]


def history(session: Session, appeal: Appeal) -> list[dict[str, Any]]:
    """Return every step of an appeal, oldest first; in words phones and the enterprise's contact are starred."""
    contact = appeal.personal.get("contact")
    query = select(AppealStep).where(AppealStep.appeal_id == appeal.id).order_by(col(AppealStep.id))
    windows = tree.load(session)
    return [
        {
            "at": iso(row.at),
            "action": row.action.value,
            "from": row.from_status.value if row.from_status else None,
            "to": row.to_status.value,
            "to_label": handling.label(row.to_status),
            "actor": row.actor,
            "actor_kind": row.actor_kind.value,
            "channel": row.channel,
            "target": row.target,
            "target_name": windows.name(row.target) or "",
            "note": mask_known(row.note, contact),
        }
        for row in session.exec(query)
    ]


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    names = ("case_no", "category", "channel")
    equal = {name: value for name in names if (value := getattr(filters, name)) is not None}
    found = [col(getattr(Appeal, name)) == value for name, value in equal.items()]
    if filters.status:
        found.append(col(Appeal.status).in_(filters.status))
    if filters.open_only:
        found.append(col(Appeal.status).not_in((AppealStatus.CLOSED, AppealStatus.WITHDRAWN)))
    if filters.region:
        found.append(col(Appeal.region).startswith(filters.region.removesuffix("00").removesuffix("00")))
    if filters.window:
        found.append(col(Appeal.window).in_(tree.load(session).under(filters.window)))
    return [*found, *_moments(filters)]


def _moments(filters: Filters) -> list[ColumnElement[bool]]:
    found = []
    if filters.overdue is not None:
        late = col(Appeal.due_at) < utc_now()
        found.append(late if filters.overdue else col(Appeal.due_at).is_(None) | ~late)
    if filters.supervised is not None:
        urged = col(Appeal.supervised_at)
        found.append(urged.is_not(None) if filters.supervised else urged.is_(None))
    return found + days.between(Appeal.created_at, filters.since, filters.until)
