"""Routes for agents: whom to ask, what was tried, what was answered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.accounts import service as accounts
from api.callbacks.models import TryOutcome
from api.clock import CHINA, in_china, utc_now
from api.demands.cells import Asked
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.errors import InvalidInputError
from api.followups import calls, lists, reach
from api.followups.lists import Which
from api.followups.models import FollowUpStatus
from api.windows import scope as scopes
from api.written import Written

router = APIRouter(prefix="/api/v1", tags=["回访"])
FIRST_DAY, LAST_DAY = date(2000, 2, 1), date(2100, 1, 1)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Call(BaseModel):
    """One call of an agent."""

    outcome: TryOutcome
    answer: str = Field(default="", max_length=2000, examples=["机构当天就来了，还在等银行放款"])
    score: int | None = Field(default=None, ge=1, le=5)


class Reason(BaseModel):
    """Why something is not done."""

    reason: Written = Field(min_length=2, max_length=200, examples=["企业昨天刚来过电话"])


class Replan(Reason):
    """Another time."""

    at: datetime = Field(examples=["2026-11-30T10:00:00+08:00"])


@router.get("/follow-ups", summary="回访列表（坐席）：该打电话的、我领的、全部；联系方式打码；总数在 X-Total-Count")
def list_follow_ups(
    user: AgentUser,
    session: ReadSessionDep,
    response: Response,
    which: Annotated[Which, Query(alias="list")] = Which.DUE,
    case_no: Annotated[str | None, Query(max_length=32)] = None,
    status: FollowUpStatus | None = None,
    since: Annotated[date | None, Query(description="从这一天起该做的", examples=["2026-11-01"])] = None,
    until: Annotated[date | None, Query(description="到这一天止，含", examples=["2026-11-30"])] = None,
    came: Annotated[Asked | None, Query(description="走到过这一步的：发出、送到、答复")] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return one page of follow-ups."""
    due = _days(since, until) if since or until else None
    scope, now = scopes.of(session, user), utc_now()
    rows, total = lists.listed(session, scope, which, user.username, now, case_no, status, offset, limit, due, came)
    response.headers["X-Total-Count"] = str(total)
    return rows


@router.get(
    "/follow-ups/figures", summary="回访数字（坐席）：计划、发出、送到、答复分开；回复率占送到的算，样本少的标出"
)
def get_figures(
    user: AgentUser,
    session: ReadSessionDep,
    since: Annotated[date | None, Query(description="不给就是最近三十天", examples=["2026-11-01"])] = None,
    until: Annotated[date | None, Query(description="含这一天；不给就到今天", examples=["2026-11-30"])] = None,
) -> dict[str, Any]:
    """Return how far the follow-ups due in these days got."""
    return reach.figures(session, scopes.of(session, user), *_days(since, until))


def _days(since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Return the moments between which these days lie, the last thirty unless given.

    :raises InvalidInputError: If they lie too far off, or end before they begin.
    """
    until = until or in_china(utc_now()).date()
    if not FIRST_DAY <= until < LAST_DAY:
        raise InvalidInputError("结束日期要在 2000 年以后、2100 年以前。")
    since = max(since, FIRST_DAY) if since else until - timedelta(days=30)
    if until < since:
        raise InvalidInputError("结束日期不能早于开始日期。")
    first, last = (datetime.combine(day, time(), CHINA) for day in (since, until + timedelta(days=1)))
    return first, last


@router.get("/follow-ups/{follow_up_id}", summary="一次回访和它的每次尝试（坐席）")
def get_follow_up(follow_up_id: Number, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one with its attempts."""
    scope = scopes.of(session, user)
    return lists.whole(session, *calls.require(session, follow_up_id, scope), scope)


@router.post("/follow-ups/{follow_up_id}/take", summary="领到我名下（坐席），留痕")
def take(follow_up_id: Number, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Put it on the caller's list."""
    scope = scopes.of(session, user)
    follow_up, demand = calls.in_hand(session, follow_up_id, scope)
    calls.take(session, follow_up, user.username)
    accounts.record(session, user.username, "take_follow_up", demand.case_no, str(follow_up_id))
    return lists.whole(session, follow_up, demand, scope)


@router.post("/follow-ups/{follow_up_id}/calls", summary="记一次电话（坐席）：是否接通、说了什么、几分，留痕")
def record_call(follow_up_id: Number, data: Call, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep the outcome of a call."""
    scope = scopes.of(session, user)
    follow_up, demand = calls.in_hand(session, follow_up_id, scope)
    got_through = data.outcome is TryOutcome.REACHED
    calls.record(session, follow_up, demand, user.username, got_through, data.answer, data.score, utc_now())
    accounts.record(session, user.username, "follow_up_call", demand.case_no, data.outcome.value)
    return lists.whole(session, follow_up, demand, scope)


@router.post("/follow-ups/{follow_up_id}/skip", summary="跳过这次回访（坐席），写明原因，留痕")
def skip(follow_up_id: Number, data: Reason, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """End it without asking."""
    scope = scopes.of(session, user)
    follow_up, demand = calls.in_hand(session, follow_up_id, scope)
    calls.skip(session, follow_up, data.reason)
    accounts.record(session, user.username, "skip_follow_up", demand.case_no, data.reason)
    return lists.whole(session, follow_up, demand, scope)


@router.post("/follow-ups/{follow_up_id}/replan", summary="改到别的时间重新回访（坐席），写明原因，留痕")
def replan(follow_up_id: Number, data: Replan, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Begin anew at another time, moved into office hours."""
    scope = scopes.of(session, user)
    follow_up, demand = calls.in_hand(session, follow_up_id, scope)
    calls.replan(session, follow_up, demand, data.at, utc_now())
    accounts.record(session, user.username, "replan_follow_up", demand.case_no, data.reason)
    return lists.whole(session, follow_up, demand, scope)
