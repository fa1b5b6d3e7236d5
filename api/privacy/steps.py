"""Steps of the talk about deletion: what it would take, that it is wished, and of the number alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from api.conversations.steps import Held, Said
from api.deps import SessionDep, internal
from api.privacy import numbers, open_cases, scope, wishes
from knowledge.reading import case_numbers

router = APIRouter(
    prefix="/internal/v1/conversations/{conversation_id}", dependencies=[Depends(internal)], include_in_schema=False
)


@router.post("/erasure-outlook")
def look_ahead(conversation: Held, session: SessionDep) -> dict[str, Any]:
    """Return the cases that a deletion would end, those that somebody works on apart."""
    found = scope.of(session, [conversation.id])
    return {"open": open_cases.waiting(session, found), "under_way": open_cases.under_way(session, found)}


@router.post("/erasures")
def want_erasure(conversation: Held, session: SessionDep) -> dict[str, Any]:
    """Take the wish down; wished twice it is fulfilled once."""
    return {"wished": wishes.wish(session, conversation.id)}


@router.post("/number-removals")
def remove_number(conversation: Held, data: Said, session: SessionDep) -> dict[str, Any]:
    """Take the telephone number out of the cases that the text names, or of all; tell which somebody works on."""
    named = frozenset(case_numbers.find(data.text))
    cases = numbers.forget(session, conversation, named)
    return {
        "case_nos": [case.case_no for case in cases],
        "under_way": [case.case_no for case in cases if numbers.is_handed_over(case)],
    }
