"""The route by which whoever was asked to help answers: 接受协办, 无法协办, 协办完成."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accounts import actors
from api.accounts import service as accounts
from api.demands import helping, history, routing, views
from api.demands.work_models import DispatchState
from api.deps import CaseUser, SessionDep
from api.windows import scope as scopes

router = APIRouter(prefix="/api/v1/demands/{case_no}", tags=["派单"])


class Answered(StrEnum):
    """What a helper may answer."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    DONE = "done"


class HelpAnswer(BaseModel):
    """The answer of a helper."""

    to: Answered = Field(examples=["accepted"])
    text: str = Field(default="", max_length=500, description="无法协办的原因，或协办做了什么；接受时可不写")
    dispatch_id: int | None = Field(default=None, ge=1, description="哪一项协办；只有一项时不用写")
    version: int | None = Field(default=None, ge=0, description="看到的版本；别人先办了就报冲突")


@router.post("/co-handling", summary="答复协办：接受、无法协办、协办完成（协办的机构、窗口；主办窗口可代记）")
def answer(case_no: str, data: HelpAnswer, user: CaseUser, session: SessionDep) -> dict[str, Any]:
    """Keep how a helper answers; the demand stays where it stands."""
    scope = scopes.of(session, user)
    demand = routing.require(session, case_no, scope)
    routing.require_version(demand, data.version)
    row = helping.require(session, demand, scope, data.dispatch_id)
    helping.answer(session, demand, row, DispatchState(data.to), actors.of(user), data.text)
    accounts.record(session, user.username, "co_answer", case_no, f"{data.to.value} {row.institution or row.window}")
    return {**views.for_agent(demand), "dispatches": history.dispatches(session, demand, scope)}
