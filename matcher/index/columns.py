"""The catalogue fields that filters and ranking look at, a column each: 100,000 offers are judged in a millisecond."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.index.coded import Coded
from matcher.index.remembered import Remembered
from matcher.types import ALL_KINDS

Mask = NDArray[np.bool_]
Texts = tuple[str, ...]
NEVER = 0  # a day: was not verified
UNSAID = -1  # a capacity


@dataclass(frozen=True)
class Columns:
    """One entry an offer, in index order; a text that is missing is empty.

    :param live: False for rows that were replaced or removed since the index was built.
    :param free: Fee model is free. ``welfare``: a public-welfare service or free.
    :param required: Has conditions that can be checked. ``conditional``: has any, or prose that may hold some.
    :param least: What it costs at least, in yuan; NaN where the fee does not say.
    :param capacity: Calls a month of an expert; -1 for other kinds and where it is not said.
    :param region: Where it is, as against ``served``, which regions it serves; an empty list does not say.
    :param institution: Id or name of the institution it states. ``title``: the name of an institution itself.
    :param remembered: What was computed of these columns before; nothing of it depends on ``live``.
    """

    ids: Texts
    live: Mask
    kind: NDArray[np.int8]
    valid_from: NDArray[np.int32]
    valid_until: NDArray[np.int32]
    verified: NDArray[np.int32]
    free: Mask
    welfare: Mask
    required: Mask
    conditional: Mask
    least: NDArray[np.float64]
    capacity: NDArray[np.int32]
    category: Coded[str]
    provider: Coded[str]
    institution: Coded[str]
    title: Coded[str]
    region: Coded[str]
    served: Coded[Texts]
    sectors: Coded[Texts]
    sizes: Coded[Texts]
    stages: Coded[Texts]
    service_types: Coded[Texts]
    remembered: Remembered = field(default_factory=Remembered, init=False, compare=False, repr=False)

    def kind_of(self, row: int) -> str:
        """Return the kind of one row."""
        return ALL_KINDS[self.kind[row]]

    def of_kinds(self, kinds: Sequence[str]) -> Mask:
        """Return True where the offer is of one of the kinds."""
        wanted = np.zeros(len(self.kind), dtype=bool)
        for kind in kinds:
            if kind in ALL_KINDS:
                wanted |= self.kind == ALL_KINDS.index(kind)
        return wanted

    def valid_on(self, today: date) -> Mask:
        """Return True where the offer is valid on a day, both ends included."""
        day = today.toordinal()
        valid: Mask = (self.valid_from <= day) & (day <= self.valid_until)
        return valid

    def of_category(self, code: str) -> Mask:
        """Return True where the offer is of the category."""
        return self.category.is_value(code)

    def of_provider(self, name: str) -> Mask:
        """Return True where the provider bears exactly this name."""
        return self.provider.is_value(name)

    def where_served(self, accepts: Callable[[Texts], bool]) -> Mask:
        """Return True where the list of regions served is accepted; each distinct list is judged once."""
        return self.served.where(accepts)

    def extended(self, later: Columns) -> Columns:
        """Return the columns with more rows behind."""
        return Columns(*(_joined(getattr(self, name), getattr(later, name)) for name in NAMES))

    def kept(self, rows: Mask) -> Columns:
        """Return the columns of some rows."""
        return Columns(*(_chosen(getattr(self, name), rows) for name in NAMES))


NAMES = tuple(spec.name for spec in fields(Columns) if spec.init)


def _joined(column: Any, later: Any) -> Any:
    if isinstance(column, tuple):
        return column + later
    return column.extended(later) if isinstance(column, Coded) else np.append(column, later)


def _chosen(column: Any, rows: Mask) -> Any:
    if isinstance(column, tuple):
        return tuple(column[row] for row in np.flatnonzero(rows).tolist())
    return column.kept(rows) if isinstance(column, Coded) else column[rows]
