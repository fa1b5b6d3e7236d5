"""Routes for agents: appeals, their steps, and the audited look at who made one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import select

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal, Revealed
from api.appeals import handling, service
from api.appeals.models import Appeal, AppealStatus
from api.deps import AgentUser, ReadSessionDep, SessionDep

router = APIRouter(prefix="/api/v1", tags=["诉求"])


class AppealStepCreate(BaseModel):
    """A step of an appeal."""

    to: AppealStatus = Field(examples=["assigned"])
    note: str = Field(default="", max_length=2000, examples=["衡阳市石鼓区政务服务中心"])


@router.get("/appeals", summary="诉求列表（坐席），联系方式打码")
def list_appeals(
    _: AgentUser,
    session: ReadSessionDep,
    status: AppealStatus | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return appeals, newest first."""
    query = select(Appeal).order_by(Appeal.id.desc()).offset(offset).limit(limit)  # type: ignore[union-attr]
    if status is not None:
        query = query.where(Appeal.status == status)
    return [service.for_agent(appeal) for appeal in session.exec(query)]


@router.get("/appeals/{case_no}", summary="一条诉求（坐席）")
def get_appeal(case_no: str, _: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one appeal."""
    return service.for_agent(service.require(session, case_no))


@router.post("/appeals/{case_no}/steps", summary="办理诉求（坐席）：交办、答复、办结，留痕")
def create_step(case_no: str, data: AppealStepCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Take an appeal to another status."""
    appeal = handling.move(session, service.require(session, case_no), data.to, user.username, data.note)
    accounts.record(session, user.username, "appeal_step", case_no, data.to.value)
    return service.for_agent(appeal)


@router.post("/appeals/{case_no}/reveal", summary="查看诉求人联系方式（坐席），每次留痕")
def reveal(case_no: str, data: Reveal, user: AgentUser, session: SessionDep) -> Revealed:
    """Return contact and phone in clear; who looked and why is kept."""
    appeal = service.require(session, case_no)
    known = appeal.personal
    return reveals.reveal(session, user, case_no, data, known.get("phone"), known.get("contact"))
