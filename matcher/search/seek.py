"""A query read once and compared with every offer; any number of rankings under any filters start from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.index.brute import Mask, Rows
from matcher.index.build import CatalogueIndex
from matcher.search.filters import Filters, build_filters
from matcher.search.fuse import Floats, Found, blamed, retrieve, search
from matcher.search.rank import rank
from matcher.search.ranked import Ranked
from matcher.search.understand import Needed
from matcher.setting import Setting
from matcher.types import Query


@dataclass(frozen=True)
class Sought:
    """What does not depend on which filters are given up.

    :param lexical: Of every offer, as ``types``, its agreement with the need's service types.
    """

    index: CatalogueIndex
    setting: Setting
    query: Query
    needed: Needed
    filters: Filters
    lexical: Floats
    types: Floats

    def masks(self, without: tuple[str, ...] = ()) -> list[Mask]:
        """Return the rows that the filters allow, one mask for each kind wanted separately."""
        allowed, of_kinds = self.filters.allowed(without), self.index.columns.of_kinds
        return [allowed & of_kinds([kind]) for kind in self.query.per_kind] or [allowed]

    def ranked(self, masks: Sequence[Mask]) -> list[Ranked]:
        """Return the candidates among some rows, best first."""
        found = search(self.index, self.needed, self.lexical, self.types, masks, self.setting.fusion)
        return rank(found, self.index, self.query, self.needed, self.setting.features)

    def ranked_rows(self, rows: Rows | Sequence[int]) -> list[Ranked]:
        """Return these rows, best first."""
        mask = np.zeros(len(self.index), dtype=bool)
        mask[rows] = True
        return self.ranked([mask])

    def removed(self, without: tuple[str, ...]) -> Found | None:
        """Return the best of what the filters removed, None where they removed nothing."""
        removed = self.index.columns.live & ~self.filters.allowed(without)
        if not removed.any():
            return None
        return blamed(self.index, self.needed, self.lexical, self.types, removed, self.setting.fusion)


def seek(index: CatalogueIndex, setting: Setting, query: Query, needed: Needed) -> Sought:
    """Compare a need that was understood with every offer."""
    lexical, types = retrieve(index, needed, setting.fusion)
    return Sought(index, setting, query, needed, build_filters(query, needed, index.columns), lexical, types)
