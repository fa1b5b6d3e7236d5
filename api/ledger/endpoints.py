"""Routes for agents: the match ledger, and what became of each suggestion."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.ledger import entries
from api.ledger.outcomes import outcomes
from api.matches import events
from api.matches.models import Verdict

router = APIRouter(prefix="/api/v1/matches", tags=["匹配台账"])
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=100)]
Reason = Literal["", "ok", "unsupplied", "out_of_domain"]


class VerdictCreate(BaseModel):
    """What an agent did with suggestions: told the enterprise of them, or set them aside."""

    verdict: Literal["used", "rejected"] = Field(examples=["used"])
    item_ids: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=50)


def wanted(
    reason: Reason = "",
    model_version: Annotated[str, Query(max_length=100)] = "",
    category: Annotated[str, Query(max_length=32)] = "",
    region: Annotated[str, Query(pattern=r"^(\d{6})?$", description="六位代码；省、市包括其下各地")] = "",
    channel: Annotated[str, Query(max_length=16)] = "",
    since: date | None = None,
    until: date | None = None,
) -> entries.Wanted:
    """Return which rows the query asks for."""
    return entries.Wanted(reason, model_version, category, region, channel, since, until)


WantedDep = Annotated[entries.Wanted, Depends(wanted)]


@router.get("", summary="匹配台账（坐席），只见自己范围内的，最新在前，个人信息打码")
def list_matches(
    user: AgentUser, session: ReadSessionDep, which: WantedDep, offset: Offset = 0, limit: Limit = 20
) -> list[dict[str, Any]]:
    """Return rows with what became of them."""
    found = entries.find(session, which, offset, limit, user)
    return entries.brief(found, outcomes(session, found))


@router.get("/failures", summary="没有算成的匹配（坐席）：系统故障，不算“没有供给”")
def list_failures(
    user: AgentUser, session: ReadSessionDep, which: WantedDep, offset: Offset = 0, limit: Limit = 20
) -> list[dict[str, Any]]:
    """Return matches that could not be computed."""
    return [entries.failure(row) for row in entries.failures(session, which, offset, limit, user)]


@router.get("/{match_id}", summary="一条匹配的全部记录（坐席）：候选、各阶段得分、筛选、版本和结果")
def get_match(match_id: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one row whole."""
    return entries.whole(session, entries.require(session, match_id, user))


@router.post("/{match_id}/verdicts", summary="记下推荐的哪条用了、哪条没用（坐席）")
def create_verdict(match_id: str, data: VerdictCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Record what became of suggestions and return the row."""
    match = entries.require(session, match_id, user)
    events.record(session, match, data.item_ids, Verdict(data.verdict), user.username)
    return entries.brief([match], outcomes(session, [match]))[0]
