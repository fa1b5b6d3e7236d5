"""What the match route takes and gives."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

Kind = Literal["service", "institution", "expert", "policy", "scheme", "faq"]


class MatchRequest(BaseModel):
    """A need to be matched; without ``slots`` the facts are read from the text."""

    text: str = Field(min_length=1, max_length=10_000, examples=["望城的机械配件厂，想贷款五百万，没有抵押物"])
    slots: dict[str, Any] | None = Field(default=None, examples=[{"region": "430112", "amount_cny": 5000000}])
    kinds: list[Kind] = Field(default_factory=list, max_length=6)
    filters: dict[str, Any] = Field(default_factory=dict, examples=[{"free": True}])
    top_k: int = Field(default=10, ge=1, le=50)


class CriterionPublic(BaseModel):
    """One condition with its verdict, the catalogue field it rests on, and what the enterprise said about it."""

    name: str
    verdict: str
    evidence: str
    field: str = ""
    question: str | None = None
    said: str = ""


class ResultPublic(BaseModel):
    """One ranked offer; ``line`` is a sentence to read out on the telephone."""

    item_id: str
    kind: str
    name: str
    provider: str
    score: float
    reasons: list[str]
    criteria: list[CriterionPublic]
    line: str = ""


class QuestionPublic(BaseModel):
    """What to ask the enterprise next: its answer settles most of what is open among the first results."""

    text: str
    slot: str
    item_ids: list[str]


class NeedPublic(BaseModel):
    """One need of the message: its own row in the ledger and which of the results serve it, best first."""

    match_id: str
    text: str
    answerable: bool
    reason: str
    confidence: float | None = None
    item_ids: list[str]
    relaxed: list[str]
    question: QuestionPublic | None = None


class MatchResponse(BaseModel):
    """The ranked offers and everything needed to trace them.

    Of several needs the results are interleaved, the best of each first; what holds for one need alone is in ``needs``.
    """

    match_id: str
    answerable: bool
    reason: str
    confidence: float | None = None
    results: list[ResultPublic]
    needs: list[NeedPublic]
    relaxed: list[str]
    question: QuestionPublic | None = None
    model_version: str
    index_version: str
    took_ms: float
