"""The match ledger: one row a need, with every candidate and its stage scores; what was said of it; what failed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from api.columns import enum_of, json_dict, json_list, moment, optional_moment
from api.encryption import EncryptedText

NOBODY = 1_000_000  # the rank of what was set aside, so that it counts as taken nowhere


class Match(SQLModel, table=True):
    """A match as it was computed. ``candidates`` keeps each one's stage scores, best first; ``shown`` the item ids.

    The needs of one message have a row each, with the whole ``message`` beside their own ``text``; they share
    ``batch``, the id of the first of them.

    :ivar taken: The rank of the first that was taken, ``NOBODY`` where all was set aside, None where nothing was
        decided; kept by ``demands.taken``.
    """

    __tablename__ = "matches"
    # Figures are counted from these indexes alone: the rows hold every candidate and are large.
    __table_args__ = (
        Index("ix_matches_made", "created_at", "model_version", "reason", "demand_id", "taken"),
        Index("ix_matches_of_demand", "demand_id", "created_at", "model_version", "reason", "taken"),
    )

    id: str = Field(default_factory=lambda: str(uuid4()), primary_key=True, max_length=36)
    batch: str | None = Field(default=None, index=True, max_length=36)
    demand_id: int | None = Field(default=None, foreign_key="demands.id")
    channel: str = Field(max_length=16)
    actor: str = Field(default="", max_length=64)
    text: str = Field(sa_type=EncryptedText)
    message: str | None = Field(default=None, sa_type=EncryptedText)
    slots: dict[str, Any] = json_dict()
    category: str | None = Field(default=None, max_length=32, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    types: list[dict[str, Any]] = json_list()
    kinds: list[str] = json_list()
    filters: dict[str, Any] = json_dict()
    per_kind: list[tuple[str, int]] = json_list()  # pairs, because PostgreSQL forgets the order of an object
    answerable: bool
    reason: str = Field(default="", max_length=16, index=True, description="ok、unsupplied、out_of_domain；空为旧记录")
    confidence: float | None = Field(default=None)
    relaxed: list[str] = json_list()
    question: dict[str, Any] = json_dict()
    candidates: list[dict[str, Any]] = json_list()
    results: list[dict[str, Any]] = json_list()
    shown: list[str] = json_list()
    model_version: str = Field(max_length=100)
    index_version: str = Field(max_length=100)
    took_ms: float
    erased_at: datetime | None = optional_moment()
    created_at: datetime = moment()
    taken: int | None = Field(default=None)


class Verdict(StrEnum):
    """What became of an offer that was shown, besides being chosen for a demand."""

    USED = "used"  # an agent told the enterprise of it
    REJECTED = "rejected"  # "都不要", or an agent set it aside
    PASSED_OVER = "passed_over"  # "换一批"


class MatchEvent(SQLModel, table=True):
    """One thing said of one offer of a match; the newest of an offer counts."""

    __tablename__ = "match_events"

    id: int | None = Field(default=None, primary_key=True)
    match_id: str = Field(foreign_key="matches.id", index=True, max_length=36)
    item_id: str = Field(max_length=64)
    verdict: Verdict = Field(sa_type=enum_of(Verdict))
    rank: int = Field(description="在所示列表中的位置，从 1 起")
    actor: str = Field(max_length=64)
    at: datetime = moment()


class MatchFailure(SQLModel, table=True):
    """A match that could not be computed: no finding about the catalogue, so it stands apart from the ledger."""

    __tablename__ = "match_failures"

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=16)
    actor: str = Field(default="", max_length=64)
    conversation_id: str | None = Field(default=None, index=True, max_length=36)
    text: str = Field(sa_type=EncryptedText)
    error: str = Field(max_length=100)
    detail: str = Field(max_length=500)
    created_at: datetime = moment(index=True)
