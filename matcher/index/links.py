"""Who belongs to whom: an institution, its services and its experts, by institution id or provider name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.catalogue import Offer


@dataclass(frozen=True)
class Links:
    """Row numbers of the index.

    :param house: Row of the institution an offer belongs to; an institution belongs to itself.
    :param members: Rows of the services and experts of an institution's row, in index order.
    """

    house: dict[int, int]
    members: dict[int, tuple[int, ...]]


def build_links(offers: Sequence[Offer]) -> Links:
    """Link offers to institutions; an id wins over a name, the first of equal names wins."""
    by_key: dict[str, int] = {}
    for row, offer in enumerate(offers):
        if offer.kind == "institution":
            by_key.setdefault(offer.name, row)
    by_key.update({offer.id: row for row, offer in enumerate(offers) if offer.kind == "institution"})
    house: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for row, offer in enumerate(offers):
        if offer.kind == "institution":
            house[row] = row
        elif offer.kind in ("service", "expert"):
            home = by_key.get(offer.institution or "", by_key.get(offer.provider))
            if home is not None:
                house[row] = home
                members.setdefault(home, []).append(row)
    return Links(house, {home: tuple(rows) for home, rows in members.items()})
