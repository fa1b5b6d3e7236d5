"""Which of the ranked candidates make the lists that are shown."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.search.ranked import Ranked
from matcher.types import Query

# Lists by kind are filled only with what is near the best of all: a transit loan beside a food licence makes people
# doubt the rest. A third of the best score, or a share of the need's own service type; three are always left to choose.
NEAR_BEST = 0.35
OWN_TYPE = 0.3
OF_ANSWER = 0.5
LEAST = 3


def choose(ranked: list[Ranked], query: Query) -> list[Ranked]:
    """Return the ``top_k`` best, or the best of each kind in the order of ``per_kind``."""
    if not query.per_kind:
        return ranked[: query.top_k]
    kept = worth_showing(ranked)
    return [one for kind, limit in query.per_kind.items() for one in of_kind(kept, kind)[:limit]]


def worth_showing(ranked: list[Ranked]) -> list[Ranked]:
    """Return what lies not far below the best, is of the need's service type, or belongs to a house that offers it."""
    best = max((one.score for one in ranked), default=0.0)
    return [
        one
        for place, one in enumerate(ranked)
        if place < LEAST
        or one.score >= NEAR_BEST * best
        or one.value("types") >= OWN_TYPE
        or one.value("linked") >= OF_ANSWER
    ]


def of_kind(ranked: Iterable[Ranked], kind: str) -> list[Ranked]:
    """Return the candidates of one kind, in order."""
    return [one for one in ranked if one.kind == kind]
