"""Routes for agents: whom to call back, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal, Revealed
from api.callbacks import lists, service, work
from api.callbacks.lists import Which
from api.callbacks.models import TryOutcome
from api.clock import utc_now
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.windows import scope as scopes
from api.written import Written

router = APIRouter(prefix="/api/v1", tags=["回电"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Try(BaseModel):
    """One call of an agent."""

    outcome: TryOutcome
    note: str = Field(default="", max_length=2000, examples=["说下午三点以后再打"])


class PutOff(BaseModel):
    """Another time, and why."""

    at: datetime = Field(examples=["2026-11-30T10:00:00+08:00"])
    reason: Written = Field(min_length=2, max_length=200, examples=["企业在开会"])


@router.get("/call-backs", summary="等着回电的（坐席）：该打的、我领的、全部；只见自己范围内的，电话打码，先来的在前")
def list_call_backs(
    user: AgentUser,
    session: ReadSessionDep,
    which: Annotated[Which, Query(alias="list")] = Which.ALL,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return open call-backs."""
    found = lists.listed(session, scopes.of(session, user), offset, limit, which, user.username)
    return [lists.public(call) for call in found]


@router.get("/call-backs/{call_id}", summary="一个回电和打过的每次电话（坐席）")
def get_call_back(call_id: Number, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return one with the calls that were made."""
    return lists.whole(session, service.require(session, call_id, scopes.of(session, user), to_change=False))


@router.post("/call-backs/{call_id}/take", summary="领到我名下（坐席），留痕")
def take(call_id: Number, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Put it on the caller's list."""
    call = service.require(session, call_id, scopes.of(session, user))
    work.take(session, call, user.username)
    accounts.record(session, user.username, "take_call_back", f"call-back {call_id}")
    return lists.whole(session, call)


@router.post("/call-backs/{call_id}/calls", summary="记一次电话（坐席）：打通就算回过，没打通下一个工作日再打，留痕")
def record_call(call_id: Number, data: Try, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep the outcome of a call."""
    call = service.require(session, call_id, scopes.of(session, user))
    work.called(session, call, user.username, data.outcome, data.note, utc_now())
    accounts.record(session, user.username, "call_back_call", f"call-back {call_id}", data.outcome.value)
    return lists.whole(session, call)


@router.post("/call-backs/{call_id}/put-off", summary="改到别的时间再打（坐席），写明原因，留痕")
def put_off(call_id: Number, data: PutOff, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Call at another time, moved into office hours."""
    call = service.require(session, call_id, scopes.of(session, user))
    work.put_off(session, call, data.at, utc_now())
    accounts.record(session, user.username, "put_off_call_back", f"call-back {call_id}", data.reason)
    return lists.whole(session, call)


@router.post("/call-backs/{call_id}/reveal", summary="查看回电号码（坐席），每次留痕")
def reveal(call_id: Number, data: Reveal, user: AgentUser, session: SessionDep) -> Revealed:
    """Return the number in clear; who looked and why is kept."""
    call = service.require(session, call_id, scopes.of(session, user))
    return reveals.reveal(session, user, f"call-back {call_id}", data, call.phone)


@router.post("/call-backs/{call_id}/done", summary="记为已回电（坐席），留痕")
def done(call_id: Number, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Note that the call was made."""
    call = service.done(session, service.require(session, call_id, scopes.of(session, user)), user.username)
    accounts.record(session, user.username, "call_back_done", str(call_id), call.reason.value)
    return lists.public(call)
