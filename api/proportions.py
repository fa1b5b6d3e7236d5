"""Shares with their uncertainty: so many of so many, Wilson's interval beside them, few cases flagged."""

from __future__ import annotations

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


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
