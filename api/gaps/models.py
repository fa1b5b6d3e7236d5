"""Questions without an answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
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


class GapWindow(SQLModel, table=True):
    """How often a question was asked from the places of one window; what came from nowhere is the hub's alone."""

    __tablename__ = "knowledge_gap_windows"
    __table_args__ = (Index("ix_knowledge_gap_windows_window", "window", "gap_id"),)

    gap_id: int = Field(foreign_key="knowledge_gaps.id", primary_key=True)
    window: str = Field(max_length=64, primary_key=True)
    asked: int = 1
