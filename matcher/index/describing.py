"""From offers to columns, and what of an offer the columns hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Offer
from matcher.index.coded import Coded
from matcher.index.columns import NEVER, UNSAID, Columns, Texts
from matcher.index.remembered import Mask
from matcher.types import ALL_KINDS

ALWAYS = (date.min.toordinal(), date.max.toordinal())
READ_KINDS = ("policy", "scheme")  # their text is read for conditions where they come without a list


def serves(offer: Offer) -> Texts:
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
    return Columns(
        ids=tuple(offer.id for offer in offers),
        live=np.ones(len(offers), dtype=bool),
        kind=np.array([ALL_KINDS.index(offer.kind) for offer in offers], dtype=np.int8),
        valid_from=_days([offer.valid_from for offer in offers], ALWAYS[0]),
        valid_until=_days([offer.valid_until for offer in offers], ALWAYS[1]),
        verified=_days([offer.verified_on for offer in offers], NEVER),
        free=_where(offers, is_free),
        welfare=_where(offers, lambda offer: bool(offer.welfare) or is_free(offer)),
        required=_where(offers, lambda offer: bool(offer.requirements)),
        conditional=_where(offers, _conditional),
        least=np.array([_least(offer) for offer in offers], dtype=np.float64),
        capacity=np.array([_capacity(offer) for offer in offers], dtype=np.int32),
        category=Coded.of(offer.category or "" for offer in offers),
        provider=Coded.of(offer.provider for offer in offers),
        institution=Coded.of(offer.institution or "" for offer in offers),
        title=Coded.of(offer.name if offer.kind == "institution" else "" for offer in offers),
        region=Coded.of(offer.region or "" for offer in offers),
        served=Coded.of(serves(offer) for offer in offers),
        sectors=Coded.of(offer.sectors for offer in offers),
        sizes=Coded.of(offer.target_sizes for offer in offers),
        stages=Coded.of(offer.target_stages for offer in offers),
        service_types=Coded.of(offer.service_types for offer in offers),
    )


def _days(days: Sequence[date | None], missing: int) -> NDArray[np.int32]:
    return np.array([day.toordinal() if day else missing for day in days], dtype=np.int32)


def _where(offers: Sequence[Offer], holds: Callable[[Offer], bool]) -> Mask:
    return np.array([holds(offer) for offer in offers], dtype=bool)


def _conditional(offer: Offer) -> bool:
    return bool(offer.requirements or offer.conditions) or offer.kind in READ_KINDS


def _least(offer: Offer) -> float:
    return float("nan") if offer.fee is None or offer.fee.min_cny is None else offer.fee.min_cny


def _capacity(offer: Offer) -> int:
    return UNSAID if offer.kind != "expert" or offer.capacity_per_month is None else offer.capacity_per_month
