"""Routes for agents: a demand recorded for an enterprise on the telephone, what it chose, and another match."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.accounts import actors
from api.accounts import service as accounts
from api.accounts.models import User
from api.consents import service as consents
from api.conversations import handovers, receiving
from api.conversations.models import Channel
from api.demands import choose, serving, showing, submit, views
from api.demands.given import Phone, SlotsGiven
from api.demands.models import Demand
from api.demands.routing import in_hand
from api.deps import AgentUser, SessionDep, StateDep
from api.matches.models import Match
from api.state import AppState
from matcher import message
from matcher.types import Query

router = APIRouter(prefix="/api/v1", tags=["代企业办理"])
ItemIds = Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(min_length=1, max_length=20)]


class Told(BaseModel):
    """Who speaks; what is left out is taken from the slots."""

    contact: str | None = Field(default=None, max_length=64, examples=["周女士"])
    phone: Phone = Field(default=None, examples=["13812345678"])
    company: str | None = Field(default=None, max_length=200, examples=["样例机械配件厂"])


class DemandCreate(Told):
    """A need as the agent noted it; without ``slots`` the facts are read from the text."""

    text: str = Field(min_length=1, max_length=10_000, examples=["望城的机械配件厂，想贷款五百万，没有抵押物"])
    slots: SlotsGiven | None = None
    channel: Channel = Channel.HOTLINE
    conversation_id: str | None = Field(default=None, max_length=36, description="从对话转来的，写明是哪个对话")
    draft_key: str = Field(min_length=1, max_length=64, description="客户端起的，同一份草稿只登记一次")


class ChoiceCreate(BaseModel):
    """What the enterprise chose, in its order."""

    item_ids: ItemIds = Field(examples=[["S-0001"]])
    instead: bool = Field(default=False, description="原先选的不要了")
    version: int | None = Field(default=None, ge=0)


class Rematch(Told):
    """What has been learnt since; empty matches what is known against the catalogue of today."""

    text: str | None = Field(default=None, min_length=1, max_length=10_000, description="需求改了说法")
    slots: SlotsGiven = Field(default_factory=SlotsGiven)
    version: int | None = Field(default=None, ge=0)


@router.post("/demands", status_code=201, summary="代企业登记需求（坐席）：登记、匹配、分到窗口；同一份草稿只登记一次")
def create_demand(
    data: DemandCreate, user: AgentUser, session: SessionDep, state: StateDep, response: Response
) -> dict[str, Any]:
    """Record and match a need; the same draft again returns the first's, with status 200."""
    session.get(User, user.id, with_for_update=True)  # of one agent's two requests with one draft the second waits
    slots = _slots(data, state)
    if data.conversation_id is not None:
        handovers.require_visible(session, data.conversation_id, user, hold=True)
    done = submit.submit(
        session,
        state.matcher,
        state.clock.today(),
        data.conversation_id,
        data.channel.value,
        data.draft_key,
        slots,
        actors.of(user, data.channel.value),
        user.window,
    )
    if done.is_new:
        consents.note(session, data.conversation_id, data.channel.value, slots, done.demand.case_no)
        accounts.record(session, user.username, "create_demand", done.demand.case_no, data.channel.value)
    else:
        response.status_code = 200
    return _answer(session, state, done.demand, done.match)


@router.post("/demands/{case_no}/choices", summary="记下企业选了哪些（坐席）")
def create_choices(
    case_no: str, data: ChoiceCreate, user: AgentUser, session: SessionDep, state: StateDep
) -> dict[str, Any]:
    """Record a choice made on the telephone."""
    demand = in_hand(session, case_no, user, data.version, recorder=True)
    today = state.clock.today()
    serving.choose_items(session, state.matcher, today, demand, actors.of(user), data.item_ids, data.instead)
    accounts.record(session, user.username, "choose", case_no, ",".join(data.item_ids))
    return _answer(session, state, demand, submit.newest_match(session, demand))


@router.post("/demands/{case_no}/rematch", summary="补充或更正后重新匹配（坐席）")
def rematch(case_no: str, data: Rematch, user: AgentUser, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Match again."""
    demand = in_hand(session, case_no, user, data.version, recorder=True)
    values = {**data.slots.known(), **_told(data)}
    if data.text is not None:
        values["need"] = receiving.clean_text(data.text)
    match = serving.rematch(session, state.matcher, state.clock.today(), demand, actors.of(user), values)
    consents.note(session, demand.conversation_id, demand.channel, values, case_no)
    accounts.record(session, user.username, "rematch", case_no, ",".join(sorted(values)))
    return _answer(session, state, demand, match)


def _slots(data: DemandCreate, state: AppState) -> dict[str, Any]:
    """Return the draft: what the agent's program understood, else what the text says."""
    text = receiving.clean_text(data.text)
    read = message.read_query(Query(text, today=state.clock.today())).slots if data.slots is None else {}
    return {**read, **(data.slots.known() if data.slots else {}), **_told(data), "need": text}


def _told(data: Told) -> dict[str, Any]:
    return {name: value for name in ("contact", "phone", "company") if (value := getattr(data, name))}


def _answer(session: SessionDep, state: AppState, demand: Demand, match: Match) -> dict[str, Any]:
    chosen = [{"item_id": c.item_id, "kind": c.kind, "rank": c.rank} for c in choose.chosen(session, demand)]
    return {
        "case_no": demand.case_no,
        "demand": views.for_agent(demand),
        "match_id": match.id,
        "answerable": match.answerable,
        **showing.found(match, state.matcher.current()),
        "chosen": chosen,
    }
