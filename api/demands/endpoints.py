"""Routes for agents: demands, their steps, and the audited look at a phone number."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import Session, select

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal, Revealed
from api.demands import lifecycle, views
from api.demands.models import Demand, DemandStatus
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.errors import NotFoundError

router = APIRouter(prefix="/api/v1", tags=["需求"])


class TransitionCreate(BaseModel):
    """A step of a demand."""

    to: DemandStatus = Field(examples=["dispatched"])
    reason: str = Field(default="", max_length=500)


@router.get("/demands", summary="需求列表（坐席），联系方式打码")
def list_demands(
    _: AgentUser,
    session: ReadSessionDep,
    status: DemandStatus | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return demands, newest first."""
    query = select(Demand).order_by(Demand.id.desc()).offset(offset).limit(limit)  # type: ignore[union-attr]
    if status is not None:
        query = query.where(Demand.status == status)
    return [views.for_agent(demand) for demand in session.exec(query)]


@router.get("/demands/{case_no}", summary="一条需求（坐席），联系方式打码")
def get_demand(case_no: str, _: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one demand with what was shown and chosen."""
    demand = require(session, case_no)
    owner = views.for_owner(session, demand)
    return {**views.for_agent(demand), **{key: owner[key] for key in ("shown", "chosen", "rating")}}


@router.post("/demands/{case_no}/transitions", summary="变更需求状态（坐席），留痕")
def create_transition(case_no: str, data: TransitionCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Take a demand to another status."""
    demand = lifecycle.move(session, require(session, case_no), data.to, user.username, data.reason)
    accounts.record(session, user.username, "transition", case_no, data.to.value)
    return views.for_agent(demand)


@router.post("/demands/{case_no}/reveal", summary="查看联系方式（坐席），每次留痕")
def reveal(case_no: str, data: Reveal, user: AgentUser, session: SessionDep) -> Revealed:
    """Return contact and phone in clear; who looked and why is kept."""
    demand = require(session, case_no)
    known = demand.personal
    return reveals.reveal(session, user, case_no, data, known.get("phone"), known.get("contact"))


def require(session: Session, case_no: str) -> Demand:
    """Return the demand of this number.

    :raises NotFoundError: If there is none.
    """
    demand = session.exec(select(Demand).where(Demand.case_no == case_no)).first()
    if demand is None:
        raise NotFoundError(f"没有编号为 {case_no[:32]} 的需求。")
    return demand
