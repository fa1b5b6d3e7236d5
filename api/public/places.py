"""Provinces and cities, to be offered while a visitor types one; counties are understood without."""

from __future__ import annotations

from functools import lru_cache

from api.public.wanted import place_name
from knowledge.regions import table as regions


@lru_cache(maxsize=1)
def places() -> tuple[str, ...]:
    """Return the full names of all provinces and cities, by code."""
    known = sorted(regions.load().values(), key=lambda region: region.code)
    return tuple(place_name(region.code) for region in known if region.level != "county")
