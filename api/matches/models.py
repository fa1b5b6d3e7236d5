"""The match ledger: one row a match, with every candidate and its stage scores."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Field, SQLModel

from api.columns import json_dict, json_list, moment
from api.encryption import EncryptedText


class Match(SQLModel, table=True):
    """A match as it was computed. ``candidates`` keeps each one's stage scores, best first; ``shown`` the item ids."""

    __tablename__ = "matches"

    id: str = Field(default_factory=lambda: str(uuid4()), primary_key=True, max_length=36)
    demand_id: int | None = Field(default=None, foreign_key="demands.id", index=True)
    channel: str = Field(max_length=16)
    actor: str = Field(default="", max_length=64)
    text: str = Field(sa_type=EncryptedText)
    slots: dict[str, Any] = json_dict()
    kinds: list[str] = json_list()
    filters: dict[str, Any] = json_dict()
    answerable: bool
    relaxed: list[str] = json_list()
    candidates: list[dict[str, Any]] = json_list()
    results: list[dict[str, Any]] = json_list()
    shown: list[str] = json_list()
    model_version: str = Field(max_length=100)
    index_version: str = Field(max_length=100)
    took_ms: float
    created_at: datetime = moment(index=True)
