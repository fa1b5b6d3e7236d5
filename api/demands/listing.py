"""Lists of demands for agents: filters, search, order, and the names beside the keys, without a query a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from sqlalchemy import ColumnElement, false, func, not_
from sqlmodel import Session, col, select

from api import days
from api.catalogue.models import Institution
from api.clock import utc_now
from api.demands import cells, former, helping, routing, searching, todo, views
from api.demands.models import Demand, DemandStatus
from api.windows import tree
from api.windows.scope import Scope

OVER = (DemandStatus.CLOSED, DemandStatus.CANCELLED, DemandStatus.MERGED)


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    DUE = "due"


class Filters(cells.CellFilters):
    """What a list may be narrowed by; all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=100, description="编号、电话，或需求和企业名称里的字")
    status: list[DemandStatus] = Field(default=[], max_length=20)
    category: str | None = Field(default=None, max_length=32)
    region: str | None = Field(default=None, pattern=r"^(\d{6}|-)$", description="省、市、县代码，含下级；- 为不明")
    sector: str | None = Field(default=None, max_length=8)
    window: str | None = Field(default=None, max_length=64, description="窗口编号，含下级")
    institution: str | None = Field(default=None, max_length=64)
    handler: str | None = Field(default=None, max_length=64)
    channel: str | None = Field(default=None, max_length=16)
    urgent: bool | None = None
    overdue: bool | None = None
    waiting: bool | None = None
    supervised: bool | None = None
    open_only: bool = False
    todo: bool | None = Field(
        default=None, description="要本人办的：新到本窗口的，快到期、超期的，和请本人协办还没答复的"
    )
    helping: bool | None = Field(default=None, description="请本人的机构或窗口协办、还没办完的")
    since: date | None = None
    until: date | None = None
    order: Order = Order.NEWEST
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20


def listed(session: Session, scope: Scope, filters: Filters, username: str = "") -> tuple[list[dict[str, Any]], int]:
    """Return one page of the demands that a scope may see, and how many there are in all; five queries.

    :param username: Whose turn it is to be where the filters ask for that.
    """
    conditions = [routing.held(scope), *_conditions(session, filters)]
    if filters.todo is not None:
        his = todo.of(username, scope)
        rest = not_(func.coalesce(his, false()))  # it is unknown of what has no window, handler or day
        conditions.append(his if filters.todo else rest)
    if filters.helping is not None:
        asked = helping.asked_of(scope)
        conditions.append(asked if filters.helping else not_(asked))
    total = session.execute(select(func.count()).select_from(Demand).where(*conditions)).scalar_one()
    due = (col(Demand.due_at).is_(None), col(Demand.due_at), col(Demand.id))
    order = due if filters.order is Order.DUE else (col(Demand.id).desc(),)
    page = select(Demand.id).where(*conditions).order_by(*order).offset(filters.offset).limit(filters.limit)
    query = select(Demand).where(col(Demand.id).in_(page)).order_by(*order)  # sorts numbers, not whole rows
    return described(session, session.exec(query).all(), scope), total


def described(session: Session, demands: Sequence[Demand], scope: Scope | None = None) -> list[dict[str, Any]]:
    """Return demands as agents see them, with the names of windows and institutions; three queries.

    :param scope: Whose eyes they are: who is asked to help is told so, with how far that has come (``helping``); an
        institution that has no part in one any more is not told who has it now.
    """
    left, asked = former.left_at(session, demands, scope), helping.states_of(session, demands, scope)
    windows = tree.load(session)
    keys = {demand.institution for demand in demands if demand.institution}
    query = select(Institution.key, Institution.name).where(col(Institution.key).in_(keys))
    names = dict(session.exec(query).all()) if keys else {}
    return [
        {
            **views.for_agent(demand),
            "window_name": windows.name(demand.window),
            "institution_name": names.get(demand.institution or "", demand.institution),
            "helping": asked.get(demand.id or 0),
            **(dict.fromkeys(former.PRESENT) if demand.id in left else {}),
        }
        for demand in demands
    ]


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters that are set."""
    equal = {
        name: value
        for name in ("category", "sector", "institution", "handler", "channel", "urgent")
        if (value := getattr(filters, name)) is not None
    }
    found = [cells.is_value(getattr(Demand, name), value) for name, value in equal.items()]
    found += cells.conditions(filters)
    if filters.q.strip():
        found.append(searching.matching(filters.q))
    if filters.status:
        found.append(col(Demand.status).in_(filters.status))
    if filters.open_only:
        found.append(col(Demand.status).not_in(OVER))
    if filters.region:
        found.append(in_region(filters.region))
    if filters.window:
        found.append(col(Demand.window).in_(tree.load(session).under(filters.window)))
    return [*found, *_moments(filters)]


def in_region(region: str) -> ColumnElement[bool]:
    """Return the condition that a demand comes from a province, city or county, all below it included."""
    if region == cells.NONE:
        return col(Demand.region).is_(None)
    return col(Demand.region).startswith(below(region))


def below(region: str) -> str:
    """Return what the codes of a region and of all below it begin with.

    >>> below("430000"), below("430100"), below("430112")
    ('43', '4301', '430112')
    """
    return region.removesuffix("00").removesuffix("00")


def _moments(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on time."""
    found: list[ColumnElement[bool]] = []
    if filters.overdue is not None:
        late = col(Demand.due_at) < utc_now()
        found.append(late if filters.overdue else col(Demand.due_at).is_(None) | ~late)
    for name, column in (("waiting", Demand.waiting_since), ("supervised", Demand.supervised_at)):
        wanted = getattr(filters, name)
        if wanted is not None:
            found.append(col(column).is_not(None) if wanted else col(column).is_(None))
    return found + days.between(Demand.created_at, filters.since, filters.until)
