"""Routes for agents: needs that seem to be recorded twice, merging them, and taking a merge back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accounts import actors
from api.accounts import service as accounts
from api.demands import duplicates, listing, routing, views
from api.demands.routing import in_hand
from api.deps import AgentUser, ReadSessionDep, SessionDep, StateDep
from api.windows import scope as scopes
from api.written import Written

router = APIRouter(prefix="/api/v1/demands/{case_no}", tags=["重复需求"])


class Merge(BaseModel):
    """Into which one, and why they are the same."""

    into: str = Field(min_length=1, max_length=32, examples=["XQ202611230001"])
    reason: Written = Field(min_length=1, max_length=500, examples=["同一笔贷款，打了两次电话"])
    version: int | None = Field(default=None, ge=0)


class Unmerge(BaseModel):
    """Why they are two after all."""

    reason: Written = Field(min_length=1, max_length=500)
    version: int | None = Field(default=None, ge=0)


@router.get("/duplicates", summary="可能重复的需求和理由（坐席），最像的在前")
def list_duplicates(case_no: str, user: AgentUser, session: ReadSessionDep, state: StateDep) -> list[dict[str, Any]]:
    """Return open demands that may be the same."""
    scope = scopes.of(session, user)
    demand = routing.require(session, case_no, scope)
    found = duplicates.suggest(session, state.matcher.current().encoder, demand, scope)
    rows = listing.described(session, [one.demand for one in found])
    return [
        {**row, "likeness": one.likeness, "reasons": one.reasons, "in_hand": routing.has_in_hand(one.demand, scope)}
        for row, one in zip(rows, found, strict=True)
    ]


@router.post("/merge", summary="并入另一件需求（坐席），两件都要在自己手里，可以撤销")
def merge(case_no: str, data: Merge, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Merge a demand into another one."""
    demand, into = in_hand(session, case_no, user, data.version), in_hand(session, data.into, user)
    duplicates.merge(session, demand, into, actors.of(user), data.reason)
    accounts.record(session, user.username, "merge", case_no, into.case_no)
    return views.for_agent(demand)


@router.post("/unmerge", summary="撤销合并（坐席），回到合并之前")
def unmerge(case_no: str, data: Unmerge, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Take a merge back."""
    demand = in_hand(session, case_no, user, data.version)
    duplicates.unmerge(session, demand, actors.of(user), data.reason)
    accounts.record(session, user.username, "unmerge", case_no)
    return views.for_agent(demand)
