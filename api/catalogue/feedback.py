"""How content enterprises were with offers: computed each night from the ratings, read by every process's matcher."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, select

from api.columns import moment
from api.database import Database

LOOK_SECONDS = 30.0  # ratings are computed once a night


class OfferScore(SQLModel, table=True):
    """The ratings of one offer, smoothed towards the mean of all.

    :ivar feedback: In [-1, 1]; what the matcher is told. Higher is better, 0 is the mean.
    """

    __tablename__ = "offer_scores"

    item_id: str = Field(max_length=64, primary_key=True)
    kind: str = Field(max_length=16)
    ratings: int
    mean: float
    smoothed: float
    feedback: float
    computed_at: datetime = moment(index=True)


def version(session: Session) -> datetime | None:
    """Return when the scores were computed last."""
    return session.exec(select(func.max(OfferScore.computed_at))).one()


def load(session: Session) -> Mapping[str, float]:
    """Return the feedback by item id; what is as good as the mean is left out."""
    query = select(OfferScore.item_id, OfferScore.feedback).where(col(OfferScore.feedback) != 0)
    return dict(session.exec(query).all())


class FeedbackWatch:
    """The feedback as it was computed last; the database is asked now and then whether it was computed anew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Mapping[str, float] = {}
        self._computed_at: datetime | None = None
        self._next_look = 0.0

    def current(self) -> Mapping[str, float]:
        """Return the feedback by item id; the same object as long as it is the same."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_SECONDS
            with self._database.session(write=False) as session:
                at = version(session)
                if at != self._computed_at:
                    self._known, self._computed_at = load(session), at
        return self._known
