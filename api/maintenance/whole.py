"""One entry with all its fields under their names, and what a maintainer should see to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from pydantic import BaseModel
from sqlmodel import Session

from api.catalogue import service
from api.catalogue.convert import to_offer
from api.catalogue.models import Institution, Stored
from api.maintenance import listing
from api.maintenance.listing import EntryPublic
from api.maintenance.states import ItemState
from api.matches.cards import KIND_LABELS
from api.public.linked import institution_of
from api.public.sheet import Fact, Sheet, day, sheet
from knowledge import sectors
from knowledge.catalogue import Offer

PROVIDED = ("service", "expert")  # kinds that an institution stands behind
UNFILLED = "没有填"
ALWAYS = {"服务地区": PROVIDED, "有效期": ("service", "policy", "scheme")}  # said to be missing where it is


class FactPublic(BaseModel):
    """One field: a sentence, steps in order, or points; ``told`` is false where it is missing."""

    label: str
    text: str
    steps: list[str]
    points: list[str]
    told: bool


class ProviderPublic(BaseModel):
    """The institution behind an entry; ``is_named`` where nothing but its name is known."""

    id: str
    name: str
    is_named: bool


class WholePublic(BaseModel):
    """An entry; ``marks`` are the sentences on what is missing or over."""

    entry: EntryPublic
    kind_label: str
    text: str
    institution: ProviderPublic | None
    marks: list[str]
    five: list[FactPublic]
    facts: list[FactPublic]
    more: list[FactPublic]


def whole(session: Session, key: str, today: date) -> WholePublic:
    """Return an entry.

    :raises NotFoundError: If there is none.
    """
    row = service.require_row(session, key)
    offer = to_offer(row)
    laid, entry, provider = sheet(offer, today), listing.entry(row, today), _provider(session, offer)
    return WholePublic(
        entry=entry,
        kind_label=KIND_LABELS[offer.kind],
        text=offer.text if offer.text != offer.answer else "",
        institution=provider,
        marks=list(_marks(entry, offer, provider)),
        five=[_public(fact) for fact in laid.five],
        facts=[_public(fact) for fact in [*laid.facts, *_unsaid(laid)]],
        more=[_public(fact) for fact in _more(laid, row) if fact.text or fact.points],
    )


def _provider(session: Session, offer: Offer) -> ProviderPublic | None:
    found = institution_of(session, offer) if offer.kind in PROVIDED else None
    return ProviderPublic(id=found.key, name=found.name, is_named=found.generated) if found else None


def _marks(entry: EntryPublic, offer: Offer, provider: ProviderPublic | None) -> list[str]:
    found = {
        f"已于 {day(offer.valid_until)} 到期，检索不再推荐。": entry.state is ItemState.EXPIRED,
        f"从 {day(offer.valid_from)} 起才有效。": entry.state is ItemState.UPCOMING,
        f"五公开缺：{'、'.join(entry.missing)}。": bool(entry.missing),
        "这家机构只有名称：别的条目提到了它，资料还没有填，检索找不到它。": entry.is_named,
        "提供单位不在机构里，请补录这家机构。": offer.kind in PROVIDED and provider is None,
        "提供单位只有名称，机构资料还没有填。": provider is not None and provider.is_named,
        "没有写服务类别和事项，只能靠文字被找到。": offer.kind in PROVIDED and not offer.service_types,
    }
    return [sentence for sentence, holds in found.items() if holds]


def _unsaid(laid: Sheet) -> list[Fact]:
    """Return the fields that the kind ought to have and that are empty."""
    told = {fact.label for fact in laid.facts}
    missing = [label for label, kinds in ALWAYS.items() if laid.offer.kind in kinds and label not in told]
    return [Fact(label, text=UNFILLED, told=False) for label in missing]


def _more(laid: Sheet, row: Stored) -> list[Fact]:
    """Return what an enterprise is not shown."""
    offer = laid.offer
    known = [found.name if (found := sectors.get(code)) else code for code in offer.sectors]
    return [
        Fact("编号", text=offer.id),
        Fact("服务类别", text=laid.category),
        Fact("服务事项", text="、".join(laid.types)),
        Fact("适用行业", text="、".join(known)),
        Fact("别的问法", points=offer.asks),
        Fact("原分类", text=offer.source_category or ""),
        Fact("所属窗口", text=offer.window or ""),
        Fact("样例", text="是，样例目录里的条目" if offer.sample else ""),
        *(Fact(name, text=str(value)) for name, value in offer.extra.items()),
        Fact("怎么来的", text="由提供单位的名称生成" if isinstance(row, Institution) and row.generated else ""),
    ]


def _public(fact: Fact) -> FactPublic:
    return FactPublic.model_validate(asdict(fact))
