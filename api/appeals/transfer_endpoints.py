"""Routes for agents: 移交, 上报 and 督办 of appeals."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accounts import actors
from api.accounts import service as accounts
from api.appeals import routing, service, transferring
from api.appeals.routing import in_hand
from api.deps import AgentUser, SessionDep
from api.errors import NotAllowedError
from api.windows import scope as scopes
from api.windows import tree
from api.written import Written

router = APIRouter(prefix="/api/v1/appeals/{case_no}", tags=["诉求"])


class Words(BaseModel):
    """A reason, an instruction."""

    text: Written = Field(min_length=1, max_length=500)
    version: int | None = Field(default=None, ge=0)


class Transfer(Words):
    """To which window, and why."""

    window: str = Field(min_length=1, max_length=64, examples=["W-430121"])


@router.post("/transfer", summary="移交别的窗口（坐席）：下级、上级，或由共同的上级转")
def transfer(case_no: str, data: Transfer, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Give an appeal to another window: below the own one, or above it."""
    appeal = in_hand(session, case_no, user, data.version)
    scope, windows = scopes.of(session, user), tree.load(session)
    node = windows.require(data.window)
    if not scope.has(node.key) and node.key not in {above.key for above in windows.up(scope.home)}:
        raise NotAllowedError(f"{node.name}不归您的窗口管，请上报后由上级移交。")
    transferring.transfer(session, appeal, actors.of(user), node.key, data.text)
    accounts.record(session, user.username, "appeal_transfer", case_no, node.key)
    return service.for_agent(appeal)


@router.post("/escalation", summary="上报上一级窗口（坐席）")
def escalate(case_no: str, data: Words, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Give an appeal to the window above."""
    appeal = in_hand(session, case_no, user, data.version)
    transferring.escalate(session, appeal, actors.of(user), data.text)
    accounts.record(session, user.username, "appeal_escalate", case_no)
    return service.for_agent(appeal)


@router.post("/supervision", summary="督办（上级窗口）")
def supervise(case_no: str, data: Words, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Urge whoever has an appeal in hand."""
    scope = scopes.of(session, user)
    appeal = routing.require(session, case_no, scope)
    scope.require_above(session, appeal.window)
    transferring.supervise(session, appeal, actors.of(user), data.text)
    accounts.record(session, user.username, "appeal_supervise", case_no)
    return service.for_agent(appeal)
