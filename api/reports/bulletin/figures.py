"""The figures of one quarter and of the one before, read once for all parts of a bulletin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.reports import funnel, matching, offices, satisfaction, standing, suppliers, timeliness, unmet
from api.reports.asked import Question
from api.reports.counts import By, counted

DIMENSIONS = (By.CATEGORY, By.CITY, By.COUNTY, By.SECTION, By.CHANNEL, By.MONTH)


@dataclass(frozen=True)
class Figures:
    """All that a bulletin tells of one quarter.

    :param counts: Cells by dimension.
    """

    counts: dict[By, dict[str, Any]]
    funnel: dict[str, Any]
    timeliness: dict[str, Any]
    satisfaction: dict[str, Any]
    windows: list[dict[str, Any]]
    institutions: list[dict[str, Any]]
    matching: dict[str, Any]
    unmet: dict[str, Any]
    awards: dict[str, Any]
    warnings: dict[str, Any]

    @property
    def total(self) -> int:
        """Return how many demands there were."""
        return int(self.counts[By.CATEGORY]["total"])

    def step(self, key: str) -> int:
        """Return how many came as far as a step of the funnel."""
        return next((int(one["count"]) for one in self.funnel["steps"] if one["key"] == key), 0)

    def left(self, key: str) -> int:
        """Return how many left the way."""
        return next(int(one["count"]) for one in self.funnel["left"] if one["key"] == key)

    def stage(self, key: str) -> dict[str, Any]:
        """Return the times of a stage."""
        return next(one for one in self.timeliness["stages"] if one["key"] == key)

    def count_of(self, by: By, key: str) -> int:
        """Return the demands of one cell, nought if there is no such cell."""
        return next((int(cell["count"]) for cell in self.counts[by]["cells"] if cell["key"] == key), 0)


def read(session: Session, question: Question) -> Figures:
    """Return the figures of a question."""
    return Figures(
        counts={by: counted(session, question, by) for by in DIMENSIONS},
        funnel=funnel.funnel(session, question),
        timeliness=timeliness.timeliness(session, question),
        satisfaction=satisfaction.satisfaction(session, question),
        windows=offices.compared(session, question)["windows"],
        institutions=suppliers.compared(session, question)["institutions"],
        matching=matching.matching(session, question),
        unmet=unmet.unmet(session, question),
        awards=standing.awards(session, question),
        warnings=standing.warnings(session, question),
    )
