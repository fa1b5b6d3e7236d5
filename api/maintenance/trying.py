"""The hit test: a sentence through the matcher that answers the enterprises, with all it went by.

It runs what production runs and is kept nowhere, so that trying does not move the figures of the ledger.

Source: docs/decisions/0033-maintenance.md
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from api.errors import InvalidInputError
from api.matches import answering, cards, service
from api.matches.schemas import Kind, MatchResponse
from api.matches.service import Recorded
from api.public.wanted import read_place
from api.state import AppState
from knowledge import slots

CHANNEL = "hit-test"


class HitTestRequest(BaseModel):
    """A sentence, and what a search may be narrowed to."""

    text: str = Field(min_length=1, max_length=2_000, examples=["望城的机械配件厂，想贷款五百万，没有抵押物"])
    region: str = Field(default="", max_length=40, description="地名或六位代码；空为不限", examples=["望城区"])
    kinds: list[Kind] = Field(default_factory=list, max_length=6)
    top_k: int = Field(default=10, ge=1, le=50)


class NeedRead(BaseModel):
    """What was understood of one need: facts by their Chinese names, and the likeliest service types with scores."""

    text: str
    facts: list[tuple[str, str]]
    types: list[tuple[str, float]]


class HitTest(BaseModel):
    """What production would answer, what it understood, and which filters it gave up, as they are called."""

    answer: MatchResponse
    relaxed: list[str]
    read: list[NeedRead]
    region_name: str | None


def run(state: AppState, data: HitTestRequest, actor: str) -> HitTest:
    """Match a sentence as it is matched for enterprises.

    :raises InvalidInputError: If nothing is said, or the region is none.
    """
    if not data.text.strip():
        raise InvalidInputError("请写一句话。")
    place = read_place(data.region.strip()) if data.region.strip() else None
    if place is not None and place.code is None:
        raise InvalidInputError(f"没认出“{place.typed}”是哪个地区，写市、县区的名字试试，例如“长沙”“望城区”。")
    filters: dict[str, Any] = {"region": place.code} if place else {}
    wanted = service.Wanted(data.text, CHANNEL, actor, None, tuple(data.kinds), filters, data.top_k)
    recorded = service.find(state.matcher, service.read(wanted, state.clock.today()), wanted)
    answer = answering.answer(recorded, data.top_k)
    relaxed = [cards.RELAXED_LABELS.get(name, name) for name in answer.relaxed]
    read = [_read(one) for one in recorded]
    return HitTest(answer=answer, relaxed=relaxed, read=read, region_name=place.name if place else None)


def _read(one: Recorded) -> NeedRead:
    record = one.record
    types = [(str(guess["name"]), float(guess["score"])) for guess in record.types]
    return NeedRead(text=record.text, facts=slots.describe(record.slots), types=types)
