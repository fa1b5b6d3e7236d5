"""Filters that a figure hands to the list of demands, so that each of its cells opens to the cases behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, func, select

from api.clock import CHINA
from api.demands.models import Choice, Deadline, Demand, DemandStatus, Dispatch, DispatchRole, DispatchState, Stage
from api.matches.models import Match
from knowledge import sectors

NONE = "-"  # stands for "not known" where a figure counts those without a category, a sector, a window
Key = Annotated[str | None, Field(max_length=64)]


class Reached(StrEnum):
    """How far a demand has ever come."""

    MATCHED = "matched"
    NO_MATCH = "no_match"
    CHOSEN = "chosen"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    RATED = "rated"
    RETURNED = "returned"


class Kept(StrEnum):
    """What became of a deadline."""

    MET = "met"
    MISSED = "missed"


class CellFilters(BaseModel):
    """What the cells of figures narrow a list by."""

    reached: list[Reached] = Field(default=[], max_length=8, description="曾经到过的环节，全部满足")
    not_reached: list[Reached] = Field(default=[], max_length=8, description="从未到过的环节")
    rating: list[int] = Field(default=[], max_length=5, description="评分，任一")
    counted: bool | None = Field(default=None, description="真：不含已并入另一件的需求（统计口径）")
    at_window: Key = None
    at_region: str | None = Field(default=None, pattern=r"^(\d{6}|-)$", description="正好是这个代码，不含下级")
    section: str | None = Field(default=None, pattern=r"^([A-T]|-)$", description="行业门类")
    sent_to: Key = None
    sent_back: bool | None = Field(default=None, description="与 sent_to 同用：退回过的")
    sent_since: date | None = None
    sent_until: date | None = None
    item: Key = None
    stage: Stage | None = Field(default=None, description="某一环节在 set_since 到 set_until 之间开始计时")
    kept: Kept | None = Field(default=None, description="与 stage 同用：按时或超时")
    stage_window: Key = None
    stage_institution: Key = None
    set_since: date | None = None
    set_until: date | None = None
    model_version: str | None = Field(default=None, max_length=100, description="匹配所用的模型版本")
    matched_since: date | None = None
    matched_until: date | None = None
    taken_within: int | None = Field(default=None, ge=1, le=50, description="选了所示的前几条之一")


def midnight(day: date) -> datetime:
    """Return the beginning of a day in China, in UTC: SQLite compares what is written, kept in UTC."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def between(column: Any, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a moment lies on one of these days, both included."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(col(column) >= midnight(since))
    if until is not None:
        found.append(col(column) < midnight(until + timedelta(days=1)))
    return found


def is_value(column: Any, value: str) -> ColumnElement[bool]:
    """Return the condition that a column has a value, or none at all if the value is ``-``."""
    return col(column).is_(None) if value == NONE else col(column) == value


def has_reached(step: Reached) -> ColumnElement[bool]:
    """Return the condition that a demand has come so far."""
    if step is Reached.RATED:
        return col(Demand.rating).is_not(None)
    if step is Reached.RETURNED:
        return col(Demand.returns) > 0
    return col(getattr(Demand, f"{step.value}_at")).is_not(None)


def missed() -> ColumnElement[bool]:
    """Return the condition that a deadline was not kept; one that went upward when it ran out counts, open or not."""
    return or_(col(Deadline.met).is_(False), and_(col(Deadline.met).is_(None), col(Deadline.escalated_at).is_not(None)))


def conditions(filters: CellFilters) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters that are set."""
    found = [has_reached(step) for step in filters.reached]
    found += [~has_reached(step) for step in filters.not_reached]
    if filters.rating:
        found.append(col(Demand.rating).in_(filters.rating))
    if filters.counted:
        found.append(col(Demand.status) != DemandStatus.MERGED)
    if filters.at_window:
        found.append(is_value(Demand.window, filters.at_window))
    if filters.at_region:
        found.append(is_value(Demand.region, filters.at_region))
    if filters.section:
        found.append(_of_section(filters.section))
    return found + _elsewhere(filters)


def _of_section(section: str) -> ColumnElement[bool]:
    """Return the condition that a demand's sector is a section or one of its divisions."""
    if section == NONE:
        return col(Demand.sector).is_(None)
    return col(Demand.sector).in_([code for code, one in sectors.load().items() if section in (code, one.parent)])


def _elsewhere(filters: CellFilters) -> list[ColumnElement[bool]]:
    """Return the conditions that other tables hold."""
    found = []
    if filters.sent_to:
        found.append(_sent(filters))
    if filters.stage:
        found.append(_timed(filters))
    if filters.item:
        found.append(col(Demand.id).in_(select(Choice.demand_id).where(Choice.item_id == filters.item)))
    if filters.model_version or filters.taken_within:
        found.append(_matched(filters))
    return found


def _sent(filters: CellFilters) -> ColumnElement[bool]:
    query = select(Dispatch.demand_id).where(
        Dispatch.institution == filters.sent_to, Dispatch.role == DispatchRole.LEAD
    )
    if filters.sent_back:
        query = query.where(Dispatch.state == DispatchState.RETURNED)
    return col(Demand.id).in_(query.where(*between(Dispatch.at, filters.sent_since, filters.sent_until)))


def _timed(filters: CellFilters) -> ColumnElement[bool]:
    query = select(Deadline.demand_id).where(
        Deadline.stage == filters.stage, *between(Deadline.set_at, filters.set_since, filters.set_until)
    )
    if filters.kept is not None:
        query = query.where(col(Deadline.met).is_(True) if filters.kept is Kept.MET else missed())
    if filters.stage_window:
        query = query.where(Deadline.window == filters.stage_window, col(Deadline.institution).is_(None))
    if filters.stage_institution:
        query = query.where(Deadline.institution == filters.stage_institution)
    return col(Demand.id).in_(query)


def _matched(filters: CellFilters) -> ColumnElement[bool]:
    query = select(Match.demand_id).where(
        col(Match.demand_id).is_not(None), *between(Match.created_at, filters.matched_since, filters.matched_until)
    )
    if filters.model_version:
        query = query.where(Match.model_version == filters.model_version)
    if filters.taken_within:
        taken = (
            select(Choice.match_id).group_by(col(Choice.match_id)).having(func.min(Choice.rank) <= filters.taken_within)
        )
        query = query.where(col(Match.id).in_(taken))
    return col(Demand.id).in_(query)
