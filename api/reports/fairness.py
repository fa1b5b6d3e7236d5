"""Comparing those with many cases and those with few: means drawn towards the middle, scores, percentiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.proportions import Share
from knowledge import assessment


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
