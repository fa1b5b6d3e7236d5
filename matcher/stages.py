"""What each stage of the search is worth, alone and together: ``python -m matcher.stages build/models/encoder``.

Material: asks that no training saw over the sample catalogue, where an offer answers when it carries the ask's service
type; half of them again with slips of voice input; and the judged needs of the trial catalogues, which carry no types.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import load_sample
from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import load_service_types
from matcher.encoders.base import Encoder
from matcher.engine import Matcher
from matcher.evaluate import ANSWERS, DEPTH, Labelled, hit, ndcg, reciprocal_rank
from matcher.index.build import CatalogueIndex, build
from matcher.message import interleave, read_query, serve
from matcher.models import load_model
from matcher.noise import slipped
from matcher.search.answer import Calibration
from matcher.search.fuse import agreement, fuse, retrieve
from matcher.search.understand import Heard, Needed, Reading, hear, understand
from matcher.training.texts import Corpus, split
from matcher.trials import Trial, load_matchers
from matcher.types import MatchOutcome, Query

Scores = NDArray[np.float32]
Stage = Callable[[CatalogueIndex, Needed, Needed], Scores]
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Row:
    """Means over all needs of one stage."""

    hit_1: float
    hit_5: float
    hit_10: float
    mrr: float
    ndcg_10: float


def _dense(index: CatalogueIndex, needed: Needed) -> Scores:
    scores: Scores = np.maximum(index.dense.vectors() @ needed.vector, 0.0)
    return scores


def _fused(index: CatalogueIndex, needed: Needed) -> Scores:
    lexical, types = retrieve(index, needed)
    return fuse(lexical, _dense(index, needed), types)


# Each takes the need as it is understood, and as it would be without the lexicon.
STAGES: dict[str, Stage] = {
    "lexical": lambda index, _with, without: retrieve(index, without)[0],
    "lexical + lexicon": lambda index, needed, _without: retrieve(index, needed)[0],
    "dense": lambda index, needed, _without: _dense(index, needed),
    "types": lambda index, _with, without: agreement(index, without),
    "types + lexicon": lambda index, needed, _without: agreement(index, needed),
    "fused": lambda index, _with, without: _fused(index, without),
    "fused + lexicon": lambda index, needed, _without: _fused(index, needed),
}
FEATURES = "+ filters, features"
WHOLE = "+ diversity, relaxing"
SLIPS = "+ slips put right"
NEEDS = "+ each need served"


class Once(Matcher):
    """Hears each text once and matches each query once, however many stages of one need ask for it."""

    @classmethod
    def of(cls, matcher: Matcher) -> Once:
        """Return one over the same parts."""
        return cls(matcher.index, matcher.encoder, matcher.calibration, matcher.setting)

    def begin(self) -> None:
        """Forget what was heard and matched."""
        self._heard: dict[str, Heard] = {}
        self._matched: list[tuple[Query, MatchOutcome]] = []

    def hear(self, text: str) -> Heard:
        """Return what the encoder makes of a text."""
        if text not in self._heard:
            self._heard[text] = hear(text, self.index.types, self.encoder)
        return self._heard[text]

    def match(self, query: Query) -> MatchOutcome:
        """Return what matching this very query gave, or match it."""
        for known, outcome in self._matched:
            if known == query:
                return outcome
        self._matched.append((query, super().match(query)))
        return self._matched[-1][1]

    def _understand(self, query: Query) -> Needed:
        return understand(query, self.index.types, self.encoder, self.setting.reading, self.hear(query.text))


def orders(matcher: Once, query: Query) -> dict[str, list[str]]:
    """Return the first ids by stage; the last four are the production path up to the whole of it."""
    matcher.begin()
    index, heard = matcher.index, matcher.hear(query.text)
    needed = understand(query, index.types, matcher.encoder, heard=heard)
    without = understand(query, index.types, matcher.encoder, Reading(lexicon=False), heard)
    found = {}
    for name, stage in STAGES.items():
        best = np.argsort(-stage(index, needed, without), kind="stable")[:DEPTH]
        found[name] = [index.columns.ids[row] for row in best]
    found[FEATURES] = [one.id for one in matcher.rank(query)[1][:DEPTH]]
    whole = [matcher.match(query)]
    for name, outcomes in (
        (WHOLE, whole),
        (SLIPS, [one.outcome for one in serve(matcher, query, several=False)]),
        (NEEDS, [one.outcome for one in serve(matcher, query)]),
    ):
        found[name] = [match.item_id for match in interleave(outcomes, query)]
    return found


def table(matcher: Matcher, needs: Iterable[Labelled]) -> dict[str, Row]:
    """Return the figures of each stage over the needs in scope."""
    found: dict[str, list[tuple[float, ...]]] = {}
    once = Once.of(matcher)
    for need in needs:
        if need.scope == "in":
            query = read_query(Query(need.text, today=TODAY, top_k=DEPTH))
            for name, got in orders(once, query).items():
                found.setdefault(name, []).append(_figures(got, need.relevant))
    return {name: Row(*np.mean(rows, axis=0).tolist()) for name, rows in found.items()}


def _figures(got: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, ...]:
    hits = (float(hit(got, relevant, k)) for k in (1, 5, 10))
    return (*hits, reciprocal_rank(got, relevant), ndcg(got, relevant))


def held_out(corpus: Corpus) -> list[Labelled]:
    """Return the asks that no training saw; every offer of the ask's type answers."""
    supplied: dict[str, dict[str, int]] = {}
    for offer in corpus.offers:
        for code in offer.service_types:
            supplied.setdefault(code, {})[offer.id] = ANSWERS
    return [Labelled(ask, ask, supplied[code]) for ask, code in corpus.held_out if code in supplied]


def tables(
    encoder: Encoder, calibration: Calibration | None, trials: Sequence[tuple[Trial, Matcher]]
) -> dict[str, dict[str, Row]]:
    """Return the tables of the held-out asks, as they are and with slips, and that of all trials together."""
    corpus = split(load_service_types().values(), load_sample(), load_out_of_domain())
    index = build(corpus.offers, encoder, corpus.types, outside=corpus.outside)
    matcher, asks = Matcher(index, encoder, calibration), held_out(corpus)
    noisy = [replace(ask, text=slipped(ask.text)) for ask in asks[::2]]
    found = {"held-out asks": table(matcher, asks), "held-out asks with two slips": table(matcher, noisy)}
    parts = [table(matcher, trial.needs) for trial, matcher in trials]
    weights = [sum(need.scope == "in" for need in trial.needs) for trial, _ in trials]
    if parts:
        found["trials"] = {name: _mean([part[name] for part in parts], weights) for name in parts[0]}
    return found


def _mean(rows: Sequence[Row], weights: Sequence[int]) -> Row:
    values = [[row.hit_1, row.hit_5, row.hit_10, row.mrr, row.ndcg_10] for row in rows]
    return Row(*np.average(values, axis=0, weights=weights).tolist())


def as_text(title: str, rows: Mapping[str, Row]) -> str:
    """Return a table as Markdown."""
    lines = [f"\n{title}\n", "| stage | hit@1 | hit@5 | hit@10 | MRR | nDCG@10 |", "|---|---|---|---|---|---|"]
    for name, row in rows.items():
        values = (row.hit_1, row.hit_5, row.hit_10, row.mrr, row.ndcg_10)
        lines.append(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Print the tables for a model folder."""
    encoder, calibration = load_model(arguments[0])
    for title, rows in tables(encoder, calibration, load_matchers(encoder, calibration)).items():
        sys.stdout.write(as_text(title, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
