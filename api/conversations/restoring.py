"""A step of the talk: the enterprise takes a cancellation back, and the case is open again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.appeals import handling
from api.appeals import service as appeals
from api.appeals.models import Appeal
from api.clock import aware
from api.conversations.models import Conversation
from api.conversations.steps import Held
from api.demands import choose, lifecycle, revise, showing, submit
from api.demands.models import Demand
from api.deps import SessionDep, StateDep, internal
from api.state import AppState

router = APIRouter(
    prefix="/internal/v1/conversations/{conversation_id}", dependencies=[Depends(internal)], include_in_schema=False
)


class Cancelled(BaseModel):
    """Which case."""

    case_no: str | None = Field(default=None, max_length=32)


@router.post("/restorations")
def restore_case(conversation: Held, data: Cancelled, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Open a case again: the one of this number, else the one of this talk that was taken back last."""
    case = _named(session, conversation, data.case_no) if data.case_no else _last(session, conversation)
    if case is None:
        return {"case_no": data.case_no, "restored": False, "state": None, "chosen": [], "items": []}
    if isinstance(case, Demand):
        return _demand(session, state, case)
    restored = appeals.restore(session, case)
    told = handling.label(case.status)
    return {"case_no": case.case_no, "restored": restored, "state": told, "chosen": [], "items": []}


def _named(session: Session, conversation: Conversation, number: str) -> Demand | Appeal | None:
    of_talk: list[Demand | Appeal] = [
        *revise.of_conversation(session, conversation.id),
        *appeals.of_conversation(session, conversation.id),
    ]
    return next((case for case in of_talk if case.case_no == number), None)


def _last(session: Session, conversation: Conversation) -> Demand | Appeal | None:
    """Return the demand or appeal of the talk that was taken back last."""
    demands = [one for one in revise.of_conversation(session, conversation.id) if revise.is_cancelled(one)]
    complaints = [one for one in appeals.of_conversation(session, conversation.id) if appeals.is_withdrawn(one)]
    taken_back: list[Demand | Appeal] = [*demands, *complaints]
    return max(taken_back, key=lambda case: aware(case.updated_at), default=None)


def _demand(session: Session, state: AppState, demand: Demand) -> dict[str, Any]:
    """Open a demand again; what was chosen stands, and without a choice what was found is shown once more."""
    restored = revise.restore(session, demand)
    chosen = revise.names(session, state.matcher, demand)
    found = showing.found(submit.newest_match(session, demand), state.matcher.current())
    return {
        "case_no": demand.case_no,
        "restored": restored,
        "state": lifecycle.label(demand.status),
        "chosen": chosen,
        "items": found["items"] if restored and not choose.chosen(session, demand) else [],
    }
