"""What was delivered for a demand, by name, so that each of several services can be rated apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.demands import choose
from api.demands.models import Demand
from api.errors import InvalidInputError
from api.matches.models import Match
from api.ratings.models import RatedOffer, Rating

SERVING = ("service", "institution", "expert")  # a policy or an answer that was chosen does nothing that can be rated
MOST_APART = 8  # with score and remark as many fields as a form of the public pages may have


@dataclass(frozen=True)
class Delivered:
    """One chosen offer under the name that it bore when it was shown; ``score`` where it was rated apart."""

    item_id: str
    kind: str
    name: str
    provider: str
    score: int | None = None


def delivered(session: Session, demand: Demand) -> list[Delivered]:
    """Return what was chosen and serves, in order; three queries however much it is."""
    choices = [one for one in choose.chosen(session, demand) if one.kind in SERVING]
    found = session.exec(select(Match).where(col(Match.id).in_({one.match_id for one in choices})))
    shown = {(match.id, one["item_id"]): one for match in found for one in match.results}
    given = scores(session, demand.case_no)
    return [
        Delivered(one.item_id, one.kind, str(told["name"]), str(told["provider"]), given.get(one.item_id))
        for one in choices
        if (told := shown.get((one.match_id, one.item_id))) and told.get("name")
    ]


def apart(session: Session, demand: Demand) -> list[Delivered]:
    """Return what may be rated apart: nothing unless several were delivered, and no more than a form shows."""
    found = delivered(session, demand)
    return found[:MOST_APART] if len(found) > 1 else []


def scores(session: Session, case_no: str) -> dict[str, int]:
    """Return the scores of what was rated apart."""
    query = select(RatedOffer.item_id, RatedOffer.score).join(Rating, col(Rating.id) == RatedOffer.rating_id)
    rows = session.exec(query.where(Rating.case_no == case_no, col(RatedOffer.score).is_not(None)))
    return {item_id: score for item_id, score in rows if score is not None}


def check(session: Session, demand: Demand, apart: Mapping[str, int]) -> None:
    """See that scores given apart are scores, and of what was delivered.

    :raises InvalidInputError: If one is not.
    """
    known = {one.item_id for one in delivered(session, demand)} if apart else set()
    for item_id, score in apart.items():
        if item_id not in known:
            raise InvalidInputError(f"{demand.case_no} 没有选过“{item_id[:64]}”，不能给它打分。")
        if isinstance(score, bool) or score not in range(1, 6):
            raise InvalidInputError("评分要在 1 到 5 之间。")
