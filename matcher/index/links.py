"""Who belongs to whom: an institution, its services and its experts, by institution id or provider name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.index.coded import Coded
from matcher.index.columns import Columns

Rows = NDArray[np.int32]
NOBODY = -1


@dataclass(frozen=True)
class Links:
    """Row numbers of the index; an id wins over a name, of equal names the institution with the smallest id.

    :param house: Row of the institution each offer belongs to, -1 for none; an institution belongs to itself.
    """

    house: Rows

    def members(self, home: int) -> list[int]:
        """Return the rows of the services and experts of an institution's row."""
        return [row for row in np.flatnonzero(self.house == home).tolist() if row != home]


def build_links(columns: Columns) -> Links:
    """Link services and experts to institutions by what they state, the surest first."""
    houses = np.flatnonzero(columns.live & columns.of_kinds(["institution"]))
    rows = _rows_by_key(columns, houses.tolist())
    stated, provider = _homes(columns.institution, rows), _homes(columns.provider, rows)
    house = np.where(stated == NOBODY, provider, stated)
    house[~(columns.live & columns.of_kinds(["service", "expert"]))] = NOBODY
    house[houses] = houses
    return Links(house.astype(np.int32))


def _rows_by_key(columns: Columns, houses: list[int]) -> dict[str, int]:
    """Return the row that an id or a name means."""
    by_name = {columns.title.at(row): row for row in sorted(houses, key=lambda row: columns.ids[row], reverse=True)}
    return {**by_name, **{columns.ids[row]: row for row in houses}}


def _homes(column: Coded[str], rows: dict[str, int]) -> Rows:
    """Return the institution that each row's value means; an empty one means nobody."""
    meant = np.array([rows.get(value, NOBODY) if value else NOBODY for value in column.values], dtype=np.int32)
    return meant[column.codes]
