"""Routes for agents: what the enterprise said of a finished case on the telephone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.accounts import actors
from api.accounts import service as accounts
from api.accounts.models import User
from api.appeals import routing as appeal_routing
from api.clock import iso
from api.demands import routing as demand_routing
from api.deps import AgentUser, ReadSessionDep, SessionDep, StateDep
from api.errors import NotFoundError
from api.masking import mask_known
from api.ratings import delivered, keeping, links
from api.ratings.keeping import Case
from api.ratings.models import Rating
from api.windows import scope as scopes

Score = Annotated[int, Field(ge=1, le=5)]
Key = Annotated[str, Field(min_length=1, max_length=64)]
router = APIRouter(prefix="/api/v1", tags=["评价"])


class RatingCreate(BaseModel):
    """How it was, 1 to 5, and why."""

    score: int = Field(ge=1, le=5, examples=[4])
    remark: str = Field(default="", max_length=500, examples=["来的人很专业"])
    services: dict[Key, Score] = Field(
        default={}, max_length=20, description="选了几项服务时，各项的分，键是条目编号", examples=[{"F-loan": 5}]
    )
    version: int | None = Field(default=None, ge=0)


@router.post("/demands/{case_no}/rating", summary="代企业评价一件办完的需求（坐席）", status_code=201)
def rate_demand(case_no: str, data: RatingCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep a score for a demand."""
    return _rate(session, demand_routing.in_hand(session, case_no, user, data.version, recorder=True), data, user)


@router.get("/demands/{case_no}/rating", summary="一件需求的评价（坐席）")
def get_demand_rating(case_no: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return the score of a demand with its remark."""
    return _of(session, demand_routing.require(session, case_no, scopes.of(session, user)))


@router.post("/appeals/{case_no}/rating", summary="代企业评价一件答复了的诉求（坐席）", status_code=201)
def rate_appeal(case_no: str, data: RatingCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep a score for an appeal's result."""
    return _rate(session, appeal_routing.in_hand(session, case_no, user, data.version), data, user)


@router.get("/appeals/{case_no}/rating", summary="一件诉求的评价（坐席）")
def get_appeal_rating(case_no: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return the score of an appeal with its remark."""
    return _of(session, appeal_routing.require(session, case_no, scopes.of(session, user)))


@router.post("/demands/{case_no}/rating-link", summary="给企业的评价链接（坐席），30 天有效，留痕", status_code=201)
def link_of_demand(case_no: str, user: AgentUser, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Return the address at which whoever holds it rates this demand."""
    address = links.addresses(state.settings.public_url, state.secret)
    return links.hand_out(session, address, demand_routing.in_hand(session, case_no, user, recorder=True), user)


@router.post("/appeals/{case_no}/rating-link", summary="给企业的诉求评价链接（坐席），30 天有效，留痕", status_code=201)
def link_of_appeal(case_no: str, user: AgentUser, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Return the address at which whoever holds it rates this appeal."""
    address = links.addresses(state.settings.public_url, state.secret)
    return links.hand_out(session, address, appeal_routing.in_hand(session, case_no, user), user)


def _rate(session: SessionDep, case: Case, data: RatingCreate, user: User) -> dict[str, Any]:
    rating = keeping.keep(session, case, data.score, data.remark.strip(), actors.of(user), data.services)
    accounts.record(session, user.username, "rate", case.case_no, str(data.score))
    return _public(session, rating, case)


def _of(session: ReadSessionDep, case: Case) -> dict[str, Any]:
    rating = keeping.of_case(session, case.case_no)
    if rating is None:
        raise NotFoundError(f"{case.case_no} 还没有评价。")
    return _public(session, rating, case)


def _public(session: Session, rating: Rating, case: Case) -> dict[str, Any]:
    return {
        "case_no": rating.case_no,
        "status": case.status.value,
        "score": rating.score,
        "services": delivered.scores(session, case.case_no),
        "low": rating.score <= keeping.LOW,
        "remark": mask_known(rating.remark, case.personal.get("contact")),
        "after_low": rating.after_low.value if rating.after_low else None,
        "by": rating.by,
        "channel": rating.channel,
        "reopened_at": iso(rating.reopened_at) if rating.reopened_at else None,
        "updated_at": iso(rating.updated_at),
    }
