"""A step of the talk: what an enterprise adds to a recorded demand in words that no slot holds is kept with it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from api.accounts.actors import ENTERPRISE
from api.conversations.steps import Held, OfCase
from api.demands import choose, lifecycle, revise
from api.demands.models import Action
from api.deps import SessionDep, internal

router = APIRouter(
    prefix="/internal/v1/conversations/{conversation_id}", dependencies=[Depends(internal)], include_in_schema=False
)
LONGEST = 500


@router.post("/remarks")
def keep_remark(conversation: Held, data: OfCase, session: SessionDep) -> dict[str, Any]:
    """Write it into the demand's history; where another demand waits for an answer it is left to be that."""
    if any(demand.waiting_since is not None for demand in revise.of_conversation(session, conversation.id)):
        return {"kept": False}
    demand = choose.require(session, conversation.id, data.case_no)
    lifecycle.record(session, demand, Action.NOTE, ENTERPRISE, f"企业补充：{data.text[:LONGEST]}")
    return {"kept": True}
