"""Each night: what the ratings of two years say of each offer, smoothed, for the matcher.

Source: docs/decisions/0021-ratings-in-ranking.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from api.catalogue import feedback
from api.catalogue.feedback import OfferScore
from api.clock import CHINA, aware, utc_now
from api.ratings.models import RatedOffer, Rating

PRIOR = 10  # ratings at the mean that every offer is given beforehand: five of five stars move it a third of the way
PERIOD = timedelta(days=730)
FULL = 2.0  # stars above or below the mean that count in full


@dataclass(frozen=True)
class Rated:
    """The ratings of one offer."""

    item_id: str
    kind: str
    count: int
    total: int


def smoothed(rated: Iterable[Rated]) -> Mapping[str, tuple[float, float]]:
    """Return for each offer its mean drawn towards that of all, and the feedback in [-1, 1]."""
    known = list(rated)
    count = sum(one.count for one in known)
    if not count:
        return {}
    mean = sum(one.total for one in known) / count
    drawn = {one.item_id: (one.total + PRIOR * mean) / (one.count + PRIOR) for one in known}
    return {
        item: (round(score, 4), round(max(-1.0, min(1.0, (score - mean) / FULL)), 4)) for item, score in drawn.items()
    }


def compute(session: Session) -> int:
    """Replace the scores by what the ratings say today; return how many offers have one."""
    now = utc_now()
    found = _rated(session)
    scores = smoothed(found)
    session.execute(delete(OfferScore))
    session.flush()
    for one in found:
        value, felt = scores[one.item_id]
        row = OfferScore(
            item_id=one.item_id, kind=one.kind, ratings=one.count, mean=round(one.total / one.count, 4),
            smoothed=value, feedback=felt, computed_at=now,
        )  # fmt: skip
        session.add(row)
    session.flush()
    return len(found)


def nightly(session: Session) -> int | None:
    """Compute the scores unless that was done today already; for whoever does what is due by time."""
    last = feedback.version(session)
    if last is not None and aware(last).astimezone(CHINA).date() >= utc_now().astimezone(CHINA).date():
        return None
    return compute(session)


def _rated(session: Session) -> list[Rated]:
    """Return the ratings of each offer from the ledger: what was chosen from a match, and who served."""
    stars = func.coalesce(RatedOffer.score, Rating.score)
    query = (
        select(RatedOffer.item_id, func.min(RatedOffer.kind), func.count(), func.sum(stars))
        .join(Rating, col(Rating.id) == RatedOffer.rating_id)
        .where(col(Rating.updated_at) >= utc_now() - PERIOD)
        .group_by(RatedOffer.item_id)
        .order_by(RatedOffer.item_id)
    )
    return [Rated(item, kind, int(count), int(total)) for item, kind, count, total in session.exec(query)]
