"""Routes for the bot's action server: one a step of the talk."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.appeals import service as appeals
from api.catalogue.answers import find_answer
from api.conversations import store
from api.conversations.models import Conversation
from api.demands import choose, fitting, followed, narrow, revise, submit
from api.deps import SessionDep, StateDep, internal
from api.matches.cards import RELAXED_LABELS, cards, question
from knowledge.reading.wishes import Wish, read_wish

router = APIRouter(
    prefix="/internal/v1/conversations/{conversation_id}", dependencies=[Depends(internal)], include_in_schema=False
)


def held(conversation_id: str, session: SessionDep) -> Conversation:
    """Return the conversation; of two steps on it at once the second waits."""
    return store.require(session, conversation_id, hold=True)


Held = Annotated[Conversation, Depends(held)]


class Draft(BaseModel):
    """A confirmed draft."""

    draft_key: str = Field(min_length=1, max_length=64)
    slots: dict[str, Any]


class OfCase(BaseModel):
    """A step on one demand."""

    case_no: str = Field(max_length=32)
    text: str = Field(default="", max_length=10_000)
    slots: dict[str, Any] = Field(default_factory=dict)


class Said(BaseModel):
    """A text to be read."""

    text: str = Field(max_length=10_000)


@router.post("/demands")
def submit_demand(conversation: Held, data: Draft, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Record and match a confirmed draft."""
    done = submit.submit(
        session,
        state.matcher,
        state.clock.today(),
        conversation.id,
        conversation.channel.value,
        data.draft_key,
        data.slots,
    )
    shown = choose.shown_results(done.match)
    return {
        "case_no": done.demand.case_no,
        "items": cards(shown, state.matcher.current()),
        "elsewhere_than": fitting.place_of(done.match),
        "relaxed": [RELAXED_LABELS.get(name, name) for name in done.match.relaxed],
        "question": question(shown),
    }


@router.post("/choices")
def choose_offers(conversation: Held, data: OfCase, session: SessionDep) -> dict[str, Any]:
    """Record a choice."""
    demand = choose.require(session, conversation.id, data.case_no)
    return {"chosen": choose.choose(session, demand, data.text)}


@router.post("/rejections")
def reject_offers(conversation: Held, data: OfCase, session: SessionDep) -> dict[str, Any]:
    """Record that nothing shown was wanted."""
    demand = choose.require(session, conversation.id, data.case_no)
    followed.reject(session, demand)
    return {"case_no": demand.case_no}


@router.post("/more")
def more_offers(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Show others: the next ones, or those that a wish (free, near, experts, policies) leaves."""
    demand = choose.require(session, conversation.id, data.case_no)
    today, wish, region = state.clock.today(), read_wish(data.text), data.slots.get("region")
    if wish is None and region is None:
        return {"items": narrow.more(session, state.matcher, demand, today), "wish": None}
    wish = wish or Wish(near=True)
    return {"items": narrow.narrow(session, state.matcher, demand, today, wish, region), "wish": wish.label}


@router.post("/corrections")
def correct_demand(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Correct a recorded demand; where it matters it is matched again."""
    demand = choose.require(session, conversation.id, data.case_no)
    channel = conversation.channel.value
    return asdict(revise.correct(session, state.matcher, state.clock.today(), demand, channel, data.slots))


@router.post("/withdrawals")
def withdraw_demand(conversation: Held, data: OfCase, session: SessionDep) -> dict[str, Any]:
    """Cancel a recorded demand."""
    demand = choose.require(session, conversation.id, data.case_no)
    return {"withdrawn": revise.withdraw(session, demand)}


@router.post("/progress")
def tell_progress(conversation: Held, data: Said, session: SessionDep) -> dict[str, Any]:
    """Tell where the demands of this conversation stand."""
    lines = followed.progress(session, conversation.id, data.text)
    return {"lines": lines + appeals.progress(session, conversation.id, data.text)}


@router.post("/ratings")
def rate_demand(conversation: Held, data: Said, session: SessionDep) -> dict[str, Any]:
    """Keep a score."""
    demand, score = followed.rate(session, conversation.id, data.text)
    return {"demand": demand.case_no if demand else None, "rating": score}


@router.post("/answers")
def answer_question(conversation_id: str, data: Said, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Answer a question about policy or procedure from the catalogue, with its source, or not at all."""
    store.require(session, conversation_id)
    return find_answer(state.matcher.current(), data.text, state.clock.today())


@router.post("/handoff")
def hand_over(conversation_id: str, session: SessionDep) -> dict[str, bool]:
    """Mark the conversation for a person."""
    store.hand_over(session, conversation_id)
    return {"handoff": True}


@router.post("/appeals")
def submit_appeal(conversation: Held, data: Draft, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Record an appeal."""
    appeal = appeals.submit(session, state.clock.today(), conversation.id, data.draft_key, data.slots)
    return {"case_no": appeal.case_no}
