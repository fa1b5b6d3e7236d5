"""What a visitor of the catalogue asks for, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from api.catalogue.convert import TABLES
from api.errors import InvalidInputError
from api.matches.cards import KIND_LABELS
from knowledge import slots
from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise
from knowledge.regions import table as regions
from knowledge.taxonomy import load_categories

ANY_DAY = date(2000, 1, 3)  # places do not depend on the day
NATION, NATION_WORDS = "100000", ("全国", "中国")


@dataclass(frozen=True)
class Place:
    """A region as it was typed; ``code`` is None where no single region is meant."""

    typed: str
    code: str | None = None

    @property
    def name(self) -> str:
        """Return how the region is called in full."""
        return place_name(self.code) if self.code else self.typed


@dataclass(frozen=True)
class Wish:
    """Text, filters and page; empty is no filter."""

    text: str
    kind: str
    category: str
    place: Place | None
    number: int

    @property
    def is_search(self) -> bool:
        """Tell whether words are searched, by which the matcher ranks."""
        return bool(self.text)

    def address(self, **changes: str | int) -> str:
        """Return the address of the catalogue with some of this changed; a change of filter begins at page 1."""
        values: dict[str, str | int] = {
            "q": self.text,
            "kind": self.kind,
            "category": self.category,
            "region": self.place.typed if self.place else "",
            **changes,
        }
        kept = {name: value for name, value in values.items() if value and not (name == "page" and value == 1)}
        return "/catalogue" + (f"?{urlencode(kept)}" if kept else "")


def read_wish(
    q: Annotated[str, Query(max_length=300)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    category: Annotated[str, Query(max_length=32)] = "",
    region: Annotated[str, Query(max_length=40)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Wish:
    """Return what the address asks for.

    :raises InvalidInputError: If it names a kind or a category that there is not.
    """
    if kind and kind not in TABLES:
        raise InvalidInputError(f"没有“{kind}”这一类，可以看的有：{'、'.join(KIND_LABELS.values())}。")
    if category and category not in load_categories():
        raise InvalidInputError(f"没有“{category}”这个类别。")
    text = "".join(char if char.isprintable() else " " for char in q).strip()
    place = read_place(region.strip()) if region.strip() else None
    return Wish(text, kind or ("" if text else "service"), category, place, page)


def read_place(typed: str) -> Place:
    """Return the region that a visitor typed: a name as people say it, or a code."""
    if typed in NATION_WORDS:
        return Place(typed, NATION)
    if regions.get(typed):
        return Place(typed, typed)
    code = read_facts(normalise(typed), ANY_DAY).slots.get("region")
    return Place(typed, str(code) if code else None)


def place_name(code: str) -> str:
    """Return a region with those above it."""
    return "全国" if code == NATION else slots.place(code)


WishDep = Annotated[Wish, Depends(read_wish)]
