"""Everything the readers find in one message, one value per slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.reading import bare_names, company, dates, headcount, identifiers, industry, money, people, regions
from knowledge.reading.normalise import normalise
from knowledge.reading.spans import Span

# What a bare answer may fill, by the slot that was asked for.
ASKABLE = ("region", "contact", "phone", "amount", "headcount", "deadline", "industry", "company", "need")


@dataclass(frozen=True)
class Facts:
    """What one message says.

    :param slots: One value per slot, by the conventions of the contract.
    :param spans: Where each value, and each blocked stretch, was read; offsets hold in the original text.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)


def _slots(spans: Sequence[Span]) -> dict[str, Any]:
    """Return the first value of every slot, blocked stretches left out.

    ``region_ambiguous`` is a flag in the contract; its candidate codes stay in the span.
    """
    slots: dict[str, Any] = {}
    for span in spans:
        if span.slot != "blocked":
            slots.setdefault(span.slot, True if span.slot == "region_ambiguous" else span.value)
    return slots


def read_facts(text: str, today: date, asked: str | None = None) -> Facts:
    """Return all facts in ``text``.

    Order: numbers that are no figures first, then names of firms (a place or trade inside one is not read), then
    money, people, dates, places, persons; the trade last, because it is the least certain.

    :param text: The message as it came.
    :param today: The day it was written; 下个月底 counts from here.
    :param asked: The slot the last question asked for, one of :data:`ASKABLE`, so that a bare answer counts.
    """
    plain = normalise(text)
    spans = identifiers.read_identifiers(plain, (), asked == "phone")
    spans += company.read_company(plain, spans, asked == "company")
    spans += money.read_money(plain, spans, asked == "amount")
    spans += headcount.read_headcount(plain, spans, asked == "headcount")
    spans += dates.read_deadlines(plain, today, spans, asked == "deadline")
    spans += bare_names.read_named(plain, spans) if asked == "contact" else []
    spans += regions.read_places(plain, spans, asked=asked == "region")
    spans += people.read_contact(
        plain,
        spans,
        asked in ("contact", "phone"),
        may_come=asked in ("region", "need"),
        puts_right=asked in ("confirm", "which_wrong"),
    )
    spans += industry.read_industry(plain, spans, asked == "industry")
    return Facts(_slots(spans), sorted(spans, key=lambda s: (s.start, s.end)))
