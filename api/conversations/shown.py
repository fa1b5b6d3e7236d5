"""A step of the talk: what was shown for a demand, looked at once more, asked about or exchanged."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from api.conversations import listed
from api.conversations.steps import Held, OfCase
from api.demands import choose, lifecycle, revise, submit
from api.deps import SessionDep, StateDep, internal
from api.matches.cards import cards

router = APIRouter(
    prefix="/internal/v1/conversations/{conversation_id}", dependencies=[Depends(internal)], include_in_schema=False
)


@router.post("/shown")
def tell_shown(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Return what was shown last, which of it the text means (from 0), what is chosen, and whether that may change."""
    demand = choose.require(session, conversation.id, data.case_no)
    results = choose.shown_results(submit.newest_match(session, demand))
    return {
        "items": cards(results, state.matcher.current()),
        "meant": choose.meant(results, data.text, listed.newest_numbers(session, conversation.id)),
        "chosen": revise.names(session, state.matcher, demand),
        "open": demand.status in revise.STILL_OPEN,
        "state": lifecycle.label(demand.status),
    }
