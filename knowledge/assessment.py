"""How windows, institutions and services are compared, from ``data/assessment.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.errors import KnowledgeError

PATH = Path(__file__).parent / "data" / "assessment.yml"


@dataclass(frozen=True)
class Weights:
    """Shares of a score; together 1."""

    content: float
    kept: float
    in_time: float


@dataclass(frozen=True)
class Award:
    """Who may be a candidate, and how many are."""

    how_many: int
    finished: int
    scores: int


@dataclass(frozen=True)
class Warn:
    """Shares above which somebody is warned of."""

    returned: float
    late: float
    unhappy: float
    quiet: float


@dataclass(frozen=True)
class Rules:
    """What the file says."""

    small_sample: int
    prior_ratings: float
    weights: Weights
    award: Award
    warn: Warn


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the rules as the file has them.

    :raises KnowledgeError: If the weights are not shares of one whole.
    """
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    weights = Weights(**loaded["weights"])
    total = weights.content + weights.kept + weights.in_time
    if abs(total - 1) > 1e-9:
        raise KnowledgeError(f"assessment.yml: the weights make {total:g}, not 1")
    return Rules(
        small_sample=int(loaded["small_sample"]),
        prior_ratings=float(loaded["prior_ratings"]),
        weights=weights,
        award=Award(**loaded["award"]),
        warn=Warn(**loaded["warn"]),
    )
