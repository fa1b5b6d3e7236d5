"""The one matcher: chat, console, hit test and evaluation all call :meth:`Matcher.match`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.catalogue import Offer
from matcher.encoders.base import Encoder
from matcher.errors import DimensionMismatch, ModelMismatch
from matcher.index.brute import Mask
from matcher.index.build import CatalogueIndex
from matcher.index.links import NOBODY
from matcher.index.service_types import shares
from matcher.search.answer import Calibration, measure
from matcher.search.demote import demote
from matcher.search.diversify import diversify
from matcher.search.ended import KINDS as MAY_END
from matcher.search.ended import Ended, asked_for, below, named_rows, together, told
from matcher.search.explain import explain
from matcher.search.filters import Filters, build_filters
from matcher.search.fuse import BLAMED_DEPTH, Floats, Found, blamed, retrieve, search
from matcher.search.question import settling
from matcher.search.rank import rank
from matcher.search.ranked import Ranked
from matcher.search.reply import KINDS, Asked, Judged, best_reply, judge, near_replies
from matcher.search.rotate import rotate
from matcher.search.understand import GUESS_FLOOR, Needed, understand
from matcher.setting import SHIPPED, Setting
from matcher.types import Candidate, Linked, Match, MatchOutcome, Query

KEPT_CANDIDATES = 50


@dataclass(frozen=True)
class Attempt:
    """One search under one set of filters.

    :param without: The filters left out.
    :param accepted: Whether the judge takes the best offers for an answer.
    :param enterprise: Whether it is a need of an enterprise at all, should nothing answer it.
    """

    ranked: list[Ranked]
    without: tuple[str, ...]
    accepted: bool
    confidence: float
    enterprise: bool = True

    @property
    def reason(self) -> str:
        """Why nothing answers: what a business needs and nobody supplies is told apart from private matters."""
        if self.answers:
            return "ok"
        return "unsupplied" if self.enterprise else "out_of_domain"

    @property
    def answers(self) -> bool:
        """Whether anything answers."""
        return bool(self.ranked) and self.accepted


class Matcher:
    """Matches needs against one index. Holds nothing that changes, so any number of threads may call it.

    :param calibration: Judges answerability; without it everything that finds something is answered.
    :param setting: Weights and depths other than those shipped, to be tried.
    :raises ModelMismatch: If index and encoder do not belong together.
    """

    def __init__(
        self,
        index: CatalogueIndex,
        encoder: Encoder,
        calibration: Calibration | None = None,
        setting: Setting = SHIPPED,
    ) -> None:
        """Check that the parts belong together."""
        if index.model_version != encoder.version:
            raise ModelMismatch(index.model_version, encoder.version)
        if len(index) and index.dense.dimension != encoder.dimension:
            raise DimensionMismatch(index.dense.dimension, encoder.dimension)
        self.index, self.encoder, self.calibration, self.setting = index, encoder, calibration, setting

    def match(self, query: Query) -> MatchOutcome:
        """Return the best offers for a need, with reasons, or say that nothing fits.

        Filters are given up one by one, in the order of :mod:`matcher.search.filters`, only as long as nothing
        answers the need; if nothing does even then, the results are those under all filters and ``answerable`` is
        False. A policy asked for by its name that is over stands last, see :mod:`matcher.search.ended`.
        """
        started = time.perf_counter()
        needed = self._understand(query)
        filters = build_filters(query, needed, self.index.columns)
        lexical, types = retrieve(self.index, needed, self.setting.fusion)
        first = attempt = self._attempt(query, needed, filters, lexical, types, ())
        for without in filters.relaxations()[1:]:
            if attempt.answers:
                break
            attempt = self._attempt(query, needed, filters, lexical, types, without)
        if not attempt.answers:
            attempt = first
        attempt = replace(attempt, ranked=diversify(rotate(demote(attempt.ranked, needed), query)))
        over = self._over(query, needed, filters, lexical, types, attempt.without)
        results = tuple(explain(one, query, needed, self.index) for one in choose(attempt.ranked, query))
        return MatchOutcome(
            results=self._with_ended(results, over, query, needed),
            answerable=attempt.answers,
            relaxed=attempt.without,
            candidates=self._candidates(attempt, needed, filters, lexical, types),
            model_version=self.encoder.version,
            index_version=self.index.version,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            confidence=round(attempt.confidence, 4),
            reason=attempt.reason,
            types=needed.guesses(self.index.types),
            question=settling((result.item_id, result.criteria) for result in results) if attempt.answers else None,
        )

    def explain(self, query: Query, item_ids: Iterable[str]) -> list[Match]:
        """Return given items with score, reasons and criteria for a query, in the order given; unknown ones left out.

        No filter applies; an item's share in its institution's services counts only as far as those are given too.
        """
        rows = [self.index.rows[item] for item in item_ids if item in self.index.rows]
        if not rows:
            return []
        needed = self._understand(query)
        mask = np.zeros(len(self.index), dtype=bool)
        mask[rows] = True
        lexical, types = retrieve(self.index, needed, self.setting.fusion)
        found = self._search(needed, lexical, types, [mask])
        ranked = {one.row: one for one in self._rank(found, query, needed)}
        return [explain(ranked[row], query, needed, self.index) for row in rows if row in ranked]

    def rank(self, query: Query) -> tuple[Needed, list[Ranked]]:
        """Return the whole ranking under all filters, without reasons; for calibration and evaluation."""
        needed = self._understand(query)
        filters = build_filters(query, needed, self.index.columns)
        lexical, types = retrieve(self.index, needed, self.setting.fusion)
        found = self._search(needed, lexical, types, self._masks(query, filters, ()))
        return needed, self._rank(found, query, needed)

    def answers(self, query: Query) -> tuple[Offer | None, list[Offer]]:
        """Return the question-and-answer, policy or scheme that clearly answers a question, or None and what may."""
        judged = self._judged(query)
        best = best_reply(judged)
        return (best.offer, []) if best else (None, [one.offer for one in near_replies(judged)])

    def categories(self, text: str) -> dict[str, float]:
        """Return the shares of a text's likeliest service types summed by category; below 0.02 left out."""
        types = self.index.types
        shared = shares(types.scores(text))
        summed: dict[str, float] = {}
        for kind, share in zip(types.types, shared.tolist(), strict=True):
            summed[kind.category] = summed.get(kind.category, 0.0) + share
        return {name: round(share, 3) for name, share in summed.items() if share >= GUESS_FLOOR}

    def ended(self, query: Query) -> Ended | None:
        """Return the policy or scheme that is over and that a question names more plainly than any in force."""
        query = replace(query, kinds=KINDS)
        needed = self._understand(query)
        filters = build_filters(query, needed, self.index.columns)
        lexical, types = retrieve(self.index, needed, self.setting.fusion)
        return next(iter(self._over(query, needed, filters, lexical, types, ())), None)

    def linked(self, item_id: str) -> Linked:
        """Return the institution behind an item with its services and experts; empty where there is none."""
        row = self.index.rows.get(item_id)
        home = NOBODY if row is None else int(self.index.links.house[row])
        if home == NOBODY:
            return Linked()
        columns, members = self.index.columns, self.index.links.members(home)
        services, experts = (
            tuple(sorted(columns.ids[one] for one in members if columns.kind_of(one) == kind))
            for kind in ("service", "expert")
        )
        return Linked(columns.ids[home], services, experts)

    def _judged(self, query: Query) -> list[Judged]:
        """Judge what ranks highest for a question, and what is asked for in the likest words, as its answer."""
        query = replace(query, kinds=KINDS)
        needed = self._understand(query)
        filters = build_filters(query, needed, self.index.columns)
        lexical, types = retrieve(self.index, needed, self.setting.fusion)
        (allowed,) = self._masks(query, filters, ())
        asked = Asked.read(self.index, needed, allowed)
        found = self._search(needed, lexical, types, [allowed, asked.nearest])
        return judge(self._rank(found, query, needed), query.text, asked)

    def _understand(self, query: Query) -> Needed:
        return understand(query, self.index.types, self.encoder, self.setting.reading)

    def _search(self, needed: Needed, lexical: Floats, types: Floats, masks: Sequence[Mask]) -> Found:
        return search(self.index, needed, lexical, types, masks, self.setting.fusion)

    def _rank(self, found: Found, query: Query, needed: Needed) -> list[Ranked]:
        return rank(found, self.index, query, needed, self.setting.features)

    def _over(
        self,
        query: Query,
        needed: Needed,
        filters: Filters,
        lexical: Floats,
        types: Floats,
        without: tuple[str, ...],
    ) -> list[Ended]:
        """Return what the query asks for by its name although it is over."""
        rows = named_rows(query, filters, without, self.index, lexical)
        if not len(rows):
            return []
        mask = np.zeros(len(self.index), dtype=bool)
        mask[rows] = True
        ended = self._rank(self._search(needed, lexical, types, [mask]), query, needed)
        of_kind = replace(query, kinds=MAY_END, per_kind={})
        return asked_for(query.text, ((one, self.rank(replace(of_kind, text=one.offer.name))[1]) for one in ended))

    def _with_ended(
        self, results: tuple[Match, ...], over: Sequence[Ended], query: Query, needed: Needed
    ) -> tuple[Match, ...]:
        """Return the results with what is over below them, each with the sentence that says so."""
        least = min((result.score for result in results), default=1.0)
        behind = [
            replace(explain(below(one.one, least), query, needed, self.index), line=told(one.one.offer, one.follows))
            for one in over
        ]
        most = len(results) + len(behind) if query.per_kind else query.top_k
        return tuple(together(results, behind, most))

    def _masks(self, query: Query, filters: Filters, without: tuple[str, ...]) -> list[Mask]:
        """Return the allowed rows, one mask for each kind wanted separately."""
        allowed = filters.allowed(without)
        return [allowed & self.index.columns.of_kinds([kind]) for kind in query.per_kind] or [allowed]

    def _attempt(
        self, query: Query, needed: Needed, filters: Filters, lexical: Floats, types: Floats, without: tuple[str, ...]
    ) -> Attempt:
        found = self._search(needed, lexical, types, self._masks(query, filters, without))
        ranked = self._rank(found, query, needed)
        judges = self.calibration
        if judges is None:
            return Attempt(ranked, without, bool(ranked), 1.0 if ranked else 0.0)
        features = measure(needed, ranked, self.index, judges.wording, judges.business)
        confidence = judges.answer.probability(features)
        return Attempt(
            ranked, without, confidence >= judges.answer.floor, confidence, judges.enterprise.accepts(features)
        )

    def _candidates(
        self, attempt: Attempt, needed: Needed, filters: Filters, lexical: Floats, types: Floats
    ) -> tuple[Candidate, ...]:
        """Return what was considered: the ranked ones, then the best of those that a filter removed."""
        kept = [Candidate(one.id, one.kind, one.scores) for one in attempt.ranked[:KEPT_CANDIDATES]]
        columns = self.index.columns
        removed = columns.live & ~filters.allowed(attempt.without)
        if removed.any():
            found = blamed(self.index, needed, lexical, types, removed, self.setting.fusion)
            for place, row in enumerate(found.rows[:BLAMED_DEPTH].tolist()):
                scores = {"lexical": found.lexical[place], "dense": found.dense[place], "types": found.types[place]}
                scores["fused"] = found.fused[place]
                rounded = {name: round(float(value), 6) for name, value in scores.items()}
                blame = filters.blame(row, attempt.without)
                kept.append(Candidate(columns.ids[row], columns.kind_of(row), rounded, blame))
        return tuple(kept)


def choose(ranked: list[Ranked], query: Query) -> list[Ranked]:
    """Return the ``top_k`` best, or the best of each kind in the order of ``per_kind``."""
    if not query.per_kind:
        return ranked[: query.top_k]
    kept = worth_showing(ranked)
    return [one for kind, limit in query.per_kind.items() for one in of_kind(kept, kind)[:limit]]


# Lists by kind are filled only with what is near the best of all: a transit loan beside a food licence makes people
# doubt the rest. A third of the best score, or a share of the need's own service type; three are always left to choose.
NEAR_BEST = 0.35
OWN_TYPE = 0.3
OF_ANSWER = 0.5
LEAST = 3


def worth_showing(ranked: list[Ranked]) -> list[Ranked]:
    """Return what lies not far below the best, is of the need's service type, or belongs to a house that offers it."""
    best = max((one.score for one in ranked), default=0.0)
    return [
        one
        for place, one in enumerate(ranked)
        if place < LEAST
        or one.score >= NEAR_BEST * best
        or one.value("types") >= OWN_TYPE
        or one.value("linked") >= OF_ANSWER
    ]


def of_kind(ranked: Iterable[Ranked], kind: str) -> list[Ranked]:
    """Return the candidates of one kind, in order."""
    return [one for one in ranked if one.kind == kind]
