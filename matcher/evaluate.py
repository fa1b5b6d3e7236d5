"""Figures of a matcher on labelled needs: hit@k, MRR, nDCG@10 and refusals."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from matcher.engine import Matcher
from matcher.message import interleave, read_query, serve
from matcher.types import Query

DEPTH = 10
SHOWN = 3
SCOPES = ("in", "unsupplied", "out")
UNKNOWN = "unknown"  # scope of a need that nobody judged; it is replayed but counts in no figure
GROUPS = ("style", "category", "region", "version")
ANSWERS = 2  # grade from which an offer answers the need


@dataclass(frozen=True)
class Labelled:
    """One labelled need.

    :param relevant: Grade by item id: 2 answers it, 1 partly.
    :param scope: ``in``, ``unsupplied`` (should be refused) or ``out`` (should be refused).
    :param groups: Further labels to break the figures down by: those of :data:`GROUPS`.
    :param asked: The query as it was asked once, to be replayed; without it the text is read like any message.
    """

    id: str
    text: str
    relevant: Mapping[str, int]
    scope: str = "in"
    groups: Mapping[str, str] = field(default_factory=dict)
    asked: Query | None = None


@dataclass(frozen=True)
class Judged:
    """What the matcher gave for a labelled need: item ids in order, whether it declined, and how long it took."""

    need: Labelled
    got: tuple[str, ...]
    refused: bool
    took_ms: float


@dataclass(frozen=True)
class Changed:
    """A need whose first three results two settings disagree on."""

    need: Labelled
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Means over the needs in scope; refusals over each scope. All in [0, 1]; NaN where there were no needs."""

    count: int
    hit_1: float
    hit_5: float
    hit_10: float
    mrr: float
    ndcg_10: float
    false_refusal: float
    true_refusal_unsupplied: float
    true_refusal_out: float
    p50_ms: float
    p99_ms: float


def read_labelled(path: Path) -> list[Labelled]:
    """Read a file with one JSON object a line.

    :raises ValueError: If a line is no JSON or names an unknown scope; KeyError if id or text is missing.
    """
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [_labelled(row) for row in rows]


def _labelled(row: Mapping[str, Any]) -> Labelled:
    scope = row.get("scope", "in")
    if scope not in SCOPES:
        raise ValueError(f"row {row.get('id')}: scope must be one of {', '.join(SCOPES)}, found {scope!r}")
    return Labelled(str(row["id"]), row["text"], row.get("relevant") or {}, scope, _groups(row))


def _groups(row: Mapping[str, object]) -> dict[str, str]:
    """Take the labels that are there; of several values the first."""
    found = {}
    for name in GROUPS:
        value = row.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str) and first:
            found[name] = first
    return found


def evaluate(matcher: Matcher, labelled: Iterable[Labelled], today: date | None = None) -> Figures:
    """Run every need through the matcher and return the figures."""
    return summarise(judge(matcher, labelled, today))


def judge(matcher: Matcher, labelled: Iterable[Labelled], today: date | None = None) -> list[Judged]:
    """Run every need through the matcher."""
    judged = []
    for need in labelled:
        query = replace(need.asked, today=today) if need.asked else _read(need, today)
        served = serve(matcher, query, several=need.asked is None)
        outcomes = [one.outcome for one in served]
        got = tuple(match.item_id for match in interleave(outcomes, query))
        refused = not any(outcome.answerable for outcome in outcomes)
        judged.append(Judged(need, got, refused, sum(outcome.took_ms for outcome in outcomes)))
    return judged


def _read(need: Labelled, today: date | None) -> Query:
    return read_query(Query(need.text, today=today, top_k=DEPTH))


def summarise(judged: Sequence[Judged]) -> Figures:
    """Return the figures of a run."""
    inside = [(one.got, one.need.relevant) for one in judged if one.need.scope == "in"]
    took = sorted(one.took_ms for one in judged)
    return Figures(
        count=len(inside),
        hit_1=_mean([hit(got, relevant, 1) for got, relevant in inside]),
        hit_5=_mean([hit(got, relevant, 5) for got, relevant in inside]),
        hit_10=_mean([hit(got, relevant, 10) for got, relevant in inside]),
        mrr=_mean([reciprocal_rank(got, relevant) for got, relevant in inside]),
        ndcg_10=_mean([ndcg(got, relevant) for got, relevant in inside]),
        false_refusal=_refused(judged, "in"),
        true_refusal_unsupplied=_refused(judged, "unsupplied"),
        true_refusal_out=_refused(judged, "out"),
        p50_ms=took[len(took) // 2] if took else math.nan,
        p99_ms=took[int(len(took) * 0.99)] if took else math.nan,
    )


def by_group(judged: Iterable[Judged], name: str) -> dict[str, Figures]:
    """Return the figures of a run apart for each value of a label; needs without it are left out."""
    parts: dict[str, list[Judged]] = {}
    for one in judged:
        if name in one.need.groups:
            parts.setdefault(one.need.groups[name], []).append(one)
    return {value: summarise(part) for value, part in sorted(parts.items())}


def changed(before: Sequence[Judged], after: Sequence[Judged]) -> list[Changed]:
    """Return the needs whose first three differ between two runs over the same needs; a refusal shows nothing."""
    first = {one.need.id: _shown(one) for one in before}
    pairs = [(one.need, first[one.need.id], _shown(one)) for one in after if one.need.id in first]
    return [Changed(need, old, new) for need, old, new in pairs if old != new]


def _shown(one: Judged) -> tuple[str, ...]:
    return () if one.refused else one.got[:SHOWN]


def _refused(judged: Iterable[Judged], scope: str) -> float:
    return _mean([one.refused for one in judged if one.need.scope == scope])


def hit(got: Sequence[str], relevant: Mapping[str, int], k: int) -> bool:
    """Tell whether one of the first k answers the need."""
    return any(relevant.get(item, 0) >= ANSWERS for item in got[:k])


def reciprocal_rank(got: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Return 1 / place of the first answer among the first ten, 0 without one."""
    return next((1 / place for place, item in enumerate(got[:DEPTH], 1) if relevant.get(item, 0) >= ANSWERS), 0.0)


def ndcg(got: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Return the discounted gain of the first ten over that of the best order; 0 when nothing is relevant."""
    ideal = _gain(sorted(relevant.values(), reverse=True))
    return _gain([relevant.get(item, 0) for item in got]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:DEPTH], 1))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
