"""Enterprises, demands, their steps and choices."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from api.columns import enum_of, json_dict, moment
from api.encryption import EncryptedJson, EncryptedText


class DemandStatus(StrEnum):
    """Where a demand stands; the transitions between them are in ``lifecycle``."""

    SUBMITTED = "submitted"
    MATCHED = "matched"
    NO_MATCH = "no_match"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    RATED = "rated"
    CLOSED = "closed"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


class Enterprise(SQLModel, table=True):
    """企业, known by the name it gave."""

    __tablename__ = "enterprises"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200, index=True, unique=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    industry: str | None = Field(default=None, max_length=100)
    created_at: datetime = moment()


class Demand(SQLModel, table=True):
    """需求. What names a person is encrypted; the rest can be counted."""

    __tablename__ = "demands"
    __table_args__ = (UniqueConstraint("conversation_id", "draft_key"),)

    id: int | None = Field(default=None, primary_key=True)
    case_no: str = Field(max_length=32, index=True, unique=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    draft_key: str = Field(max_length=64, description="同一份草稿只登记一次")
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
    status: DemandStatus = Field(default=DemandStatus.SUBMITTED, sa_type=enum_of(DemandStatus), index=True)
    category: str | None = Field(default=None, max_length=32, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    need: str = Field(sa_type=EncryptedText)
    slots: dict[str, Any] = json_dict()
    personal: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    phone_fingerprint: str | None = Field(default=None, max_length=64, index=True)
    rating: int | None = Field(default=None, ge=1, le=5)
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()


class Transition(SQLModel, table=True):
    """One audited change of a demand's status."""

    __tablename__ = "transitions"

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id", index=True)
    from_status: DemandStatus | None = Field(default=None, sa_type=enum_of(DemandStatus))
    to_status: DemandStatus = Field(sa_type=enum_of(DemandStatus))
    actor: str = Field(max_length=64)
    reason: str = Field(default="", max_length=500)
    at: datetime = moment()


class Choice(SQLModel, table=True):
    """An offer the enterprise chose, with the place it held in the list."""

    __tablename__ = "choices"
    __table_args__ = (UniqueConstraint("demand_id", "item_id"),)

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id", index=True)
    match_id: str = Field(foreign_key="matches.id", index=True, max_length=36)
    item_id: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=16)
    rank: int
    chosen_at: datetime = moment()
