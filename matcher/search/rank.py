"""The order of the candidates: how well they answer, then who is near, who is meant, who is fresh."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isfinite

import numpy as np

from knowledge.catalogue import Offer
from knowledge.reading.firm import Figure
from knowledge.regions import table
from matcher.index.build import CatalogueIndex
from matcher.index.columns import serves
from matcher.index.links import NOBODY
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
    "kind": 0.010,
    "capacity": 0.005,
}
FULL_EFFECT = 0.10  # fused score from which the features count in full; right answers lie above it
FRESH_DAYS = 365
AMPLE = 8  # calls a month; the sample catalogue's experts have 2 to 24, half of them 7 or more
# Words for policies (补贴, 有什么政策) are left out: they changed no figure on the labelled development set.
KIND_WORDS = (
    (re.compile(r"专家|老师傅|顾问老师|导师|懂行的人"), ("expert",)),
    (re.compile(r"哪家(?:机构|公司)|找(?:家|个|一家)机构"), ("institution",)),
)
LOCAL = {"county": 1.0, "city": 0.7, "province": 0.4}
MICRO_STAFF, SMALL_STAFF = 20, 300  # upper bounds of the industrial standard of 2011, the commonest


@dataclass(frozen=True)
class Ranked:
    """One candidate in its final place. ``scores`` holds every stage and feature."""

    row: int
    offer: Offer
    scores: dict[str, float]

    @property
    def score(self) -> float:
        """The final score; higher is better."""
        return self.scores["final"]


Judge = Callable[[Offer], float]
STAGES = ("lexical", "dense", "types", "fused")


def rank(
    found: Found, index: CatalogueIndex, query: Query, needed: Needed, weights: Mapping[str, float] = WEIGHTS
) -> list[Ranked]:
    """Return the candidates, best first; ties broken by offer id, so runs repeat."""
    asked = [(name, weights[name], judge) for name, bind in FEATURES.items() if (judge := bind(query, needed))]
    linked, share = _linked(found, index), weights["linked"]
    stages = np.stack([getattr(found, stage) for stage in STAGES], axis=1).astype(np.float64)
    rounded = np.round(stages, 6).tolist()  # all at once: the digits are those of round()
    ranked = [
        _judge(
            Ranked(row, index.offers[row], dict(zip(STAGES, kept, strict=True))),
            fused,
            asked,
            linked.get(row, 0.0),
            share,
        )
        for row, kept, fused in zip(found.rows.tolist(), rounded, found.fused.tolist(), strict=True)
    ]
    return sorted(ranked, key=lambda one: (-one.scores["final"], one.offer.id))


def _judge(one: Ranked, fused: float, asked: Sequence[tuple[str, float, Judge]], linked: float, share: float) -> Ranked:
    """Add the features and the final score to a new candidate."""
    scores, extra = one.scores, share * linked
    for name, weight, judge in asked:
        value = judge(one.offer)
        if value:
            scores[name] = round(value, 6)
            extra += weight * value
    if linked:
        scores["linked"] = round(linked, 6)
    # Features only order what answers the need: an offer without any likeness gains nothing by being near.
    scores["final"] = round(min(max(fused + extra * min(1.0, fused / FULL_EFFECT), 0.0), 1.0), 6)
    return one


def _linked(found: Found, index: CatalogueIndex) -> dict[int, float]:
    """Give an institution and its experts part in the best answer among the institution's services."""
    best: dict[int, float] = {}
    for row, score in zip(found.rows.tolist(), found.fused.tolist(), strict=True):
        home = int(index.links.house[row])
        if home != NOBODY and index.offers[row].kind == "service":
            best[home] = max(best.get(home, 0.0), score)
    top = max(best.values(), default=0.0)
    if top <= 0:
        return {}
    shared = {row: int(index.links.house[row]) for row in found.rows.tolist() if index.offers[row].kind != "service"}
    return {row: best[home] / top for row, home in shared.items() if home in best}


def _local(query: Query, needed: Needed) -> Judge | None:
    """County before city before province, by how exactly the offer is made for the wanted region."""
    wanted = needed.region
    return (lambda offer: _nearness(serves(offer), offer.region, wanted)) if wanted else None


@lru_cache(maxsize=65_536)  # offers of one window serve the same regions
def _nearness(served: tuple[str, ...], own: str | None, wanted: str) -> float:
    near = [code for code in (*served, own) if code and table.get(code) is not None]
    return max((LOCAL[table.require(code).level] for code in near if table.covers(code, wanted)), default=0.0)


def _category(query: Query, needed: Needed) -> Judge | None:
    wanted = needed.category
    return (lambda offer: 0.0 if offer.category is None else _agrees(offer.category == wanted)) if wanted else None


def _sector(query: Query, needed: Needed) -> Judge | None:
    """Compare sector codes where the demand has them, else look for the industry's own word in the text."""
    sector, industry = query.slots.get("sector"), query.slots.get("industry")
    code = sector if isinstance(sector, str) and sector else None
    word = industry if isinstance(industry, str) and len(industry) >= 2 else None

    def judge(offer: Offer) -> float:
        if code and offer.sectors:
            return _agrees(code in offer.sectors)
        return 1.0 if word and (word in offer.text or word in offer.name) else 0.0

    return judge if code or word else None


def size_of(staff: Figure | None) -> str | None:
    """Return the size class of the firm's own staff, or None when it was not said."""
    if staff is None:
        return None
    most = staff.high if isfinite(staff.high) else staff.low
    return "micro" if most < MICRO_STAFF else "small" if most < SMALL_STAFF else "medium"


def _size(query: Query, needed: Needed) -> Judge | None:
    size = size_of(needed.firm.get("headcount"))
    return (lambda offer: _agrees(size in offer.target_sizes) if offer.target_sizes else 0.0) if size else None


def _stage(query: Query, needed: Needed) -> Judge | None:
    stage = query.slots.get("stage")
    if not isinstance(stage, str):
        return None
    return lambda offer: _agrees(stage in offer.target_stages) if offer.target_stages else 0.0


def _agrees(same: bool) -> float:
    return 1.0 if same else -1.0


def _budget(query: Query, needed: Needed) -> Judge | None:
    """Prefer free to affordable to surely too dear. The amount of a loan is what is sought and no budget."""
    budget = needed.budget

    def judge(offer: Offer) -> float:
        if offer.fee is None or budget is None:
            return 0.0
        if offer.fee.model == "free":
            return 1.0
        least = offer.fee.min_cny
        return 0.0 if least is None else 0.5 if least <= budget else -1.0

    return None if budget is None else judge


def _fresh(query: Query, needed: Needed) -> Judge | None:
    """Count verification within a year, falling evenly to nothing."""
    today = query.today

    def judge(offer: Offer) -> float:
        day = offer.verified_on
        return 0.0 if day is None or today is None else _freshness(today, day)

    return judge if today else None


@lru_cache(maxsize=4_096)
def _freshness(today: date, verified: date) -> float:
    age = (today - verified).days
    return 0.0 if age < 0 else max(0.0, 1.0 - age / FRESH_DAYS)


def _kind(query: Query, needed: Needed) -> Judge | None:
    """Prefer the kind that the words ask for, an expert or an institution."""
    wanted = next((kinds for word, kinds in KIND_WORDS if word.search(query.text)), ())
    return (lambda offer: 1.0 if offer.kind in wanted else 0.0) if wanted else None


def _capacity(query: Query, needed: Needed) -> Judge:
    """Prefer experts with room: from ``AMPLE`` calls a month in full; none at all counts against."""

    def judge(offer: Offer) -> float:
        if offer.kind != "expert" or offer.capacity_per_month is None:
            return 0.0
        return min(1.0, offer.capacity_per_month / AMPLE) if offer.capacity_per_month else -1.0

    return judge


# Each reads the need once and gives the judge of offers, or None where the need says nothing of it.
FEATURES: Mapping[str, Callable[[Query, Needed], Judge | None]] = {
    "local": _local,
    "category": _category,
    "sector": _sector,
    "size": _size,
    "stage": _stage,
    "budget": _budget,
    "fresh": _fresh,
    "kind": _kind,
    "capacity": _capacity,
}
