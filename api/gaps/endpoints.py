"""Routes for agents and maintainers: what was asked and could not be answered."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.deps import ReadSessionDep, SessionDep, allow
from api.gaps import service
from api.gaps.models import GapStatus
from api.windows import scope as scopes

router = APIRouter(prefix="/api/v1", tags=["知识缺口"])
Staff = Annotated[User, Depends(allow(Role.AGENT, Role.MAINTAINER))]


class GapUpdate(BaseModel):
    """Whether the catalogue answers the question now, and by which entry."""

    status: GapStatus = Field(examples=["answered"])
    item_id: str | None = Field(default=None, max_length=64, examples=["FAQ-D001"])


@router.get("/knowledge-gaps", summary="知识缺口：自己范围内答不上来的问题和被问次数，多的在前")
def list_gaps(
    user: Staff,
    session: ReadSessionDep,
    status: GapStatus | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return gaps, most asked first."""
    found = service.list_gaps(session, scopes.of(session, user), status, offset, limit)
    return [service.public(gap, asked) for gap, asked in found]


@router.patch("/knowledge-gaps/{gap_id}", summary="标为已补上（写明条目）或重新打开，留痕")
def update_gap(gap_id: int, data: GapUpdate, user: Staff, session: SessionDep) -> dict[str, Any]:
    """Settle a gap."""
    gap = service.settle(session, scopes.of(session, user), gap_id, data.status, data.item_id)
    accounts.record(session, user.username, "settle_gap", str(gap_id), data.status.value)
    return service.public(gap)
