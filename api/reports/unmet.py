"""Needs that nobody could meet, by city and trade: what suppliers should be found for."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from api.demands.cells import NONE
from api.demands.models import Demand
from api.reports import names
from api.reports.asked import Question
from api.reports.counts import section

MOST = 60
MOST_CATEGORIES = 3


def unmet(session: Session, question: Question) -> dict[str, Any]:
    """Return the cells of city and section with the most unmet needs; one query.

    Unmet is a demand for which nothing fit or nothing that was shown was wanted, and nothing was chosen later. Of these
    ``unsupplied`` were shown nothing at all: the catalogue has nobody. The others saw offers and wanted none of them.
    """
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Demand.region,
            Demand.sector,
            Demand.category,
            func.count(),
            func.count(case((col(Demand.matched_at).is_(None), 1))),
        )
        .where(*question.demands(), col(Demand.no_match_at).is_not(None), col(Demand.chosen_at).is_(None))
        .group_by(col(Demand.region), col(Demand.sector), col(Demand.category))
    ).all()
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    wanted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for region, sector, category, count, unsupplied in rows:
        key = (region[:4] + "00" if region else NONE, section(sector) if sector else NONE)
        cells[key][0] += count
        cells[key][1] += unsupplied
        wanted[key][category or NONE] += count
    ordered = sorted(cells, key=lambda key: (-cells[key][0], key))
    return {
        "total": sum(count for count, _ in cells.values()),
        "unsupplied": sum(count for _, count in cells.values()),
        "cells": [_cell(question, key, cells[key], wanted[key]) for key in ordered[:MOST]],
        "cases": question.cases(**_none_found()),
        "unsupplied_cases": question.cases(**{**_none_found(), **_unsupplied()}),
    }


def _cell(question: Question, key: tuple[str, str], counts: list[int], wanted: Counter[str]) -> dict[str, Any]:
    region, trade = key
    tell = names.teller("category", question.windows)
    place = {"at_region": region} if region.endswith("0000") else question.place(region)
    own = {**_none_found(), **place, "section": trade}
    return {
        "region": region,
        "region_name": names.teller("region", question.windows)(region),
        "section": trade,
        "section_name": names.teller("sector", question.windows)(trade),
        "count": counts[0],
        "unsupplied": counts[1],
        "categories": [
            {"key": one, "name": tell(one), "count": count, "cases": question.cases(**own, category=one)}
            for one, count in wanted.most_common(MOST_CATEGORIES)
        ],
        "cases": question.cases(**own),
        "unsupplied_cases": question.cases(**{**own, **_unsupplied()}),
    }


def _none_found() -> dict[str, Any]:
    return {"reached": ["no_match"], "not_reached": ["chosen"]}


def _unsupplied() -> dict[str, Any]:
    return {"not_reached": ["chosen", "matched"]}
