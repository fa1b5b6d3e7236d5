"""Routes for the bot's action server: one a step of the talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.appeals import handling
from api.appeals import service as appeals
from api.callbacks import service as callbacks
from api.callbacks.models import CallReason
from api.catalogue.answers import find_answer
from api.clock import utc_now
from api.consents import service as consents
from api.conversations import listed, placing, staffing, store
from api.conversations.models import Conversation
from api.conversations.progress import progress
from api.demands import choose, followed, narrow, revise, settling, showing, submit
from api.deps import SessionDep, StateDep, internal
from api.gaps import service as gaps
from api.masking import mask_phone
from api.matches.models import Match
from api.ratings import service as ratings
from api.ratings.models import AfterLow
from knowledge import working_time
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


class Question(Said):
    """A question, the entry that answered the one before it, that one, and the need of which it is asked."""

    before: str | None = Field(default=None, max_length=64)
    of: str | None = Field(default=None, max_length=10_000)
    asked: str | None = Field(default=None, max_length=10_000)


class CallBackWish(BaseModel):
    """A number to call."""

    phone: str | None = Field(default=None, max_length=20)


class AfterLowWish(CallBackWish):
    """What was chosen after a low score."""

    wish: AfterLow


@router.post("/demands")
def submit_demand(conversation: Held, data: Draft, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Record and match a confirmed draft."""
    _note_consent(session, conversation, data.slots)
    done = submit.submit(
        session,
        state.matcher,
        state.clock.today(),
        conversation.id,
        conversation.channel.value,
        data.draft_key,
        data.slots,
    )
    options = [] if done.demand.slots.get("urgent") else settling.options(done.match, state.matcher.current())
    return {"case_no": done.demand.case_no, "options": options, **_found(done.match, state)}


@router.post("/settlements")
def settle_demand(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Take the answer to the question that would change the first three."""
    demand = choose.require(session, conversation.id, data.case_no)
    channel, today = conversation.channel.value, state.clock.today()
    match = settling.settle(session, state.matcher, today, demand, channel, data.text)
    return {"case_no": demand.case_no, "options": [], **_found(match, state)}


def _note_consent(session: Session, conversation: Conversation, values: Mapping[str, Any]) -> None:
    consents.note(session, conversation.id, conversation.channel.value, values)


def _found(match: Match, state: StateDep) -> dict[str, Any]:
    return showing.found(match, state.matcher.current())


@router.post("/choices")
def choose_offers(conversation: Held, data: OfCase, session: SessionDep) -> dict[str, Any]:
    """Record a choice."""
    demand = choose.require(session, conversation.id, data.case_no)
    return {"chosen": choose.choose(session, demand, data.text, listed.newest_numbers(session, conversation.id))}


@router.post("/rejections")
def reject_offers(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Record that nothing shown was wanted; what was chosen before stands."""
    demand = choose.require(session, conversation.id, data.case_no)
    followed.reject(session, demand)
    return {"case_no": demand.case_no, "chosen": revise.names(session, state.matcher, demand)}


@router.post("/more")
def more_offers(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Show others: the next ones, or those that a wish (free, near, experts, policies) leaves.

    ``another``: none is left, and whoever is asked for does something else than what this list is for.
    """
    demand = choose.require(session, conversation.id, data.case_no)
    today, wish, region = state.clock.today(), read_wish(data.text), data.slots.get("region")
    if wish is None and region is None:
        return {"items": narrow.more(session, state.matcher, demand, today), "wish": None}
    wish = wish or Wish(near=True)
    items = narrow.narrow(session, state.matcher, demand, today, wish, region)
    another = not items and not wish.may_be_of(demand.category)
    return {"items": items, "wish": wish.label, "another": another}


@router.post("/corrections")
def correct_demand(conversation: Held, data: OfCase, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Correct a recorded demand; where it matters it is matched again."""
    _note_consent(session, conversation, data.slots)
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
    """Tell where the cases of this conversation stand."""
    return progress(session, conversation.id, data.text)


@router.post("/ratings")
def rate_case(conversation: Held, data: Said, session: SessionDep) -> dict[str, Any]:
    """Keep a score."""
    return asdict(ratings.rate(session, conversation.id, data.text))


@router.post("/low-ratings")
def after_low_rating(conversation: Held, data: AfterLowWish, session: SessionDep) -> dict[str, Any]:
    """Record what was chosen after a low score."""
    _note_consent(session, conversation, {"phone": data.phone})
    phone = data.phone or ratings.known_phone(session, conversation.id)
    rating = ratings.after_low(session, conversation.id, data.wish, phone)
    return {"case_no": rating.case_no if rating else None, "phone": mask_phone(phone)}


@router.post("/answers")
def answer_question(conversation_id: str, data: Question, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Answer a question about policy or procedure from the catalogue, with its source, or not at all."""
    conversation = store.require(session, conversation_id)
    answer = find_answer(state.matcher.current(), data.text, state.clock.today(), data.before, data.of, data.asked)
    if not answer["found"]:
        asked = f"{answer['title']}：{data.text}" if answer["title"] else data.text
        gaps.keep(session, asked, answer["hotline"][:5], placing.window_of(session, conversation))
    return answer


async def at_wecom(conversation_id: str, state: StateDep) -> bool | None:
    """Return whether somebody in WeCom would take the conversation; None where it is not people in WeCom who would."""
    return await state.wecom.is_staffed(conversation_id) if state.wecom else None


@router.post("/handoff")
def hand_over(
    conversation_id: str, session: SessionDep, state: StateDep, in_wecom: Annotated[bool | None, Depends(at_wecom)]
) -> dict[str, Any]:
    """Mark the conversation for a person; tell when the desk opens, if it is closed, and whether anybody is at it."""
    conversation = store.require(session, conversation_id)
    conversation.window = conversation.window or placing.window_of(session, conversation)
    store.hand_over(session, conversation)
    session.add(conversation)
    now = state.clock.now()
    is_open = working_time.is_open(now)
    opens = None if is_open else working_time.told(working_time.next_opening(now), now)
    staffed = staffing.is_staffed(session, conversation, utc_now()) if in_wecom is None else in_wecom
    return {"handoff": True, "opens": opens, "staffed": staffed}


@router.post("/call-backs")
def want_call_back(conversation: Held, data: CallBackWish, session: SessionDep) -> dict[str, Any]:
    """Put the conversation on the list of those to be called; without any number nothing is kept."""
    _note_consent(session, conversation, {"phone": data.phone})
    phone = data.phone or ratings.known_phone(session, conversation.id)
    if phone:
        window = placing.window_of(session, conversation)
        callbacks.wish(session, conversation.id, CallReason.HUMAN, phone, window=window)
    return {"phone": mask_phone(phone)}


@router.post("/appeals")
def submit_appeal(conversation: Held, data: Draft, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Record an appeal."""
    _note_consent(session, conversation, data.slots)
    channel, today = conversation.channel.value, state.clock.today()
    appeal = appeals.submit(session, today, conversation.id, data.draft_key, data.slots, channel)
    by = appeals.answer_by(appeal)
    return {"case_no": appeal.case_no, "answer_by": f"{by.month}月{by.day}日"}


@router.post("/appeal-withdrawals")
def withdraw_appeal(conversation: Held, data: Said, session: SessionDep) -> dict[str, Any]:
    """Take back an appeal."""
    appeal, withdrawn = appeals.withdraw(session, conversation.id, data.text)
    state = handling.label(appeal.status) if appeal else None
    return {"case_no": appeal.case_no if appeal else None, "withdrawn": withdrawn, "state": state}
