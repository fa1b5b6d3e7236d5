"""Who belongs to whom: an institution, its services and its experts, by institution id or provider name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Offer

Rows = NDArray[np.int32]
NOBODY = -1


@dataclass(frozen=True)
class Links:
    """Row numbers of the index; an id wins over a name, of equal names the institution with the smallest id.

    :param house: Row of the institution each offer belongs to, -1 for none; an institution belongs to itself.
    :param ids: Row of each institution by id. ``names``: rows by name.
    :param claims: Rows of the services and experts that state this institution id or provider name.
    """

    house: Rows = field(default_factory=lambda: np.empty(0, np.int32))
    ids: dict[str, int] = field(default_factory=dict)
    names: dict[str, tuple[int, ...]] = field(default_factory=dict)
    claims: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def members(self, home: int, offers: Sequence[Offer]) -> list[Offer]:
        """Return the services and experts of an institution's row, by id."""
        stated = {row for key in (offers[home].id, offers[home].name) for row in self.claims.get(key, ())}
        return sorted((offers[row] for row in stated if self.house[row] == home), key=lambda offer: offer.id)

    def updated(self, offers: Sequence[Offer], gone: Iterable[int]) -> Links:
        """Return the links after offers were added behind and rows have gone.

        :param offers: All offers, the new ones last.
        """
        house = np.append(self.house, np.full(len(offers) - len(self.house), NOBODY, np.int32))
        links = Links(house, dict(self.ids), dict(self.names), dict(self.claims))
        touched = set(range(len(self.house), len(offers)))
        for row in gone:
            touched.update(links._leave(row, offers[row]))
            house[row] = NOBODY
        for row in range(len(self.house), len(offers)):
            touched.update(links._join(row, offers[row]))
        for row in touched:
            house[row] = links._home(row, offers)
        return links

    def _join(self, row: int, offer: Offer) -> tuple[int, ...]:
        """Enter an offer; return the rows whose institution may be another now."""
        if offer.kind == "institution":
            self.ids[offer.id] = row
            self.names[offer.name] = (*self.names.get(offer.name, ()), row)
            return (*self.claims.get(offer.id, ()), *self.claims.get(offer.name, ()))
        for key in _stated(offer):
            self.claims[key] = (*self.claims.get(key, ()), row)
        return ()

    def _leave(self, row: int, offer: Offer) -> tuple[int, ...]:
        """Strike out an offer; return the rows whose institution may be another now."""
        if offer.kind == "institution":
            del self.ids[offer.id]
            self.names[offer.name] = tuple(other for other in self.names[offer.name] if other != row)
            return (*self.claims.get(offer.id, ()), *self.claims.get(offer.name, ()))
        for key in _stated(offer):
            self.claims[key] = tuple(other for other in self.claims[key] if other != row)
        return ()

    def _home(self, row: int, offers: Sequence[Offer]) -> int:
        offer = offers[row]
        if offer.kind == "institution":
            return row
        for key in _stated(offer):
            if key in self.ids:
                return self.ids[key]
            if self.names.get(key):
                return min(self.names[key], key=lambda other: offers[other].id)
        return NOBODY


def _stated(offer: Offer) -> tuple[str, ...]:
    """Return by what a service or an expert may be linked, the surest first."""
    if offer.kind not in ("service", "expert"):
        return ()
    return tuple(dict.fromkeys(key for key in (offer.institution, offer.provider) if key))


def build_links(offers: Sequence[Offer]) -> Links:
    """Link offers to institutions."""
    return Links().updated(offers, ())
