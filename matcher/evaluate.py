"""Figures of a matcher on labelled needs: hit@k, MRR, nDCG@10 and refusals."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.engine import Matcher
from matcher.types import Query

DEPTH = 10
ANSWERS = 2  # grade from which an offer answers the need


@dataclass(frozen=True)
class Labelled:
    """One labelled need.

    :param relevant: Grade by item id: 2 answers it, 1 partly.
    :param scope: ``in``, ``unsupplied`` (should be refused) or ``out`` (should be refused).
    """

    id: str
    text: str
    relevant: Mapping[str, int]
    scope: str = "in"


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
    """Read a file with one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Labelled(str(r["id"]), r["text"], r.get("relevant") or {}, r.get("scope", "in")) for r in rows]


def evaluate(matcher: Matcher, labelled: Iterable[Labelled], today: date | None = None) -> Figures:
    """Run every need through the matcher and return the figures."""
    inside: list[tuple[Sequence[str], Mapping[str, int]]] = []
    refused: dict[str, list[bool]] = {"in": [], "unsupplied": [], "out": []}
    took: list[float] = []
    for need in labelled:
        outcome = matcher.match(Query(need.text, today=today, top_k=DEPTH))
        took.append(outcome.took_ms)
        refused[need.scope].append(not outcome.answerable)
        if need.scope == "in":
            inside.append(([match.item_id for match in outcome.results], need.relevant))
    took.sort()
    return Figures(
        count=len(inside),
        hit_1=_mean([hit(got, relevant, 1) for got, relevant in inside]),
        hit_5=_mean([hit(got, relevant, 5) for got, relevant in inside]),
        hit_10=_mean([hit(got, relevant, 10) for got, relevant in inside]),
        mrr=_mean([reciprocal_rank(got, relevant) for got, relevant in inside]),
        ndcg_10=_mean([ndcg(got, relevant) for got, relevant in inside]),
        false_refusal=_mean(refused["in"]),
        true_refusal_unsupplied=_mean(refused["unsupplied"]),
        true_refusal_out=_mean(refused["out"]),
        p50_ms=took[len(took) // 2] if took else math.nan,
        p99_ms=took[int(len(took) * 0.99)] if took else math.nan,
    )


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
