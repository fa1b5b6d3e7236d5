"""How sample windows and institutions work: some are quick, some return a lot; each is always the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

# Where the middle and the spread of the sample network lie. They make a year in which there is something to compare;
# none of them is measured.
RETURNS, SLOW_RETURNS = 0.05, 0.28
ANSWER_RATE = (0.30, 0.68)


@dataclass(frozen=True)
class Character:
    """One window or institution.

    :param pace: Share of the time limit that it takes in the middle; above 1 it is late more often than not.
    :param returns: How often it returns what it is handed.
    :param quality: From 0 to 1, how content enterprises are with it.
    :param asks: How often the enterprises it serves answer when they are asked for a score.
    """

    pace: float
    returns: float
    quality: float
    asks: float

    def minutes(self, random: Random, limit: int) -> int:
        """Return how many minutes of office time it takes for something with this limit."""
        return max(1, round(limit * self.pace * math.exp(random.gauss(0, 0.75))))

    def score(self, random: Random, late: bool) -> int:
        """Return the stars that an enterprise gives."""
        felt = self.quality - (0.2 if late else 0.0) + random.gauss(0, 0.16)
        return 1 + sum(felt > step for step in (0.18, 0.32, 0.5, 0.72))


def of(seed: int, key: str) -> Character:
    """Return the character of a key; the same seed gives the same."""
    random = Random(f"{seed}:{key}")  # noqa: S311 - nothing here is secret
    slow = random.random() < 0.12
    return Character(
        pace=random.uniform(0.7, 1.3) if slow else random.uniform(0.2, 0.6),
        returns=random.uniform(RETURNS, SLOW_RETURNS) if slow else random.uniform(0.01, RETURNS * 2),
        quality=random.uniform(0.45, 0.7) if slow else random.uniform(0.68, 0.95),
        asks=random.uniform(*ANSWER_RATE),
    )
