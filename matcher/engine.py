"""The one matcher: chat, console, hit test and evaluation all call :meth:`Matcher.match`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from knowledge.catalogue import ANSWERING, Offer
from matcher.encoders.base import Encoder
from matcher.errors import DimensionMismatch, ModelMismatch
from matcher.index.build import CatalogueIndex
from matcher.index.links import NOBODY
from matcher.search.answer import Calibration, measure
from matcher.search.choose import choose
from matcher.search.demote import demote
from matcher.search.diversify import diversify
from matcher.search.ended import KINDS as MAY_END
from matcher.search.ended import Ended, asked_for, named_rows, with_ended
from matcher.search.explain import explain
from matcher.search.fuse import BLAMED_DEPTH
from matcher.search.naming import is_named
from matcher.search.question import settling
from matcher.search.rank import STAGES
from matcher.search.ranked import Ranked
from matcher.search.reply import best_reply, judge, near_replies, silent_reply
from matcher.search.rotate import NOTHING, rotate
from matcher.search.seek import Sought, seek
from matcher.search.understand import Needed, by_category, understand
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


@dataclass(frozen=True)
class Answers:
    """What the catalogue says to a question.

    :param offer: What clearly answers it, else None. ``near``: what may, likeliest first, where nothing clearly does.
    :param over: What it names more plainly than anything in force, although its last day has passed.
    :param silent: What the question is clearly about, but which does not state the figure that is asked for.
    """

    offer: Offer | None
    near: list[Offer]
    over: Ended | None = None
    silent: Offer | None = None


class Matcher:
    """Matches needs against one index. Holds nothing that changes, so any number of threads may call it.

    :param calibration: Judges answerability; without it everything that finds something is answered.
    :param setting: Weights and depths other than those shipped, to be tried.
    :param feedback: How content enterprises were with offers, by id; see :mod:`matcher.search.rotate`.
    :raises ModelMismatch: If index and encoder do not belong together.
    """

    def __init__(
        self,
        index: CatalogueIndex,
        encoder: Encoder,
        calibration: Calibration | None = None,
        setting: Setting = SHIPPED,
        feedback: Mapping[str, float] = NOTHING,
    ) -> None:
        """Check that the parts belong together."""
        if index.model_version != encoder.version:
            raise ModelMismatch(index.model_version, encoder.version)
        if len(index) and index.dense.dimension != encoder.dimension:
            raise DimensionMismatch(index.dense.dimension, encoder.dimension)
        self.index, self.encoder, self.calibration, self.setting = index, encoder, calibration, setting
        self.feedback = feedback

    def match(self, query: Query) -> MatchOutcome:
        """Return the best offers for a need, with reasons, or say that nothing fits.

        Filters are given up one by one, in the order of :mod:`matcher.search.filters`, only as long as nothing
        answers the need. If nothing does even then, ``answerable`` is False and the results are the nearest under all
        filters, or where these leave nothing under as many as leave something. A policy asked for by its name that is
        over stands last, see :mod:`matcher.search.ended`.
        """
        started = time.perf_counter()
        sought = self._seek(query)
        attempt = self._best_attempt(sought)
        attempt = replace(attempt, ranked=diversify(self._turned(demote(attempt.ranked, sought.needed), query)))
        results = tuple(explain(one, query, sought.needed, self.index) for one in choose(attempt.ranked, query))
        return MatchOutcome(
            results=with_ended(results, self._ended(sought, attempt.without), sought),
            answerable=attempt.answers,
            relaxed=attempt.without,
            candidates=_candidates(attempt, sought),
            model_version=self.encoder.version,
            index_version=self.index.version,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            confidence=round(attempt.confidence, 4),
            reason=attempt.reason,
            types=sought.needed.guesses(self.index.types),
            question=settling((result.item_id, result.criteria) for result in results) if attempt.answers else None,
        )

    def explain(self, query: Query, item_ids: Iterable[str]) -> list[Match]:
        """Return given items with score, reasons and criteria for a query, in the order given; unknown ones left out.

        No filter applies; an item's share in its institution's services counts only as far as those are given too.
        """
        rows = [self.index.rows[item] for item in item_ids if item in self.index.rows]
        if not rows:
            return []
        sought = self._seek(query)
        ranked = {one.row: one for one in sought.ranked_rows(rows)}
        return [explain(ranked[row], query, sought.needed, self.index) for row in rows if row in ranked]

    def rank(self, query: Query) -> tuple[Needed, list[Ranked]]:
        """Return the whole ranking under all filters, without reasons; for calibration and evaluation."""
        sought = self._seek(query)
        return sought.needed, sought.ranked(sought.masks())

    def answers(self, query: Query) -> Answers:
        """Return the question-and-answer, policy or scheme that clearly answers a question, what may, what is over."""
        sought = self._seek(replace(query, kinds=ANSWERING))
        judged = judge(sought)
        best, over = best_reply(judged), self._ended(sought, ())
        silent = None if best else silent_reply(judged)
        near = [] if best or silent else [one.offer for one in near_replies(judged)]
        found = (one.offer if one else None for one in (best, silent))
        offer, about = found
        return Answers(offer, near, over[0] if over else None, about)

    def categories(self, text: str) -> dict[str, float]:
        """Return the shares of a text's likeliest service types summed by category; below 0.02 left out."""
        return by_category(text, self.index.types)

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

    def _turned(self, ranked: list[Ranked], query: Query) -> list[Ranked]:
        read = None if query.per_kind else max(KEPT_CANDIDATES, query.top_k)
        return rotate(ranked, query, self.feedback, self.setting.feedback_cap, read)

    def _understand(self, query: Query) -> Needed:
        return understand(query, self.index.types, self.encoder, self.setting.reading)

    def _seek(self, query: Query) -> Sought:
        return seek(self.index, self.setting, query, self._understand(query))

    def _ended(self, sought: Sought, without: tuple[str, ...]) -> list[Ended]:
        """Return what the query asks for by its name although it is over."""
        rows = named_rows(sought, without)
        if not len(rows):
            return []
        of_kind = replace(sought.query, kinds=MAY_END, per_kind={})
        beside = ((one, self.rank(replace(of_kind, text=one.offer.name))[1]) for one in sought.ranked_rows(rows))
        return asked_for(sought.query.text, beside)

    def _best_attempt(self, sought: Sought) -> Attempt:
        """Give up filter after filter until something answers; if nothing does, keep all that leave anything at all."""
        nearest = attempt = self._attempt(sought, ())
        for without in sought.filters.relaxations()[1:]:
            if attempt.answers:
                break
            attempt = self._attempt(sought, without)
            nearest = nearest if nearest.ranked or not attempt.ranked else attempt
        return attempt if attempt.answers else nearest

    def _attempt(self, sought: Sought, without: tuple[str, ...]) -> Attempt:
        ranked = sought.ranked(sought.masks(without))
        judges = self.calibration
        if judges is None:
            return Attempt(ranked, without, bool(ranked), 1.0 if ranked else 0.0)
        features = measure(sought.needed, ranked, self.index, judges.wording, judges.business)
        confidence = judges.answer.probability(features)
        accepted = confidence >= judges.answer.floor or is_named(sought.query.text, ranked, self.index)
        return Attempt(ranked, without, accepted, confidence, judges.enterprise.accepts(features))


def _candidates(attempt: Attempt, sought: Sought) -> tuple[Candidate, ...]:
    """Return what was considered: the ranked ones, then the best of those that a filter removed."""
    kept = [Candidate(one.id, one.kind, one.scores) for one in attempt.ranked[:KEPT_CANDIDATES]]
    found, columns = sought.removed(attempt.without), sought.index.columns
    if found is None:
        return tuple(kept)
    stages = {name: np.round(getattr(found, name).astype(np.float64), 6).tolist() for name in STAGES}
    for place, row in enumerate(found.rows[:BLAMED_DEPTH].tolist()):
        scores = {name: values[place] for name, values in stages.items()}
        blame = sought.filters.blame(row, attempt.without)
        kept.append(Candidate(columns.ids[row], columns.kind_of(row), scores, blame))
    return tuple(kept)
