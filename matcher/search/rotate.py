"""Fair exposure: offers of one service that are as good as equal take turns, the same way for one need on one day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from math import log1p

from matcher.search.ranked import Ranked
from matcher.types import Query

# Final scores closer than this are no difference that a reader could see: first answers lie around 0.25, and half of
# the freshness weight alone is 0.005.
NEAR = 0.004


# How much likelier than one of which nothing is known an offer with the best ratings comes first (1.5 : 1), and one
# with the worst does not (0.5 : 1). Nothing was measured yet: there are no ratings before there is a service.
CAP = 0.5
NOTHING: Mapping[str, float] = {}


def rotate(
    ranked: list[Ranked], query: Query, feedback: Mapping[str, float] = NOTHING, cap: float = CAP
) -> list[Ranked]:
    """Return the order of the day; ``scores["rotated"]`` says by how many places an offer was moved up.

    Without a day nothing moves. Only offers of the same kind that share a service type take turns, at most ``NEAR``
    below the first of them. How content enterprises were shifts their chances among these, and nowhere else.

    :param feedback: By item id, in [-1, 1]; 0 where nothing is known. It is kept as ``scores["feedback"]``.
    :param cap: The greatest share by which feedback raises or lowers an offer's chance; 0 leaves it out.

    Source: docs/decisions/0021-ratings-in-ranking.md
    """
    if query.today is None:
        return ranked
    turned: list[Ranked] = []
    need = hashlib.sha256(f"{query.today}|{query.text}|".encode())
    for group in _groups(ranked):
        if len(group) == 1:
            turned += group
            continue
        felt = [max(-1.0, min(1.0, feedback.get(one.id, 0.0))) if feedback else 0.0 for one in group]
        waits = _waits([_turn(need, one.id) for one in group], felt, cap)
        order = sorted(range(len(group)), key=waits.__getitem__)
        group = [one.noted("feedback", value) if value else one for one, value in zip(group, felt, strict=True)]
        turned += [_moved(group[place], place - now) for now, place in enumerate(order)]
    return turned


def _groups(ranked: list[Ranked]) -> Iterator[list[Ranked]]:
    group: list[Ranked] = []
    types = frozenset[str]()
    for one in ranked:
        if group and not _ties(group[0], types, one):
            yield group
            group = []
        if not group:
            types = frozenset(one.service_types)
        group.append(one)
    if group:
        yield group


def _ties(first: Ranked, types: frozenset[str], other: Ranked) -> bool:
    """Tell whether another takes turns with the first of a group, whose service types are given."""
    if first.score - other.score > NEAR or first.kind != other.kind:
        return False
    return not types.isdisjoint(other.service_types)


def _waits(turns: list[bytes], felt: list[float], cap: float) -> list[tuple[float, bytes]]:
    """Return what orders a group; where nothing is felt of any of them the turns alone do, to the same order."""
    if not any(felt):
        return [(0.0, turn) for turn in turns]
    return [(_wait(turn, 1.0 + cap * value), turn) for turn, value in zip(turns, felt, strict=True)]


def _turn(need: hashlib._Hash, item_id: str) -> bytes:
    """Return the hash of day, need and item; the first two are hashed already."""
    whole = need.copy()
    whole.update(item_id.encode())
    return whole.digest()


def _wait(turn: bytes, chance: float) -> float:
    """Return how long an offer waits for its turn: shorter the greater its chance; all alike keep the hashes' order.

    Of several exponential waiting times each is the shortest with a probability in proportion to its chance.
    """
    drawn = (int.from_bytes(turn[:8], "big") >> 11) / 2.0**53
    return -log1p(-drawn) / chance


def _moved(one: Ranked, places: int) -> Ranked:
    return one.noted("rotated", float(places)) if places else one
