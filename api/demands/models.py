"""Enterprises, demands, their steps and choices; what is handed out of them stands in ``work_models``."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.accounts.actors import ActorKind
from api.columns import enum_of, index_where, json_dict, moment, optional_moment
from api.demands import indexes
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
    MERGED = "merged"


class Action(StrEnum):
    """What a row of a demand's history records."""

    MOVE = "move"
    ROUTE = "route"
    REASSIGN = "reassign"
    ESCALATE = "escalate"
    CO_HANDLE = "co_handle"
    CO_ACCEPT = "co_accept"
    CO_RETURN = "co_return"
    CO_DONE = "co_done"
    SUPERVISE = "supervise"
    PAUSE = "pause"
    RESUME = "resume"
    UNASK = "unask"
    NOTE = "note"
    CHOOSE = "choose"
    REMATCH = "rematch"
    MERGE = "merge"
    UNMERGE = "unmerge"


BY_AGENT = "conversation_id IS NULL"


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
    __table_args__ = (
        UniqueConstraint("conversation_id", "draft_key"),
        Index("ix_demands_figures", *indexes.COUNTED),
        Index("ix_demands_of_window", *indexes.OF_WINDOW),
        Index("ix_demands_of_institution", *indexes.OF_INSTITUTION),
        index_where(BY_AGENT, "ux_demands_recorded_by", "recorded_by", "draft_key", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_no: str = Field(max_length=32, index=True, unique=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    draft_key: str = Field(max_length=64, description="同一份草稿只登记一次")
    recorded_by: str | None = Field(default=None, max_length=64, description="代企业登记的坐席，空为企业自己")
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
    status: DemandStatus = Field(default=DemandStatus.SUBMITTED, sa_type=enum_of(DemandStatus), index=True)
    category: str | None = Field(default=None, max_length=32, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    need: str = Field(sa_type=EncryptedText)
    slots: dict[str, Any] = json_dict()
    personal: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    phone_fingerprint: str | None = Field(default=None, max_length=64, index=True)
    rating: int | None = Field(default=None, ge=1, le=5)
    channel: str = Field(default="", max_length=16, index=True)
    sector: str | None = Field(default=None, max_length=8, index=True)
    urgent: bool = Field(default=False)
    window: str | None = Field(default=None, max_length=64, index=True, description="经办窗口")
    institution: str | None = Field(default=None, max_length=64, index=True, description="承办机构")
    handler: str | None = Field(default=None, max_length=64, index=True, description="经办坐席")
    returns: int = Field(default=0, description="退单次数")
    due_at: datetime | None = optional_moment(index=True)
    supervised_at: datetime | None = optional_moment()
    waiting_since: datetime | None = optional_moment()
    merged_into: str | None = Field(default=None, max_length=32, index=True)
    version: int = Field(default=0, description="每次办理加一，两个人同时办理只有一个成功")
    # When it first came so far; figures count these instead of walking through the history.
    matched_at: datetime | None = optional_moment()
    no_match_at: datetime | None = optional_moment()
    chosen_at: datetime | None = optional_moment()
    dispatched_at: datetime | None = optional_moment()
    accepted_at: datetime | None = optional_moment()
    completed_at: datetime | None = optional_moment()
    rated_at: datetime | None = optional_moment()
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()
    asked_far: int | None = Field(default=None, description="办结后的回访走到第几步，没有安排为空；followups.kept 记")


class Transition(SQLModel, table=True):
    """One audited change of a demand: of its status, or of who has it in hand."""

    __tablename__ = "transitions"

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id", index=True)
    from_status: DemandStatus | None = Field(default=None, sa_type=enum_of(DemandStatus))
    to_status: DemandStatus = Field(sa_type=enum_of(DemandStatus))
    action: Action = Field(default=Action.MOVE, sa_type=enum_of(Action))
    actor: str = Field(max_length=64)
    actor_kind: ActorKind = Field(default=ActorKind.AGENT, sa_type=enum_of(ActorKind))
    channel: str = Field(default="", max_length=16)
    target: str = Field(default="", max_length=64, description="窗口、机构或编号")
    reason: str = Field(default="", sa_type=EncryptedText)
    at: datetime = moment(index=True)


SERVED = "done_by IS NOT NULL"


class Choice(SQLModel, table=True):
    """An offer the enterprise chose, with the place it held in the list."""

    __tablename__ = "choices"
    __table_args__ = (
        UniqueConstraint("demand_id", "item_id"),
        Index("ix_choices_taken", "match_id", "rank"),
        Index("ix_choices_of_demand", "demand_id", "match_id", "rank"),
        index_where(SERVED, "ix_choices_served", "item_id", "done_by", "rating", "recorded_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id")
    match_id: str = Field(foreign_key="matches.id", max_length=36)
    item_id: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=16)
    rank: int
    chosen_at: datetime = moment()
    # Of its demand, once it is finished; ``demands.served`` keeps them.
    done_by: str | None = Field(default=None, max_length=64)
    rating: int | None = None
    recorded_at: datetime | None = optional_moment()


class DemandWindow(SQLModel, table=True):
    """A window that may see a demand: it had it in hand, or was asked to help."""

    __tablename__ = "demand_windows"
    __table_args__ = (Index("ix_demand_windows_window", "window", "apart", "demand_id"),)

    demand_id: int = Field(foreign_key="demands.id", primary_key=True)
    window: str = Field(max_length=64, primary_key=True)
    apart: bool = Field(default=True, description="有环节、派单或需求本身在别的窗口；demands.apart 记")


class DemandTerm(SQLModel, table=True):
    """A keyed digest of two neighbouring characters of a demand, by which encrypted words can be searched."""

    __tablename__ = "demand_terms"
    __table_args__ = (Index("ix_demand_terms_demand_id", "demand_id"),)

    term: int = Field(sa_type=BigInteger, primary_key=True)
    demand_id: int = Field(foreign_key="demands.id", primary_key=True)
