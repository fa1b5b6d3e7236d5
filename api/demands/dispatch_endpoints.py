"""Routes for agents and institutions: 派单, 改派, 协办, 督办, 上报, 等企业答复."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accounts import actors
from api.accounts import service as accounts
from api.demands import dispatching, former, lifecycle, routing, views, waiting
from api.demands.dispatching import Target
from api.demands.models import Action
from api.demands.routing import in_hand
from api.deps import AgentUser, CaseUser, SessionDep
from api.windows import scope as scopes
from api.written import Written

router = APIRouter(prefix="/api/v1/demands/{case_no}", tags=["派单"])


class DispatchCreate(BaseModel):
    """To whom; without an institution it is that of the enterprise's choice."""

    window: str | None = Field(default=None, max_length=64, examples=["W-430121"])
    institution: str | None = Field(default=None, max_length=64)
    note: str = Field(default="", max_length=500, description="改派必填原因")
    version: int | None = Field(default=None, ge=0)


class Words(BaseModel):
    """A reason, a question, an instruction."""

    text: Written = Field(min_length=1, max_length=500)
    version: int | None = Field(default=None, ge=0)


@router.post("/dispatch", summary="派单或改派给窗口、机构（坐席）")
def dispatch(case_no: str, data: DispatchCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Hand a demand over."""
    demand = in_hand(session, case_no, user, data.version)
    routing.require_reach(session, user, data.window)
    dispatching.dispatch(session, demand, actors.of(user), Target(data.window, data.institution), data.note)
    accounts.record(session, user.username, "dispatch", case_no, f"{demand.window or ''} {demand.institution or ''}")
    return views.for_agent(demand)


@router.post("/co-handlers", summary="请窗口或机构协办（坐席）")
def add_co_handler(case_no: str, data: DispatchCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Ask somebody to help."""
    demand = in_hand(session, case_no, user, data.version)
    dispatching.add_co_handler(session, demand, actors.of(user), Target(data.window, data.institution), data.note)
    accounts.record(session, user.username, "co_handle", case_no, data.window or data.institution or "")
    return views.for_agent(demand)


@router.post("/escalation", summary="上报上一级窗口（坐席）")
def escalate(case_no: str, data: Words, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Give a demand to the window above."""
    demand = in_hand(session, case_no, user, data.version)
    dispatching.escalate(session, demand, actors.of(user), data.text)
    accounts.record(session, user.username, "escalate", case_no)
    return views.for_agent(demand)


@router.post("/supervision", summary="督办（上级窗口）")
def supervise(case_no: str, data: Words, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Urge whoever has a demand in hand."""
    scope = scopes.of(session, user)
    demand = routing.require(session, case_no, scope)
    scope.require_above(session, demand.window)
    dispatching.supervise(session, demand, actors.of(user), data.text)
    accounts.record(session, user.username, "supervise", case_no)
    return views.for_agent(demand)


@router.post("/wait", summary="等企业补充，期限暂停（坐席、机构）")
def wait(case_no: str, data: Words, user: CaseUser, session: SessionDep) -> dict[str, Any]:
    """Ask the enterprise; the deadline stands still."""
    demand = in_hand(session, case_no, user, data.version)
    return views.for_agent(waiting.pause(session, demand, actors.of(user), data.text))


@router.post("/resume", summary="企业已补充，期限继续（坐席、机构）")
def resume(case_no: str, data: Words, user: CaseUser, session: SessionDep) -> dict[str, Any]:
    """Let the deadline run on."""
    demand = in_hand(session, case_no, user, data.version)
    return views.for_agent(waiting.resume(session, demand, actors.of(user), data.text))


@router.post("/notes", summary="办理备注（坐席、机构），企业看不到", status_code=201)
def add_note(case_no: str, data: Words, user: CaseUser, session: SessionDep) -> dict[str, Any]:
    """Keep a note in the history; a window that sees the demand may write one, an institution that has a part in it."""
    demand = former.require_part(session, case_no, scopes.of(session, user))
    lifecycle.record(session, demand, Action.NOTE, actors.of(user), data.text)
    return views.for_agent(demand)
