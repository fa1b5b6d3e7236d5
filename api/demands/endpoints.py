"""Routes for agents: demands in their scope, their history, and the audited look at a phone number."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.accounts import actors, reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal, Revealed
from api.demands import helping, history, listing, routing, steps, views
from api.demands.models import DemandStatus
from api.demands.routing import in_hand
from api.deps import CaseUser, ListUser, ReadSessionDep, SessionDep
from api.windows import scope as scopes

router = APIRouter(prefix="/api/v1", tags=["需求"])


class TransitionCreate(BaseModel):
    """A step of a demand."""

    to: DemandStatus = Field(examples=["dispatched"])
    reason: str = Field(default="", max_length=500)
    version: int | None = Field(default=None, ge=0, description="看到的版本；别人先办了就报冲突")


@router.get("/demands", summary="需求列表（坐席、机构、查看者），只见自己范围内的，联系方式打码；总数在 X-Total-Count")
def list_demands(
    user: ListUser, session: ReadSessionDep, response: Response, filters: Annotated[listing.Filters, Query()]
) -> list[dict[str, Any]]:
    """Return one page of demands."""
    rows, total = listing.listed(session, scopes.of(session, user), filters, user.username)
    response.headers["X-Total-Count"] = str(total)
    return rows


@router.get("/demands/{case_no}", summary="一条需求（坐席、机构），联系方式打码")
def get_demand(case_no: str, user: CaseUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one demand with what was shown and chosen, who has it in hand, and what may be done next."""
    scope = scopes.of(session, user)
    demand = routing.require(session, case_no, scope)
    owner = views.for_owner(session, demand)
    (row,) = listing.described(session, [demand], scope)
    return {
        **row,
        **{key: owner[key] for key in ("shown", "chosen", "rating")},
        "dispatches": history.dispatches(session, demand, scope),
        "deadlines": history.deadlines(session, demand, scope),
        "steps": steps.possible(demand, user, scope),
    }


@router.get("/demands/{case_no}/history", summary="一条需求的办理经过：谁、何时、从哪到哪、为什么")
def get_history(case_no: str, user: CaseUser, session: ReadSessionDep) -> list[dict[str, Any]]:
    """Return every audited step, oldest first."""
    scope = scopes.of(session, user)
    return history.of(session, routing.require(session, case_no, scope), scope)


@router.post("/demands/{case_no}/transitions", summary="变更需求状态（坐席、机构），留痕")
def create_transition(case_no: str, data: TransitionCreate, user: CaseUser, session: SessionDep) -> dict[str, Any]:
    """Take a demand to another status; dispatching, accepting and returning do all that belongs to them."""
    demand = in_hand(session, case_no, user, data.version)
    hints = helping.hints(session, demand, data.to)
    steps.take(session, demand, data.to, actors.of(user), data.reason)
    accounts.record(session, user.username, "transition", case_no, data.to.value)
    return {**views.for_agent(demand), "hints": hints}


@router.post("/demands/{case_no}/reveal", summary="查看联系方式（坐席、机构），每次留痕")
def reveal(case_no: str, data: Reveal, user: CaseUser, session: SessionDep) -> Revealed:
    """Return contact and phone in clear; who looked and why is kept."""
    known = routing.require_served(session, case_no, scopes.of(session, user)).personal
    return reveals.reveal(session, user, case_no, data, known.get("phone"), known.get("contact"))
