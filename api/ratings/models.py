"""Scores with remark."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment, optional_moment
from api.encryption import EncryptedText


class AfterLow(StrEnum):
    """What was offered after a low score, and what was chosen of it."""

    OFFERED = "offered"
    CALL_BACK = "call_back"
    APPEAL = "appeal"
    NOTHING = "nothing"


class Rating(SQLModel, table=True):
    """The rating of one case; rating again replaces it."""

    __tablename__ = "ratings"

    id: int | None = Field(default=None, primary_key=True)
    case_no: str = Field(max_length=32, index=True, unique=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    score: int = Field(ge=1, le=5, index=True)
    remark: str = Field(default="", sa_type=EncryptedText)
    after_low: AfterLow | None = Field(default=None, sa_type=enum_of(AfterLow))
    by: str = Field(default="", max_length=64, description="谁记下的：企业自己，或坐席")
    channel: str = Field(default="", max_length=16)
    reopened_at: datetime | None = optional_moment()
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment(index=True)


class RatedOffer(SQLModel, table=True):
    """What a rating speaks of: an offer that was chosen from a match, or the institution that served.

    :ivar score: Where several were delivered and this one was rated apart; else the score of the case speaks for it.
    """

    __tablename__ = "rated_offers"

    rating_id: int = Field(foreign_key="ratings.id", primary_key=True)
    item_id: str = Field(max_length=64, primary_key=True)
    kind: str = Field(max_length=16)
    match_id: str | None = Field(default=None, foreign_key="matches.id", index=True, max_length=36)
    score: int | None = Field(default=None, ge=1, le=5)
