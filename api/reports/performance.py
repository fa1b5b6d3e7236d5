"""What windows and institutions are both judged by: deadlines kept, and scores."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.proportions import Share
from api.reports.satisfaction import CONTENT

UNHAPPY = 2  # stars up to which an enterprise counts as unhappy


@dataclass(kw_only=True)
class Performance:
    """Deadlines and scores of one period.

    :param timed: Deadlines kept and missed.
    :param ratings: How often each score was given.
    """

    timed: list[int] = field(default_factory=lambda: [0, 0])
    ratings: dict[int, int] = field(default_factory=dict)

    @property
    def rated(self) -> int:
        """Return how many scores there are."""
        return sum(self.ratings.values())

    @property
    def stars(self) -> int:
        """Return the sum of the scores."""
        return sum(stars * count for stars, count in self.ratings.items())

    @property
    def in_time(self) -> Share:
        """Return the share of its deadlines that was kept."""
        return Share(self.timed[0], sum(self.timed))

    @property
    def content(self) -> Share:
        """Return the share of scores of four and five stars."""
        return Share(sum(count for stars, count in self.ratings.items() if stars >= CONTENT), self.rated)

    @property
    def unhappy(self) -> Share:
        """Return the share of scores of one and two stars."""
        return Share(sum(count for stars, count in self.ratings.items() if stars <= UNHAPPY), self.rated)
