"""Routes for agents: whom to call back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal, Revealed
from api.callbacks import service
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.windows import scope as scopes

router = APIRouter(prefix="/api/v1", tags=["回电"])


@router.get("/call-backs", summary="等着回电的（坐席），只见自己范围内的，电话打码，先来的在前")
def list_call_backs(
    user: AgentUser,
    session: ReadSessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return open call-backs."""
    return [service.public(call) for call in service.list_open(session, scopes.of(session, user), offset, limit)]


@router.post("/call-backs/{call_id}/reveal", summary="查看回电号码（坐席），每次留痕")
def reveal(call_id: int, data: Reveal, user: AgentUser, session: SessionDep) -> Revealed:
    """Return the number in clear; who looked and why is kept."""
    call = service.require(session, call_id, scopes.of(session, user))
    return reveals.reveal(session, user, f"call-back {call_id}", data, call.phone)


@router.post("/call-backs/{call_id}/done", summary="记为已回电（坐席），留痕")
def done(call_id: int, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Note that the call was made."""
    call = service.done(session, service.require(session, call_id, scopes.of(session, user)), user.username)
    accounts.record(session, user.username, "call_back_done", str(call_id), call.reason.value)
    return service.public(call)
