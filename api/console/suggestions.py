"""While an agent types what he hears: the facts, what fits, a sentence to read out, the question that settles it."""

from __future__ import annotations

import time
from typing import Any

import structlog
from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import delete
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool

from api.accounts.models import User
from api.console import reading
from api.conversations import receiving
from api.conversations.bot import BotUnavailableError
from api.conversations.turns import as_words
from api.deps import AgentUser, SessionDep, StateDep
from api.errors import NotAllowedError
from api.matches import cards, events, service
from api.matches.models import Match, MatchEvent, Verdict
from api.matches.schemas import Kind
from api.matches.service import Recorded
from api.state import AppState
from knowledge import slots as slot_names

router = APIRouter(prefix="/api/v1", tags=["坐席工作台"])
log = structlog.get_logger(__name__)
CHANNEL = "notes"
FIRST = 3


class SuggestionRequest(BaseModel):
    """Notes as they stand, what the agent corrected, and the suggestion of a moment ago that these replace."""

    text: str = Field(min_length=1, max_length=10_000, examples=["望城做机械配件的，30来人，想贷500万，没抵押"])
    slots: dict[str, Any] = Field(
        default_factory=dict, description="更正：按人的写法写，空值为去掉", examples=[{"region": "岳麓区"}]
    )
    kinds: list[Kind] = Field(default_factory=list, max_length=6)
    replaces: str | None = Field(default=None, max_length=36, description="同一份笔记上一次推荐的 match_id")


class VerdictCreate(BaseModel):
    """What an agent did with a suggested offer."""

    item_id: str = Field(min_length=1, max_length=64)
    verdict: Verdict = Field(examples=["used", "rejected"])


@router.post("/suggestions", summary="边听边记：要素、前三项推荐、一句话介绍、该追问什么（坐席）")
async def suggest(data: SuggestionRequest, user: AgentUser, state: StateDep) -> dict[str, Any]:
    """Read notes as a chat is read, match them, and keep the match; one row of the ledger a need, not a keystroke."""
    started = time.perf_counter()
    text = receiving.clean_text(data.text)
    read, understood = await read_notes(state, text)
    facts = reading.corrected(read, data.slots, state.clock.today())
    wanted = service.Wanted(
        text=text, channel=CHANNEL, actor=user.username, slots=facts or None, kinds=tuple(data.kinds), top_k=FIRST
    )
    recorded = await to_thread.run_sync(_find, state, wanted, limiter=state.searching)
    async with state.database.slots(write=True):
        await run_in_threadpool(_keep, state, user, recorded, data.replaces)
    return {
        "understood": understood,
        "facts": reading.shown(facts),
        "needs": [_need(state, one) for one in recorded],
        "took_ms": round((time.perf_counter() - started) * 1000, 1),
    }


@router.post("/suggestions/{match_id}/verdicts", summary="推荐用上了或不合适（坐席），记入匹配台账")
def create_verdict(match_id: str, data: VerdictCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Record what became of a suggested offer."""
    match = events.require(session, match_id)
    if match.channel != CHANNEL or match.actor != user.username:
        raise NotAllowedError("只能评价自己笔记里的推荐。")
    events.record(session, match, [data.item_id], data.verdict, user.username)
    return {"match_id": match.id, "item_id": data.item_id, "verdict": data.verdict.value}


async def read_notes(state: AppState, text: str) -> tuple[dict[str, Any], bool]:
    """Return what the bot's understanding finds; nothing, and False, where it does not answer."""
    try:
        turn = await state.bot.parse(as_words(text), None, state.clock.today())
    except BotUnavailableError as error:
        log.warning("notes_not_understood", reason=error.detail)
        return {}, False
    known = slot_names.names()
    return {name: value for name, value in turn.slots.items() if name in known and value is not None}, True


def _find(state: AppState, wanted: service.Wanted) -> list[Recorded]:
    return service.find(state.matcher, service.read(wanted, state.clock.today()), wanted)


def _keep(state: AppState, user: User, recorded: list[Recorded], replaces: str | None) -> None:
    """Write the rows; those of the unfinished notes before go, unless something was said of them."""
    with state.database.session(flushed=False) as session:
        if replaces:
            _forget(session, user, replaces)
        service.keep(session, recorded)


def _forget(session: Session, user: User, match_id: str) -> None:
    mine = select(Match.id).where(
        (col(Match.id) == match_id) | (col(Match.batch) == match_id),
        Match.channel == CHANNEL,
        Match.actor == user.username,
        col(Match.demand_id).is_(None),
    )
    ids = list(session.exec(mine))
    judged = session.exec(select(MatchEvent.id).where(col(MatchEvent.match_id).in_(ids)).limit(1)).first()
    if judged is None:
        session.connection().execute(delete(Match).where(col(Match.id).in_(ids)))


def _need(state: AppState, one: Recorded) -> dict[str, Any]:
    record = one.record
    shown = [result for result in record.results if result["item_id"] in record.shown][:FIRST]
    found = cards.cards(shown, state.matcher.current())
    kept = {name: getattr(record, name) for name in ("text", "answerable", "reason", "category", "relaxed")}
    return {**kept, "match_id": record.id, "items": found, "question": record.question or None}
