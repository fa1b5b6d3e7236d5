"""The catalogue as a maintainer leafs through it: everything, also what is over or not yet complete, page by page."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from api.catalogue.convert import TABLES, to_offer
from api.catalogue.models import Institution, Stored
from api.clock import iso
from api.maintenance import states
from api.maintenance.states import ItemState
from api.matches.schemas import Kind
from api.public.sheet import sheet
from api.public.wanted import place_name
from knowledge.taxonomy import load_categories

MOST_REGIONS = 2


class Wanted(BaseModel):
    """What is looked for; empty is no filter."""

    kind: Kind = "service"
    search: str = Field(default="", max_length=100, description="名称、提供单位或编号里的字")
    state: ItemState | None = None
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=20, ge=1, le=100)


class EntryPublic(BaseModel):
    """One line of the list; ``missing`` are those of the five public facts that a service does not tell."""

    id: str
    kind: str
    name: str
    provider: str
    category: str
    regions: str
    valid_until: date | None
    state: ItemState
    state_label: str
    missing: list[str]
    is_named: bool = Field(description="只有名称的机构：别的条目提到它，资料还没有填")
    updated_at: str


def listed(session: Session, wanted: Wanted, today: date) -> tuple[list[EntryPublic], int]:
    """Return one page of entries by key, and how many there are on all pages."""
    table: Any = TABLES[wanted.kind]
    conditions = [table.kind == wanted.kind]
    if wanted.state is not None:
        conditions.append(states.condition(table, wanted.state, today))
    if wanted.search.strip():
        said = wanted.search.strip()
        conditions.append(or_(*(c.icontains(said, autoescape=True) for c in (table.name, table.provider, table.key))))
    total = session.exec(select(func.count()).select_from(table).where(*conditions)).one()
    query = select(table).where(*conditions).order_by(col(table.key)).offset(wanted.offset).limit(wanted.limit)
    return [entry(row, today) for row in session.exec(query)], total


def entry(row: Stored, today: date) -> EntryPublic:
    """Return one entry as a line."""
    offer = to_offer(row)
    state = states.state_of(offer, today)
    return EntryPublic(
        id=offer.id,
        kind=offer.kind,
        name=offer.name,
        provider=offer.provider,
        category=load_categories()[offer.category].name if offer.category else "",
        regions=regions(offer.region_served),
        valid_until=offer.valid_until,
        state=state,
        state_label=state.label,
        missing=[fact.label for fact in sheet(offer, today).five if not fact.told],
        is_named=isinstance(row, Institution) and row.generated,
        updated_at=iso(row.updated_at),
    )


def regions(codes: tuple[str, ...]) -> str:
    """Return the first regions by name, and how many there are where there are more."""
    names = "、".join(place_name(code) for code in codes[:MOST_REGIONS])
    return f"{names} 等 {len(codes)} 处" if len(codes) > MOST_REGIONS else names
