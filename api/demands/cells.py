"""Filters that a figure hands to the list of demands, so that each of its cells opens to the cases behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from api import days
from api.catalogue import offered
from api.demands.models import Choice, Demand, DemandStatus
from api.demands.work_models import Deadline, Dispatch, DispatchRole, DispatchState, Stage
from api.matches.models import Match
from knowledge import sectors

NONE = "-"  # stands for "not known" where a figure counts those without a category, a sector, a window
MOST_NUMBERS = 50
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
    """What became of a deadline; ``judged`` is either of the two, ``done`` a stage that came to its end."""

    MET = "met"
    MISSED = "missed"
    JUDGED = "judged"
    DONE = "done"


class Asked(StrEnum):
    """How far a follow-up came; each step is part of the one before."""

    PLANNED = "planned"
    SENT = "sent"  # a provider took a message, or an agent got through
    DELIVERED = "delivered"  # it is known to have arrived
    ANSWERED = "answered"


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
    sent_as: DispatchRole | None = Field(default=None, description="派给它主办还是协办；不给就是主办")
    sent_back: bool | None = Field(default=None, description="派出后退回过的")
    sent_accepted: bool | None = Field(default=None, description="派出后受理过的")
    sent_state: DispatchState | None = Field(default=None, description="那次派单现在到了哪一步")
    sent_since: date | None = None
    sent_until: date | None = None
    item: Key = None
    chosen_of: Key = Field(default=None, description="企业选过这家机构的服务、专家或机构本身")
    case_no: list[str] = Field(default=[], max_length=MOST_NUMBERS, description="正好是这些编号")
    asked: Asked | None = Field(default=None, description="办结后的回访走到过这一步")
    stage: Stage | None = Field(default=None, description="这个环节在 set_since 到 set_until 之间开始计时")
    kept: Kept | None = Field(default=None, description="按时、超时、其一、已办成；不给 stage 就是任一环节")
    stage_window: Key = None
    stage_institution: Key = None
    set_since: date | None = None
    set_until: date | None = None
    model_version: str | None = Field(default=None, max_length=100, description="匹配所用的模型版本")
    matched_since: date | None = None
    matched_until: date | None = None
    taken_within: int | None = Field(default=None, ge=1, le=50, description="选了或告知了所示的前几条之一")
    decided: bool | None = Field(default=None, description="真：匹配有了结果，选了、告知了，或都不要")
    match_reason: str | None = Field(
        default=None, max_length=16, description="匹配的结论：ok、unsupplied、out_of_domain"
    )


def is_value(column: Any, value: str) -> ColumnElement[bool]:
    """Return the condition that a column has a value, or none at all if the value is ``-``."""
    found: ColumnElement[bool] = column.is_(None) if value == NONE else column == value
    return found


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


def asked_at_least(step: Asked) -> ColumnElement[bool]:
    """Return the condition that the question after completion came so far."""
    return col(Demand.asked_far) >= list(Asked).index(step)


def taken_on() -> ColumnElement[bool]:
    """Return the condition that a dispatch was accepted, whatever became of it later; of old rows the state tells."""
    served = col(Dispatch.state).in_((DispatchState.ACCEPTED, DispatchState.DONE))
    return or_(col(Dispatch.accepted_at).is_not(None), served)


def judged(kept: Kept) -> ColumnElement[bool]:
    """Return the condition that a deadline came to this."""
    met, done = col(Deadline.met).is_(True), col(Deadline.met).is_not(None)
    return {Kept.MET: met, Kept.MISSED: missed(), Kept.JUDGED: or_(met, missed()), Kept.DONE: done}[kept]


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
    if filters.case_no:
        found.append(col(Demand.case_no).in_(filters.case_no))
    return found + _elsewhere(filters)


def of_institution(key: str) -> ColumnElement[bool]:
    """Return the condition that a choice is of what an institution offers, or of the institution itself."""
    return or_(
        col(Choice.item_id) == key, *(col(Choice.item_id).in_(offered.keys(table, key)) for table in offered.TABLES)
    )


def _of_section(section: str) -> ColumnElement[bool]:
    """Return the condition that a demand's sector is a section or one of its divisions."""
    if section == NONE:
        return col(Demand.sector).is_(None)
    return col(Demand.sector).in_([code for code, one in sectors.load().items() if section in (code, one.parent)])


def _elsewhere(filters: CellFilters) -> list[ColumnElement[bool]]:
    """Return the conditions that other tables hold; each of them by any of its filters."""
    found = [work(filters) for names, work in ELSEWHERE if any(getattr(filters, name) is not None for name in names)]
    if filters.item:
        found.append(col(Demand.id).in_(select(Choice.demand_id).where(Choice.item_id == filters.item)))
    if filters.chosen_of:
        found.append(col(Demand.id).in_(select(Choice.demand_id).where(of_institution(filters.chosen_of))))
    if filters.asked is not None:
        found.append(asked_at_least(filters.asked))
    return found


def _sent(filters: CellFilters) -> ColumnElement[bool]:
    query = select(Dispatch.demand_id).where(Dispatch.role == (filters.sent_as or DispatchRole.LEAD))
    if filters.sent_to:
        query = query.where(Dispatch.institution == filters.sent_to)
    if filters.sent_back:
        query = query.where(Dispatch.state == DispatchState.RETURNED)
    if filters.sent_accepted is not None:
        query = query.where(taken_on() if filters.sent_accepted else ~taken_on())
    if filters.sent_state:
        query = query.where(Dispatch.state == filters.sent_state)
    return col(Demand.id).in_(query.where(*days.between(Dispatch.at, filters.sent_since, filters.sent_until)))


def _timed(filters: CellFilters) -> ColumnElement[bool]:
    query = select(Deadline.demand_id).where(*days.between(Deadline.set_at, filters.set_since, filters.set_until))
    if filters.stage is not None:
        query = query.where(Deadline.stage == filters.stage)
    if filters.kept is not None:
        query = query.where(judged(filters.kept))
    if filters.stage_window:
        query = query.where(Deadline.window == filters.stage_window, col(Deadline.institution).is_(None))
    if filters.stage_institution:
        query = query.where(Deadline.institution == filters.stage_institution)
    return col(Demand.id).in_(query)


def _matched(filters: CellFilters) -> ColumnElement[bool]:
    query = select(Match.demand_id).where(
        col(Match.demand_id).is_not(None), *days.between(Match.created_at, filters.matched_since, filters.matched_until)
    )
    if filters.model_version:
        query = query.where(Match.model_version == filters.model_version)
    if filters.match_reason:
        query = query.where(Match.reason == filters.match_reason)
    if filters.taken_within:
        query = query.where(col(Match.taken) <= filters.taken_within)
    if filters.decided:
        query = query.where(col(Match.taken).is_not(None))
    return col(Demand.id).in_(query)


ELSEWHERE: tuple[tuple[tuple[str, ...], Callable[[CellFilters], ColumnElement[bool]]], ...] = (
    (("sent_to", "sent_as", "sent_back", "sent_accepted", "sent_state", "sent_since", "sent_until"), _sent),
    (("stage", "kept", "stage_window", "stage_institution", "set_since", "set_until"), _timed),
    (("model_version", "taken_within", "decided", "match_reason", "matched_since", "matched_until"), _matched),
)
