"""Fair exposure: offers of one service that are as good as equal take turns, the same way for one need on one day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from matcher.search.ranked import Ranked
from matcher.types import Query

# Final scores closer than this are no difference that a reader could see: first answers lie around 0.25, and half of
# the freshness weight alone is 0.005.
NEAR = 0.004


def rotate(ranked: list[Ranked], query: Query) -> list[Ranked]:
    """Return the order of the day; ``scores["rotated"]`` says by how many places an offer was moved up.

    Without a day nothing moves. Only offers of the same kind that share a service type take turns, at most ``NEAR``
    below the first of them.
    """
    if query.today is None:
        return ranked
    turned: list[Ranked] = []
    need = hashlib.sha256(f"{query.today}|{query.text}|".encode())
    for group in _groups(ranked):
        if len(group) == 1:
            turned += group
            continue
        order = sorted(range(len(group)), key=lambda place: _turn(need, group[place].id))
        turned += [_moved(group[place], place - now) for now, place in enumerate(order)]
    return turned


def _groups(ranked: list[Ranked]) -> Iterator[list[Ranked]]:
    group: list[Ranked] = []
    for one in ranked:
        if group and not _ties(group[0], one):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _ties(first: Ranked, other: Ranked) -> bool:
    if first.score - other.score > NEAR or first.kind != other.kind:
        return False
    return any(code in other.service_types for code in first.service_types)


def _turn(need: hashlib._Hash, item_id: str) -> bytes:
    """Return the hash of day, need and item; the first two are hashed already."""
    whole = need.copy()
    whole.update(item_id.encode())
    return whole.digest()


def _moved(one: Ranked, places: int) -> Ranked:
    return one.noted("rotated", float(places)) if places else one
