"""A candidate in its place; what it says is looked up in arrays when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.catalogue import Offer
from matcher.index.build import CatalogueIndex

NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True, eq=False)
class Scoreboard:
    """The scores of all candidates of one search, one list a stage or feature.

    :param stages: Always named in the scores. ``features``: where they are not zero.
    """

    index: CatalogueIndex
    stages: Mapping[str, Sequence[float]] = field(default_factory=dict)
    features: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def value(self, name: str, place: int) -> float:
        """Return one score of a candidate, 0 where it has none."""
        values = self.stages.get(name) or self.features.get(name)
        return values[place] if values else 0.0

    def highest(self, stage: str) -> float:
        """Return the highest score of a stage among all candidates."""
        return max(self.stages[stage], default=0.0)

    def scores(self, place: int) -> dict[str, float]:
        """Return the scores of a candidate by name, to six digits."""
        found = {name: values[place] for name, values in self.stages.items()}
        return found | {name: round(values[place], 6) for name, values in self.features.items() if values[place]}


@dataclass(slots=True, eq=False)
class Ranked:
    """One candidate in its final place.

    :param place: In the scoreboard. ``score``: the final one; higher is better.
    :param added: Scores that later steps gave it.
    """

    board: Scoreboard
    place: int
    row: int
    id: str
    kind: str
    score: float
    added: Mapping[str, float] = field(default_factory=lambda: NOTHING)

    @property
    def scores(self) -> dict[str, float]:
        """Every stage and feature, then the final score, then what was added."""
        return {**self.board.scores(self.place), "final": self.score, **self.added}

    @property
    def offer(self) -> Offer:
        """The catalogue's entry; may have to be read from disk."""
        return self.board.index.offers.at(self.row)

    @property
    def service_types(self) -> tuple[str, ...]:
        """The codes that the catalogue names."""
        return self.board.index.columns.service_types.at(self.row)

    @property
    def provider(self) -> str:
        """The provider's name, or nothing."""
        return self.board.index.columns.provider.at(self.row)

    def value(self, name: str) -> float:
        """Return the score of one stage or feature, 0 where it has none."""
        return self.board.value(name, self.place)

    def noted(self, name: str, value: float, score: float | None = None) -> Ranked:
        """Return the candidate with one more score, and another final one if given."""
        final = self.score if score is None else score
        return Ranked(self.board, self.place, self.row, self.id, self.kind, final, {**self.added, name: value})
