"""Comparing those with many cases and those with few: shares with their uncertainty, means drawn towards the middle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from knowledge import assessment

Z = 1.96  # of the normal distribution, for 95 %


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share, None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Return Wilson's interval at 95 %: where the true share lies, wide for few cases; all of [0, 1] for none."""
        return wilson(self.hits, self.of)

    def public(self) -> dict[str, Any]:
        """Return the share with its interval, as figures give it."""
        low, high = self.bounds
        return {
            "hits": self.hits,
            "of": self.of,
            "value": _round(self.value),
            "low": _round(low),
            "high": _round(high),
            "small": self.of < assessment.rules().small_sample,
        }


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the bounds of Wilson's score interval at 95 %.

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    if of == 0:
        return 0.0, 1.0
    share = hits / of
    middle = share + Z * Z / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    below = 1 + Z * Z / of
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def shrunken(total: float, count: int, middle: float) -> float:
    """Return a mean of ``count`` values drawn towards the network's mean, as if so many average values were there.

    >>> round(shrunken(total=50, count=10, middle=4.0), 2)
    4.5
    """
    prior = assessment.rules().prior_ratings
    return (total + prior * middle) / (count + prior)


def score(content: float, kept: Share, in_time: Share) -> float:
    """Return an institution's or service's score from 0 to 100, by the weights of ``assessment.yml``.

    :param content: The shrunken mean of its scores, 1 to 5; it counts as a share, (content - 1) / 4.
    :param kept: Of what it was handed, what it did not return. It and ``in_time`` count with Wilson's lower bound: who
        has few cases has shown little.
    """
    weights = assessment.rules().weights
    share = weights.content * (content - 1) / 4 + weights.kept * kept.bounds[0] + weights.in_time * in_time.bounds[0]
    return round(100 * share, 1)


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """Return the smallest value that at least this share of all does not exceed (nearest rank).

    :param counts: How often each value occurs.

    >>> percentile({1: 5, 10: 4, 100: 1}, 0.5), percentile({1: 5, 10: 4, 100: 1}, 0.9)
    (1, 10)
    """
    total, seen = sum(counts.values()), 0
    for value, count in sorted(counts.items()):
        seen += count
        if seen >= share * total:
            return value
    return None


def median(values: Iterable[float]) -> float:
    """Return the middle of some values, nought of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else 0.0


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
