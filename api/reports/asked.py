"""What a figure is asked for: the period and what it is narrowed by, with the scope of who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from api import days
from api.accounts.models import User
from api.demands import cells, listing, routing
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import Dispatch
from api.errors import InvalidInputError
from api.unindexed import Unindexed
from api.windows import scope as scopes
from api.windows import tree
from api.windows.scope import Scope
from api.windows.tree import WindowTree

MERGED = select(Demand.id).where(Demand.status == DemandStatus.MERGED)  # few; no row of the others is read
NARROWED_BY = ("category", "region", "sector", "channel", "window", "institution")


class Narrowed(BaseModel):
    """Period and filters of a figure; all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    since: date | None = Field(default=None, description="第一天；不给就从今年一月一日起")
    until: date | None = Field(default=None, description="最后一天；不给就到今天")
    category: str | None = Field(default=None, max_length=32)
    region: str | None = Field(default=None, pattern=r"^(\d{6}|-)$", description="省、市、县代码，含下级")
    sector: str | None = Field(default=None, max_length=8)
    channel: str | None = Field(default=None, max_length=16)
    window: str | None = Field(default=None, max_length=64, description="窗口编号，含下级")


class Asked(Narrowed):
    """The same of everything that is counted, or of what an institution has in hand."""

    institution: str | None = Field(default=None, max_length=64)


@dataclass(frozen=True)
class Question:
    """A figure's question, ready to be put to the database.

    :param own: Conditions on demands, without those of the scope.
    :param narrowed: Whether more than the period restricts which demands count.
    :param only: Key of the institution whose rows alone are asked for: no more demands than it was handed are gathered.
    """

    since: date
    until: date
    scope: Scope
    windows: WindowTree
    own: tuple[ColumnElement[bool], ...]
    narrowed: bool
    filters: dict[str, Any]
    only: str | None = None

    def demands(self, one_by_one: bool = False) -> list[ColumnElement[bool]]:
        """Return the conditions on demands recorded in the period, scope included.

        :param one_by_one: Whether few are looked at, so that all which the scope may see need not be gathered first.
        """
        seen = routing.visible_alone(self.scope) if one_by_one else routing.held(self.scope)
        return [*self.own, seen, *self.recorded()]

    def recorded(self, in_order: bool = False) -> list[ColumnElement[bool]]:
        """Return the condition that a demand was recorded in the period.

        :param in_order: Whether there is an index in the order of the groups: going through all of it costs half of
            finding the period and sorting what lies in it, where nothing narrows further.
        """
        return days.between(Unindexed(Demand.created_at) if in_order else Demand.created_at, self.since, self.until)

    def of_demand(self, column: Any) -> list[ColumnElement[bool]]:
        """Return the condition that a row of another table belongs to a demand that counts, whenever recorded."""
        if self.filters or (self.narrowed and self.only is not None):
            theirs = select(Dispatch.demand_id).where(Dispatch.institution == self.only)
            near = [] if self.only is None else [col(Demand.id).in_(theirs)]
            return [col(column).in_(select(Demand.id).where(*near, *self.own, routing.held(self.scope)))]
        if not self.narrowed:  # what belongs to no demand counts as well, where such a thing can be
            unmerged = col(column).not_in(MERGED)
            return [or_(col(column).is_(None), unmerged) if column.expression.nullable else unmerged]
        return [routing.visible(self.scope, col(column), lambda demand: demand.not_in(MERGED))]

    @property
    def by_place(self) -> bool:
        """Tell whether the windows on rows tell what counts: nothing narrows but the period and the scope."""
        return not self.filters and self.scope.institution is None

    def inside(self, window: Any) -> list[ColumnElement[bool]]:
        """Return the condition that a row lies at a window of the scope; none where the scope is everything."""
        return [] if self.scope.everything else [col(window).in_(self.scope.windows)]

    def elsewhere(self, demand: Any, window: Any) -> list[list[ColumnElement[bool]]]:
        """Return the conditions on the rows that the scope sees although they lie elsewhere, if there can be any."""
        if self.scope.everything:
            return []
        outside = or_(col(window).is_(None), col(window).not_in(self.scope.windows))
        return [[col(demand).in_(routing.apart(self.scope)), outside]]

    def parts(self, demand: Any, window: Any) -> list[tuple[int, list[ColumnElement[bool]]]]:
        """Return the conditions on rows that belong to a demand that counts, in parts, each to be added or taken off.

        Where nothing but time and scope narrow, what lies at the windows of the scope counts whole, and what of it
        belongs to merged demands, which are few, is taken off: quicker than to ask each row. What the scope sees
        although it lies elsewhere is added.
        """
        if not self.by_place:
            return [(1, self.of_demand(demand))]
        inside, merged = self.inside(window), col(demand).in_(MERGED)
        more = [(1, [*there, ~merged]) for there in self.elsewhere(demand, window)]
        return [(1, inside), *more, (-1, [*inside, merged])]

    def cases(self, **more: Any) -> dict[str, Any]:
        """Return the filters with which ``GET /api/v1/demands`` lists the cases of a cell of demands."""
        period = {"since": self.since.isoformat(), "until": self.until.isoformat(), "counted": True}
        return {**self.filters, **period, **more}

    def place(self, region: str) -> dict[str, Any]:
        """Return the filter of a cell of a province or city; one narrowed to a place within it stays there."""
        asked = str(self.filters.get("region") or "")
        return {"region": asked if asked.startswith(listing.below(region)) else region}

    def stage_cases(self, **more: Any) -> dict[str, Any]:
        """Return the filters for a cell of deadlines."""
        period = {"set_since": self.since.isoformat(), "set_until": self.until.isoformat(), "counted": True}
        return {**self.filters, **period, **more}


def question(session: Session, user: User, asked: Narrowed, today: date) -> Question:
    """Return the question of a user, in his scope.

    :raises InvalidInputError: If the period ends before it begins.
    :raises NotFoundError: If the window does not exist or lies outside the scope.
    """
    windows = tree.load(session)
    return of_scope(scopes.of(session, user, windows), windows, asked, today)


def of_scope(scope: Scope, windows: WindowTree, asked: Narrowed, today: date) -> Question:
    """Return the question of a scope."""
    since, until = asked.since or date((asked.until or today).year, 1, 1), asked.until or today
    if until < since:
        raise InvalidInputError(f"起始日 {since} 晚于截止日 {until}。")
    filters = {name: value for name in NARROWED_BY if (value := getattr(asked, name, None))}
    found = [col(Demand.status) != DemandStatus.MERGED]
    found += [
        cells.is_value(Unindexed(getattr(Demand, name)), value)
        for name, value in filters.items()
        if name not in ("region", "window")
    ]
    if asked.region:
        found.append(listing.in_region(asked.region))
    if asked.window:
        found.append(Unindexed(Demand.window).in_(windows.under(windows.require(asked.window).key)))
    return Question(since, until, scope, windows, tuple(found), bool(filters) or not scope.everything, filters)
