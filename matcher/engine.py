"""The one matcher: chat, console, hit test and evaluation all call :meth:`Matcher.match`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.encoders.base import Encoder
from matcher.errors import DimensionMismatch, ModelMismatch
from matcher.index.brute import Mask
from matcher.index.build import CatalogueIndex
from matcher.search.answer import Calibration, measure
from matcher.search.explain import explain
from matcher.search.filters import Filters, build_filters
from matcher.search.fuse import BLAMED_DEPTH, Floats, retrieve, search
from matcher.search.rank import Ranked, rank
from matcher.search.understand import Needed, understand
from matcher.types import Candidate, Linked, MatchOutcome, Query

KEPT_CANDIDATES = 50


@dataclass(frozen=True)
class Attempt:
    """One search under one set of filters.

    :param without: The filters left out.
    """

    ranked: list[Ranked]
    without: tuple[str, ...]
    in_domain: bool
    supplied: bool
    confidence: float

    @property
    def answers(self) -> bool:
        """Whether both judges accept."""
        return bool(self.ranked) and self.in_domain and self.supplied


class Matcher:
    """Matches needs against one index. Holds nothing that changes, so any number of threads may call it.

    :param calibration: Judges answerability; without it everything that finds something is answered.
    :raises ModelMismatch: If index and encoder do not belong together.
    """

    def __init__(self, index: CatalogueIndex, encoder: Encoder, calibration: Calibration | None = None) -> None:
        """Check that the parts belong together."""
        if index.model_version != encoder.version:
            raise ModelMismatch(index.model_version, encoder.version)
        if len(index) and index.dense.dimension != encoder.dimension:
            raise DimensionMismatch(index.dense.dimension, encoder.dimension)
        self.index, self.encoder, self.calibration = index, encoder, calibration

    def match(self, query: Query) -> MatchOutcome:
        """Return the best offers for a need, with reasons, or say that nothing fits.

        Filters are given up one by one, in the order of :mod:`matcher.search.filters`, only as long as nothing
        answers the need; if nothing does even then, the results are those under all filters and ``answerable`` is
        False.
        """
        started = time.perf_counter()
        needed = understand(query, self.index.types, self.encoder)
        filters = build_filters(query, needed, self.index.columns)
        lexical, types = retrieve(self.index, needed)
        first = attempt = self._attempt(query, needed, filters, lexical, types, ())
        for without in filters.relaxations()[1:]:
            if attempt.answers:
                break
            attempt = self._attempt(query, needed, filters, lexical, types, without)
        if not attempt.answers:
            attempt = first
        return MatchOutcome(
            results=tuple(explain(one, query, needed, self.index) for one in choose(attempt.ranked, query)),
            answerable=attempt.answers,
            relaxed=attempt.without,
            candidates=self._candidates(attempt, needed, filters, lexical, types),
            model_version=self.encoder.version,
            index_version=self.index.version,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            confidence=round(attempt.confidence, 4),
            reason="ok" if attempt.answers else "unsupplied" if attempt.in_domain else "out_of_domain",
            types=needed.guesses(self.index.types),
        )

    def rank(self, query: Query) -> tuple[Needed, list[Ranked]]:
        """Return the whole ranking under all filters, without reasons; for calibration and evaluation."""
        needed = understand(query, self.index.types, self.encoder)
        filters = build_filters(query, needed, self.index.columns)
        lexical, types = retrieve(self.index, needed)
        found = search(self.index, needed, lexical, types, self._masks(query, filters, ()))
        return needed, rank(found, self.index, query, needed)

    def linked(self, item_id: str) -> Linked:
        """Return the institution behind an item with its services and experts; empty where there is none."""
        row = self.index.rows.get(item_id)
        home = None if row is None else self.index.links.house.get(row)
        if home is None:
            return Linked()
        members = [self.index.offers[member] for member in self.index.links.members.get(home, ())]
        return Linked(
            self.index.offers[home].id,
            tuple(offer.id for offer in members if offer.kind == "service"),
            tuple(offer.id for offer in members if offer.kind == "expert"),
        )

    def _masks(self, query: Query, filters: Filters, without: tuple[str, ...]) -> list[Mask]:
        """Return the allowed rows, one mask for each kind wanted separately."""
        allowed = filters.allowed(without)
        return [allowed & self.index.columns.of_kinds([kind]) for kind in query.per_kind] or [allowed]

    def _attempt(
        self, query: Query, needed: Needed, filters: Filters, lexical: Floats, types: Floats, without: tuple[str, ...]
    ) -> Attempt:
        found = search(self.index, needed, lexical, types, self._masks(query, filters, without))
        ranked = rank(found, self.index, query, needed)
        if self.calibration is None:
            return Attempt(ranked, without, True, bool(ranked), 1.0 if ranked else 0.0)
        features = measure(needed, ranked, self.index)
        domain, supply = self.calibration.domain, self.calibration.supply
        confidence = min(domain.probability(features), supply.probability(features))
        return Attempt(ranked, without, domain.accepts(features), supply.accepts(features), confidence)

    def _candidates(
        self, attempt: Attempt, needed: Needed, filters: Filters, lexical: Floats, types: Floats
    ) -> tuple[Candidate, ...]:
        """Return what was considered: the ranked ones, then the best of those that a filter removed."""
        kept = [Candidate(one.offer.id, one.offer.kind, one.scores) for one in attempt.ranked[:KEPT_CANDIDATES]]
        removed = ~filters.allowed(attempt.without)
        if removed.any():
            found = search(self.index, needed, lexical, types, [removed])
            for place, row in enumerate(found.rows[:BLAMED_DEPTH].tolist()):
                scores = {"lexical": found.lexical[place], "dense": found.dense[place], "types": found.types[place]}
                scores["fused"] = found.fused[place]
                rounded = {name: round(float(value), 6) for name, value in scores.items()}
                offer = self.index.offers[row]
                kept.append(Candidate(offer.id, offer.kind, rounded, filters.blame(row, attempt.without)))
        return tuple(kept)


def choose(ranked: list[Ranked], query: Query) -> list[Ranked]:
    """Return the ``top_k`` best, or the best of each kind in the order of ``per_kind``."""
    if not query.per_kind:
        return ranked[: query.top_k]
    return [one for kind, limit in query.per_kind.items() for one in of_kind(ranked, kind)[:limit]]


def of_kind(ranked: Iterable[Ranked], kind: str) -> list[Ranked]:
    """Return the candidates of one kind, in order."""
    return [one for one in ranked if one.offer.kind == kind]
