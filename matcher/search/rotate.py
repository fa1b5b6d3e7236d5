"""Fair exposure: offers of one service that are as good as equal take turns, the same way for one need on one day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from math import log1p

from matcher.search.diversify import LOOKED_AT, VARIED
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
    ranked: list[Ranked],
    query: Query,
    feedback: Mapping[str, float] = NOTHING,
    cap: float = CAP,
    depth: int | None = None,
) -> list[Ranked]:
    """Return the order of the day; ``scores["rotated"]`` says by how many places an offer was moved up.

    Without a day nothing moves. Only offers of the same kind that share a service type take turns, at most ``NEAR``
    below the first of them. How content enterprises were shifts their chances among these, and nowhere else.

    :param feedback: By item id, in [-1, 1]; 0 where nothing is known. It is kept as ``scores["feedback"]``.
    :param cap: The greatest share by which feedback raises or lowers an offer's chance; 0 leaves it out.
    :param depth: How many places are read once :func:`matcher.search.diversify.diversify` has seen them: below, only
        what that looks at takes turns, and the rest stays where it is. None has all take turns.

    Source: docs/decisions/0021-ratings-in-ranking.md
    """
    if query.today is None:
        return ranked
    need = hashlib.sha256(f"{query.today}|{query.text}|".encode())
    turned = list(ranked)
    for begin, end in _groups(ranked, len(ranked) if depth is None else depth):
        turned[begin:end] = _in_turn(ranked[begin:end], need, feedback, cap)
    return turned


def _in_turn(group: list[Ranked], need: hashlib._Hash, feedback: Mapping[str, float], cap: float) -> list[Ranked]:
    """Return those that are as good as equal in the order of the day."""
    felt = [max(-1.0, min(1.0, feedback.get(one.id, 0.0))) if feedback else 0.0 for one in group]
    waits = _waits([_turn(need, one.id) for one in group], felt, cap)
    order = sorted(range(len(group)), key=waits.__getitem__)
    group = [one.noted("feedback", value) if value else one for one, value in zip(group, felt, strict=True)]
    return [_moved(group[place], place - now) for now, place in enumerate(order)]


def _groups(ranked: list[Ranked], depth: int) -> Iterator[tuple[int, int]]:
    """Yield where each group of more than one begins and ends, as far as its order is read.

    Another kind always begins another group, so a run of one kind that nobody reads is passed over as a whole.
    """
    left = dict.fromkeys(VARIED, LOOKED_AT)
    begin = 0
    while begin < len(ranked) and (begin < depth or any(count > 0 for count in left.values())):
        first = ranked[begin]
        read = begin < depth or left.get(first.kind, 0) > 0
        end = _end(ranked, begin) if read else _end_of_kind(ranked, begin)
        if read and end - begin > 1:
            yield begin, end
        if first.kind in left:
            left[first.kind] -= end - begin
        begin = end


def _end(ranked: list[Ranked], begin: int) -> int:
    """Return where the group ends that begins here."""
    first, types, end = ranked[begin], frozenset(ranked[begin].service_types), begin + 1
    while end < len(ranked) and _ties(first, types, ranked[end]):
        end += 1
    return end


def _end_of_kind(ranked: list[Ranked], begin: int) -> int:
    """Return where the run of one kind ends that begins here."""
    kind, end = ranked[begin].kind, begin + 1
    while end < len(ranked) and ranked[end].kind == kind:
        end += 1
    return end


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
