"""The order of the candidates: how well they answer, then who is near, who is meant, who is fresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isfinite

from knowledge.catalogue import Offer
from knowledge.reading.firm import Figure
from knowledge.regions import table
from matcher.index.build import CatalogueIndex
from matcher.index.columns import serves
from matcher.search.fuse import Found
from matcher.search.understand import Needed
from matcher.types import Query

# Weights of the features, each in [-1, 1]. Fused scores of right answers lie around 0.25, their first wrong
# neighbours some 0.05 below: no feature alone may outweigh a clearly better answer, all together may decide between
# near ones.
WEIGHTS: Mapping[str, float] = {
    "local": 0.030,
    "category": 0.015,
    "linked": 0.015,
    "sector": 0.015,
    "size": 0.010,
    "stage": 0.010,
    "budget": 0.015,
    "fresh": 0.010,
}
FULL_EFFECT = 0.10  # fused score from which the features count in full; right answers lie above it
FRESH_DAYS = 365
LOCAL = {"county": 1.0, "city": 0.7, "province": 0.4}
MICRO_STAFF, SMALL_STAFF = 20, 300  # upper bounds of the industrial standard of 2011, the commonest


@dataclass(frozen=True)
class Ranked:
    """One candidate in its final place. ``scores`` holds every stage and feature."""

    row: int
    offer: Offer
    scores: Mapping[str, float]

    @property
    def score(self) -> float:
        """The final score; higher is better."""
        return self.scores["final"]


@dataclass(frozen=True)
class Situation:
    """What the features look at besides the offer."""

    query: Query
    needed: Needed
    linked: Mapping[int, float]


def rank(found: Found, index: CatalogueIndex, query: Query, needed: Needed) -> list[Ranked]:
    """Return the candidates, best first; ties broken by offer id, so runs repeat."""
    situation = Situation(query, needed, _linked(found, index))
    ranked = [_judge(place, found, index, situation) for place in range(len(found.rows))]
    return sorted(ranked, key=lambda one: (-one.score, one.offer.id))


def _judge(place: int, found: Found, index: CatalogueIndex, situation: Situation) -> Ranked:
    row = int(found.rows[place])
    offer = index.offers[row]
    stages = {
        "lexical": float(found.lexical[place]),
        "dense": float(found.dense[place]),
        "types": float(found.types[place]),
        "fused": float(found.fused[place]),
    }
    features = {name: judge(offer, situation) for name, judge in FEATURES.items()}
    features["linked"] = situation.linked.get(row, 0.0)
    extra = sum(WEIGHTS[name] * value for name, value in features.items())
    # Features only order what answers the need: an offer without any likeness gains nothing by being near.
    final = stages["fused"] + extra * min(1.0, stages["fused"] / FULL_EFFECT)
    scores = {
        **stages,
        **{name: value for name, value in features.items() if value},
        "final": min(max(final, 0.0), 1.0),
    }
    return Ranked(row, offer, {name: round(value, 6) for name, value in scores.items()})


def _linked(found: Found, index: CatalogueIndex) -> dict[int, float]:
    """Give an institution and its experts part in the best answer among the institution's services."""
    best: dict[int, float] = {}
    for row, score in zip(found.rows.tolist(), found.fused.tolist(), strict=True):
        home = index.links.house.get(row)
        if home is not None and index.offers[row].kind == "service":
            best[home] = max(best.get(home, 0.0), score)
    top = max(best.values(), default=0.0)
    if top <= 0:
        return {}
    shared = {row: index.links.house.get(row) for row in found.rows.tolist() if index.offers[row].kind != "service"}
    return {row: best[home] / top for row, home in shared.items() if home is not None and home in best}


def _local(offer: Offer, situation: Situation) -> float:
    """County before city before province, by how exactly the offer is made for the wanted region."""
    wanted = situation.needed.region
    return 0.0 if wanted is None else _nearness(serves(offer), offer.region, wanted)


@lru_cache(maxsize=65_536)  # offers of one window serve the same regions
def _nearness(served: tuple[str, ...], own: str | None, wanted: str) -> float:
    near = [code for code in (*served, own) if code and table.get(code) is not None]
    return max((LOCAL[table.require(code).level] for code in near if table.covers(code, wanted)), default=0.0)


def _category(offer: Offer, situation: Situation) -> float:
    wanted = situation.needed.category
    if wanted is None or offer.category is None:
        return 0.0
    return 1.0 if offer.category == wanted else -1.0


def _sector(offer: Offer, situation: Situation) -> float:
    """Compare sector codes where the demand has them, else look for the industry's own word in the text."""
    sector, industry = situation.query.slots.get("sector"), situation.query.slots.get("industry")
    if isinstance(sector, str) and sector and offer.sectors:
        return 1.0 if sector in offer.sectors else -1.0
    if isinstance(industry, str) and len(industry) >= 2 and (industry in offer.text or industry in offer.name):
        return 1.0
    return 0.0


def size_of(staff: Figure | None) -> str | None:
    """Return the size class of the firm's own staff, or None when it was not said."""
    if staff is None:
        return None
    most = staff.high if isfinite(staff.high) else staff.low
    return "micro" if most < MICRO_STAFF else "small" if most < SMALL_STAFF else "medium"


def _size(offer: Offer, situation: Situation) -> float:
    size = size_of(situation.needed.firm.get("headcount"))
    if size is None or not offer.target_sizes:
        return 0.0
    return 1.0 if size in offer.target_sizes else -1.0


def _stage(offer: Offer, situation: Situation) -> float:
    stage = situation.query.slots.get("stage")
    if not isinstance(stage, str) or not offer.target_stages:
        return 0.0
    return 1.0 if stage in offer.target_stages else -1.0


def _budget(offer: Offer, situation: Situation) -> float:
    """Prefer free to affordable to surely too dear. The amount of a loan is what is sought and no budget."""
    budget = upper(situation.query.slots.get("budget_cny"))
    if budget is None or offer.fee is None:
        return 0.0
    if offer.fee.model == "free":
        return 1.0
    least = offer.fee.min_cny
    return 0.0 if least is None else 0.5 if least <= budget else -1.0


def upper(amount: object) -> float | None:
    """Return the upper bound of an amount given as a number or as ``[least, most]``."""
    if isinstance(amount, (list, tuple)):
        known = [a for a in amount if isinstance(a, (int, float))]
        return float(max(known)) if known else None
    return float(amount) if isinstance(amount, (int, float)) and not isinstance(amount, bool) else None


def _fresh(offer: Offer, situation: Situation) -> float:
    """Count verification within a year, falling evenly to nothing."""
    today: date | None = situation.query.today
    if today is None or offer.verified_on is None:
        return 0.0
    age = (today - offer.verified_on).days
    return 0.0 if age < 0 else max(0.0, 1.0 - age / FRESH_DAYS)


FEATURES: Mapping[str, Callable[[Offer, Situation], float]] = {
    "local": _local,
    "category": _category,
    "sector": _sector,
    "size": _size,
    "stage": _stage,
    "budget": _budget,
    "fresh": _fresh,
}
