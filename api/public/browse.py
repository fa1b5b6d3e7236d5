"""Leafing through the catalogue: what holds today, by kind, category and region, page by page from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_
from sqlmodel import Session, select

from api.catalogue import lasting
from api.catalogue.convert import TABLES, to_offer
from api.catalogue.models import Institution, Stored
from api.public.wanted import NATION, Place, Wish
from knowledge.catalogue import Offer
from knowledge.regions import table as regions

PAGE_SIZE = 20


@dataclass(frozen=True)
class Leaf:
    """One page of offers.

    :param total: How many there are on all pages.
    :param last: The number of the last page, 1 where there is nothing.
    """

    offers: list[Offer]
    total: int
    last: int


def leaf(session: Session, wish: Wish, today: date) -> Leaf:
    """Return one page of the offers of a kind that hold today; nothing where the region was not understood."""
    if wish.place and wish.place.code is None:
        return Leaf([], 0, 1)
    table = TABLES[wish.kind]
    conditions = _conditions(table, wish, today)
    total = session.exec(select(func.count()).select_from(table).where(*conditions)).one()
    query = select(table).where(*conditions).order_by(table.key)
    rows = session.exec(query.offset((wish.number - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return Leaf([to_offer(row) for row in rows], total, max(1, -(-total // PAGE_SIZE)))


def _conditions(table: Any, wish: Wish, today: date) -> list[ColumnElement[bool]]:
    conditions = [table.kind == wish.kind, lasting.lasts(table, today)]
    if wish.category:
        conditions.append(table.category == wish.category)
    if wish.place:
        conditions.append(serves(table, wish.place))
    if issubclass(table, Institution):
        conditions.append(table.generated.is_(False))  # a name that items mention, and nothing more
    return conditions


def serves(table: type[Stored], place: Place) -> ColumnElement[bool]:
    """Return the condition that an offer reaches a region: it serves it, one above or below it, all, or does not say.

    The codes are looked for in the text of the list, which SQLite and PostgreSQL write alike.
    """
    served = cast(table.region_served, String)
    return or_(*(served.like(f"%{part}%") for part in _parts(place.code or NATION)), served == "[]")


def _parts(code: str) -> list[str]:
    """Return what the list must hold one of: the code and those above it in full, those below by their beginning."""
    above = [] if code == NATION else [region.code for region in regions.ancestors(code)]
    own = code.rstrip("0") if code != NATION and regions.require(code).level != "county" else code
    own = own + "0" * (len(own) % 2)  # 430100 begins 4301, 110000 begins 11, 500000 begins 50
    return [f'"{own}', *(f'"{one}"' for one in above), f'"{NATION}"']
