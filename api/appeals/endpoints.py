"""Routes for agents: appeals in their scope, their steps, and the audited look at who made one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.accounts import actors, reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal, Revealed
from api.appeals import handling, listing, routing, service
from api.appeals.models import AppealAction, AppealStatus
from api.appeals.routing import in_hand
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.windows import scope as scopes
from api.written import Written

router = APIRouter(prefix="/api/v1", tags=["诉求"])


class AppealStepCreate(BaseModel):
    """A step of an appeal."""

    to: AppealStatus = Field(examples=["assigned"])
    note: str = Field(default="", max_length=2000, examples=["衡阳市石鼓区政务服务中心"])
    version: int | None = Field(default=None, ge=0, description="看到的版本；别人先办了就报冲突")


class Note(BaseModel):
    """A note for colleagues."""

    text: Written = Field(min_length=1, max_length=500)


@router.get("/appeals", summary="诉求列表（坐席），只见自己范围内的，联系方式打码；总数在 X-Total-Count")
def list_appeals(
    user: AgentUser, session: ReadSessionDep, response: Response, filters: Annotated[listing.Filters, Query()]
) -> list[dict[str, Any]]:
    """Return appeals, newest first."""
    rows, total = listing.listed(session, scopes.of(session, user), filters)
    response.headers["X-Total-Count"] = str(total)
    return rows


@router.get("/appeals/{case_no}", summary="一条诉求（坐席）和现在可以办的步骤")
def get_appeal(case_no: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one appeal."""
    scope = scopes.of(session, user)
    appeal = routing.require(session, case_no, scope)
    steps = handling.STEPS[appeal.status] if scope.has(appeal.window) else ()
    (row,) = listing.described(session, [appeal])
    return {
        **row,
        "steps": [{"to": one.to.value, "label": handling.label(one.to), "note": one.note} for one in steps],
    }


@router.get("/appeals/{case_no}/history", summary="一条诉求的办理经过：谁、何时、从哪到哪、为什么")
def get_history(case_no: str, user: AgentUser, session: ReadSessionDep) -> list[dict[str, Any]]:
    """Return every audited step, oldest first."""
    return listing.history(session, routing.require(session, case_no, scopes.of(session, user)))


@router.post("/appeals/{case_no}/steps", summary="办理诉求（坐席）：交办、答复、办结、重新办理，留痕")
def create_step(case_no: str, data: AppealStepCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Take an appeal to another status."""
    appeal = in_hand(session, case_no, user, data.version)
    handling.move(session, appeal, data.to, actors.of(user), data.note)
    accounts.record(session, user.username, "appeal_step", case_no, data.to.value)
    return service.for_agent(appeal)


@router.post("/appeals/{case_no}/notes", summary="办理备注（坐席），企业看不到", status_code=201)
def add_note(case_no: str, data: Note, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep a note in the history; whoever sees the appeal may write one."""
    appeal = routing.require(session, case_no, scopes.of(session, user))
    handling.record(session, appeal, AppealAction.NOTE, actors.of(user), data.text)
    return service.for_agent(appeal)


@router.post("/appeals/{case_no}/reveal", summary="查看诉求人联系方式（坐席），每次留痕")
def reveal(case_no: str, data: Reveal, user: AgentUser, session: SessionDep) -> Revealed:
    """Return contact and phone in clear; who looked and why is kept."""
    known = routing.require(session, case_no, scopes.of(session, user)).personal
    return reveals.reveal(session, user, case_no, data, known.get("phone"), known.get("contact"))
