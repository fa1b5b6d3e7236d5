"""What beside likeness decides among near answers, judged from columns: nearness, trade, size, price, freshness."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from knowledge.reading.firm import Figure
from knowledge.regions import table
from matcher.index.brute import Rows
from matcher.index.build import CatalogueIndex
from matcher.index.columns import NEVER, UNSAID, Columns
from matcher.search.understand import Needed
from matcher.types import Query

FRESH_DAYS = 365
AMPLE = 8  # calls a month; the sample catalogue's experts have 2 to 24, half of them 7 or more
# Words for policies (补贴, 有什么政策) are left out: they changed no figure on the labelled development set.
KIND_WORDS = (
    (re.compile(r"专家|老师傅|顾问老师|导师|懂行的人"), ("expert",)),
    (re.compile(r"哪家(?:机构|公司)|找(?:家|个|一家)机构"), ("institution",)),
)
LOCAL = {"county": 1.0, "city": 0.7, "province": 0.4}
MICRO_STAFF, SMALL_STAFF = 20, 300  # upper bounds of the industrial standard of 2011, the commonest

Values = NDArray[np.float64]
Judge = Callable[[Columns, Rows], Values]


def features(index: CatalogueIndex, rows: Rows, query: Query, needed: Needed) -> dict[str, Values]:
    """Return each feature that the need speaks of, in [-1, 1], one entry a row."""
    judges = {name: bind(query, needed) for name, bind in FEATURES.items()}
    judged = {name: judge(index.columns, rows) for name, judge in judges.items() if judge}
    return _by_name_of_trade(judged, index, rows, query)


def _local(query: Query, needed: Needed) -> Judge | None:
    """County before city before province, by how exactly the offer is made for the wanted region."""
    wanted = needed.region
    if not wanted:
        return None

    def judge(columns: Columns, rows: Rows) -> Values:
        served, own = columns.served, columns.region
        pairs = list(zip(served.codes[rows].tolist(), own.codes[rows].tolist(), strict=True))
        near = {pair: _nearness(served.values[pair[0]], own.values[pair[1]], wanted) for pair in set(pairs)}
        return np.array([near[pair] for pair in pairs], dtype=np.float64)

    return judge


@lru_cache(maxsize=65_536)  # offers of one window serve the same regions
def _nearness(served: tuple[str, ...], own: str, wanted: str) -> float:
    near = [code for code in (*served, own) if code and table.get(code) is not None]
    return max((LOCAL[table.require(code).level] for code in near if table.covers(code, wanted)), default=0.0)


def _category(query: Query, needed: Needed) -> Judge | None:
    wanted = needed.category
    if not wanted:
        return None
    return lambda columns, rows: columns.category.judged(rows, lambda one: _agrees(one == wanted) if one else 0.0)


def _sector(query: Query, needed: Needed) -> Judge | None:
    """Compare sector codes; where either has none, :func:`_by_name_of_trade` goes on."""
    code, word = _trade(query)
    if not code and not word:
        return None
    return lambda columns, rows: columns.sectors.judged(
        rows, lambda codes: _agrees(code in codes) if code and codes else 0.0
    )


def _by_name_of_trade(judged: dict[str, Values], index: CatalogueIndex, rows: Rows, query: Query) -> dict[str, Values]:
    """Look for the industry's own word in the text of offers whose sector codes settle nothing."""
    word = _trade(query)[1]
    if word is None:
        return judged
    found = judged["sector"]
    for place in np.flatnonzero(found == 0.0).tolist():
        row = int(rows[place])
        if index.offers.may_hold(row, word):
            offer = index.offers.at(row)
            found[place] = 1.0 if word in offer.text or word in offer.name else 0.0
    return judged


def _trade(query: Query) -> tuple[str | None, str | None]:
    """Return the sector code and the industry's word of a need."""
    sector, industry = query.slots.get("sector"), query.slots.get("industry")
    code = sector if isinstance(sector, str) and sector else None
    return code, industry if isinstance(industry, str) and len(industry) >= 2 else None


def size_of(staff: Figure | None) -> str | None:
    """Return the size class of the firm's own staff, or None when it was not said."""
    if staff is None:
        return None
    most = staff.high if isfinite(staff.high) else staff.low
    return "micro" if most < MICRO_STAFF else "small" if most < SMALL_STAFF else "medium"


def _size(query: Query, needed: Needed) -> Judge | None:
    size = size_of(needed.firm.get("headcount"))
    return None if size is None else lambda columns, rows: columns.sizes.judged(rows, lambda given: _among(size, given))


def _stage(query: Query, needed: Needed) -> Judge | None:
    stage = query.slots.get("stage")
    if not isinstance(stage, str):
        return None
    return lambda columns, rows: columns.stages.judged(rows, lambda given: _among(stage, given))


def _among(value: str, given: tuple[str, ...]) -> float:
    return _agrees(value in given) if given else 0.0


def _agrees(same: bool) -> float:
    return 1.0 if same else -1.0


def _budget(query: Query, needed: Needed) -> Judge | None:
    """Prefer free to affordable to surely too dear. The amount of a loan is what is sought and no budget."""
    budget = needed.budget
    if budget is None:
        return None

    def judge(columns: Columns, rows: Rows) -> Values:
        least = columns.least[rows]
        paid = np.where(np.isnan(least), 0.0, np.where(least <= budget, 0.5, -1.0))
        return np.where(columns.free[rows], 1.0, paid)

    return judge


def _fresh(query: Query, needed: Needed) -> Judge | None:
    """Count verification within a year, falling evenly to nothing."""
    if not query.today:
        return None
    today = query.today.toordinal()

    def judge(columns: Columns, rows: Rows) -> Values:
        verified = columns.verified[rows]
        age = (today - verified).astype(np.float64)
        return np.where((verified == NEVER) | (age < 0), 0.0, np.maximum(0.0, 1.0 - age / FRESH_DAYS))

    return judge


def _kind(query: Query, needed: Needed) -> Judge | None:
    """Prefer the kind that the words ask for, an expert or an institution."""
    wanted = next((kinds for word, kinds in KIND_WORDS if word.search(query.text)), ())
    if not wanted:
        return None
    return lambda columns, rows: columns.of_kinds(wanted)[rows].astype(np.float64)


def _capacity(query: Query, needed: Needed) -> Judge:
    """Prefer experts with room: from ``AMPLE`` calls a month in full; none at all counts against."""

    def judge(columns: Columns, rows: Rows) -> Values:
        calls = columns.capacity[rows]
        room = np.where(calls == 0, -1.0, np.minimum(1.0, calls / AMPLE))
        return np.where(calls == UNSAID, 0.0, room)

    return judge


# Each reads the need once and gives the judge of offers, or None where the need says nothing of it.
FEATURES: Mapping[str, Callable[[Query, Needed], Judge | None]] = {
    "local": _local,
    "category": _category,
    "sector": _sector,
    "size": _size,
    "stage": _stage,
    "budget": _budget,
    "fresh": _fresh,
    "kind": _kind,
    "capacity": _capacity,
}
