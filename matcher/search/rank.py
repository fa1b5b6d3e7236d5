"""The order of the candidates: how well they answer, then who is near, who is meant, who is fresh."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.index.build import CatalogueIndex
from matcher.index.links import NOBODY
from matcher.search.features import features
from matcher.search.fuse import Found
from matcher.search.ranked import Ranked, Scoreboard
from matcher.search.understand import Needed
from matcher.types import ALL_KINDS, Query

Values = NDArray[np.float64]

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
STAGES = ("lexical", "dense", "types", "fused")
SERVICE = ALL_KINDS.index("service")


def rank(
    found: Found, index: CatalogueIndex, query: Query, needed: Needed, weights: Mapping[str, float] = WEIGHTS
) -> list[Ranked]:
    """Return the candidates, best first; ties broken by offer id, so runs repeat."""
    judged = {**features(index, found.rows, query, needed), "linked": _linked(found, index)}
    final = np.round(_final(found.fused.astype(np.float64), judged, weights), 6).tolist()
    stages = {name: np.round(getattr(found, name).astype(np.float64), 6).tolist() for name in STAGES}
    board = Scoreboard(index, stages, {name: values.tolist() for name, values in judged.items() if values.any()})
    rows, ids, kinds = found.rows.tolist(), index.columns.ids, index.columns.kind[found.rows].tolist()
    best = sorted(zip([-score for score in final], [ids[row] for row in rows], range(len(rows)), strict=True))
    return [Ranked(board, at, rows[at], key, ALL_KINDS[kinds[at]], final[at]) for _, key, at in best]


def _final(fused: Values, judged: Mapping[str, Values], weights: Mapping[str, float]) -> Values:
    """Return the final scores.

    Features only order what answers the need: an offer without any likeness gains nothing by being near.
    """
    extra = weights["linked"] * judged["linked"]
    for name, values in judged.items():
        if name != "linked":
            extra += weights[name] * values
    final: Values = np.clip(fused + extra * np.minimum(1.0, fused / FULL_EFFECT), 0.0, 1.0)
    return final


def _linked(found: Found, index: CatalogueIndex) -> Values:
    """Give an institution and its experts part in the best answer among the institution's services."""
    house, service = index.links.house[found.rows], index.columns.kind[found.rows] == SERVICE
    linked = np.zeros(len(house), dtype=np.float64)
    best: dict[int, float] = {}
    own = (house != NOBODY) & service
    for home, score in zip(house[own].tolist(), found.fused[own].tolist(), strict=True):
        best[home] = max(best.get(home, 0.0), score)
    top = max(best.values(), default=0.0)
    if top > 0:
        for place in np.flatnonzero((house != NOBODY) & ~service).tolist():
            linked[place] = best.get(int(house[place]), 0.0) / top
    return linked
