"""The catalogue fields that filters look at, one numpy column each: 100,000 offers are judged in a millisecond."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Offer
from matcher.types import ALL_KINDS

Mask = NDArray[np.bool_]
ALWAYS = (date.min.toordinal(), date.max.toordinal())


@dataclass(frozen=True)
class Columns:
    """One entry an offer, in index order.

    :param served_sets: The distinct lists of regions served; the empty one means "does not say".
    :param served: Which of them each offer has.
    :param live: False for rows that were replaced or removed since the index was built.
    :param free: Fee model is free. ``welfare``: a public-welfare service or free.
    """

    live: Mask
    kind: NDArray[np.int8]
    valid_from: NDArray[np.int32]
    valid_until: NDArray[np.int32]
    free: Mask
    welfare: Mask
    category: NDArray[np.int16]
    category_names: tuple[str, ...]
    provider: NDArray[np.int32]
    provider_names: tuple[str, ...]
    served: NDArray[np.int32]
    served_sets: tuple[tuple[str, ...], ...]

    def of_kinds(self, kinds: Sequence[str]) -> Mask:
        """Return True where the offer is of one of the kinds."""
        wanted: Mask = np.isin(self.kind, [ALL_KINDS.index(kind) for kind in kinds if kind in ALL_KINDS])
        return wanted

    def valid_on(self, today: date) -> Mask:
        """Return True where the offer is valid on a day, both ends included."""
        day = today.toordinal()
        valid: Mask = (self.valid_from <= day) & (day <= self.valid_until)
        return valid

    def of_category(self, code: str) -> Mask:
        """Return True where the offer is of the category."""
        same: Mask = self.category == _place(self.category_names, code)
        return same

    def of_provider(self, name: str) -> Mask:
        """Return True where the provider bears exactly this name."""
        same: Mask = self.provider == _place(self.provider_names, name)
        return same

    def where_served(self, accepts: Callable[[tuple[str, ...]], bool]) -> Mask:
        """Return True where the list of regions served is accepted; each distinct list is judged once."""
        verdicts = np.array([accepts(served) for served in self.served_sets], dtype=bool)
        return verdicts[self.served] if len(verdicts) else np.zeros(0, dtype=bool)

    def extended(self, later: Columns) -> Columns:
        """Return the columns with more rows behind."""
        arrays: dict[str, Any] = {name: np.append(getattr(self, name), getattr(later, name)) for name in _PLAIN}
        for name, names in _NAMED.items():
            numbers, all_names = _renumbered(getattr(self, names), getattr(later, names))
            column = getattr(self, name)
            arrays[name] = np.append(column, numbers[getattr(later, name)].astype(column.dtype))
            arrays[names] = all_names
        return Columns(**arrays)

    def kept(self, rows: Mask) -> Columns:
        """Return the columns of some rows, all of them live."""
        arrays: dict[str, Any] = {name: getattr(self, name)[rows] for name in (*_PLAIN, *_NAMED)}
        arrays["live"] = np.ones(len(arrays["kind"]), dtype=bool)
        return Columns(**arrays, **{names: getattr(self, names) for names in _NAMED.values()})


_PLAIN = ("live", "kind", "valid_from", "valid_until", "free", "welfare")
_NAMED = {"category": "category_names", "provider": "provider_names", "served": "served_sets"}


def _renumbered(names: tuple[Any, ...], more: tuple[Any, ...]) -> tuple[NDArray[np.int32], tuple[Any, ...]]:
    """Return the numbers of further names among all, and all names."""
    numbers = {name: number for number, name in enumerate(names)}
    found = [numbers.setdefault(name, len(numbers)) for name in more]
    return np.array(found, dtype=np.int32), tuple(numbers)


def _place(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else -2


def _numbered(values: Sequence[object]) -> tuple[NDArray[np.int32], list[object]]:
    numbers: dict[object, int] = {}
    column = [numbers.setdefault(value, len(numbers)) for value in values]
    return np.array(column, dtype=np.int32), list(numbers)


def serves(offer: Offer) -> tuple[str, ...]:
    """Return the regions an offer serves: what it says, else where a policy applies, else nothing."""
    if offer.region_served:
        return tuple(sorted(set(offer.region_served)))
    if offer.kind in ("policy", "scheme") and offer.region:
        return (offer.region,)
    return ()


def is_free(offer: Offer) -> bool:
    """Tell whether the catalogue says that the offer costs nothing."""
    return offer.fee is not None and offer.fee.model == "free"


def build_columns(offers: Sequence[Offer]) -> Columns:
    """Turn the offers into columns."""
    category, categories = _numbered([offer.category or "" for offer in offers])
    provider, providers = _numbered([offer.provider for offer in offers])
    served, served_sets = _numbered([serves(offer) for offer in offers])
    return Columns(
        live=np.ones(len(offers), dtype=bool),
        kind=np.array([ALL_KINDS.index(offer.kind) for offer in offers], dtype=np.int8),
        valid_from=_days([offer.valid_from for offer in offers], ALWAYS[0]),
        valid_until=_days([offer.valid_until for offer in offers], ALWAYS[1]),
        free=np.array([is_free(offer) for offer in offers], dtype=bool),
        welfare=np.array([bool(offer.welfare) or is_free(offer) for offer in offers], dtype=bool),
        category=category.astype(np.int16),
        category_names=tuple(map(str, categories)),
        provider=provider,
        provider_names=tuple(map(str, providers)),
        served=served,
        served_sets=tuple(value for value in served_sets if isinstance(value, tuple)),
    )


def _days(days: Sequence[date | None], missing: int) -> NDArray[np.int32]:
    return np.array([day.toordinal() if day else missing for day in days], dtype=np.int32)
