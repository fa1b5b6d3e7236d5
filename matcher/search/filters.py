"""Hard filters, and the stated order in which they are given up when nothing answers the need.

Never given up: kind, validity, category and provider filters. Given up in this order, each said aloud in ``relaxed``:
``welfare``, ``free``, ``region``. Money comes first because a paid service in reach still helps; one out of reach
rarely does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.regions import table
from matcher.index.columns import Columns
from matcher.search.understand import Needed
from matcher.types import Query

Mask = NDArray[np.bool_]

RELAXATION = ("welfare", "free", "region")
NATION = "100000"


@dataclass(frozen=True)
class Filters:
    """The masks of one query by name; True passes.

    :param live: The rows that the catalogue still holds as they are; no other ever passes.
    """

    masks: Mapping[str, Mask]
    live: Mask

    def allowed(self, without: tuple[str, ...] = ()) -> Mask:
        """Return True where every filter passes, leaving some out."""
        passed = self.live.copy()
        for name, mask in self.masks.items():
            if name not in without:
                passed &= mask
        return passed

    def blame(self, row: int, without: tuple[str, ...] = ()) -> str | None:
        """Return the first filter that removes a row, or None."""
        return next((name for name, mask in self.masks.items() if name not in without and not mask[row]), None)

    def relaxations(self) -> list[tuple[str, ...]]:
        """Return what to leave out, step by step, beginning with nothing."""
        steps: list[tuple[str, ...]] = [()]
        for name in RELAXATION:
            if name in self.masks:
                steps.append((*steps[-1], name))
        return steps


def build_filters(query: Query, needed: Needed, columns: Columns) -> Filters:
    """Compute the masks that the query asks for."""
    masks: dict[str, Mask] = {}
    if query.kinds:
        masks["kind"] = columns.of_kinds(query.kinds)
    if query.today:
        today, kept = query.today, columns.remembered.masks
        masks["validity"] = kept.get(today, lambda: columns.valid_on(today))
    for name in ("category", "provider"):
        value = query.filters.get(name)
        if isinstance(value, str) and value:
            masks[name] = columns.of_category(value) if name == "category" else columns.of_provider(value)
    if query.filters.get("welfare"):
        masks["welfare"] = columns.welfare
    if query.filters.get("free"):
        masks["free"] = columns.free
    if needed.region:
        wanted, kept = needed.region, columns.remembered.masks
        masks["region"] = kept.get(wanted, lambda: columns.where_served(lambda served: reaches(served, wanted)))
    return Filters(masks, columns.live)


@lru_cache(maxsize=65_536)  # a province has some thousand distinct lists, of which each need asks all
def reaches(served: tuple[str, ...], wanted: str) -> bool:
    """Tell whether an offer serves the wanted region.

    Yes if a served region is the wanted one, lies above it, or (for a wanted city or province) inside it; yes if the
    catalogue does not say.
    """
    if not served:
        return True
    return any(code == NATION or related(code, wanted) for code in served)


def related(served: str, wanted: str) -> bool:
    """Tell whether one region contains the other; unknown codes are related to nothing."""
    if table.get(served) is None or table.get(wanted) is None:
        return False
    return table.covers(served, wanted) or table.covers(wanted, served)


def covers_fully(served: tuple[str, ...], wanted: str) -> bool:
    """Tell whether the whole wanted region is served, by what the catalogue says."""
    return any(code == NATION or (table.get(code) is not None and table.covers(code, wanted)) for code in served)
