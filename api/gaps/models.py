"""Questions without an answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment


class GapStatus(StrEnum):
    """Whether the catalogue answers the question by now."""

    OPEN = "open"
    ANSWERED = "answered"


class KnowledgeGap(SQLModel, table=True):
    """One question, without the persons in it; the same asked again counts up."""

    __tablename__ = "knowledge_gaps"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True, unique=True, description="问题去掉客套和标点后的摘要")
    question: str = Field(max_length=300)
    hotline: str = Field(default="", max_length=16)
    asked: int = 1
    status: GapStatus = Field(default=GapStatus.OPEN, sa_type=enum_of(GapStatus), index=True)
    item_id: str | None = Field(default=None, max_length=64, description="答复它的目录条目")
    first_asked_at: datetime = moment()
    last_asked_at: datetime = moment(index=True)
