"""What each stage of the search is worth: ``python -m matcher.stages build/models/encoder``.

Asks that no training saw, over the sample catalogue; an offer answers an ask when it carries the ask's service type.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import load_sample
from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import load_service_types
from matcher.engine import Matcher
from matcher.evaluate import ANSWERS, DEPTH, hit, ndcg
from matcher.index.build import CatalogueIndex, build
from matcher.models import load_model
from matcher.search.fuse import agreement, fuse, retrieve
from matcher.search.understand import Needed, understand
from matcher.training.texts import Corpus, split
from matcher.types import Query

Scores = NDArray[np.float32]
Stage = Callable[[CatalogueIndex, Needed, Needed], Scores]


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
LAST = "fused + lexicon + features"


def table(matcher: Matcher, corpus: Corpus) -> dict[str, tuple[float, float, float, float]]:
    """Return hit@1, hit@5, hit@10 and nDCG@10 of each stage."""
    supplied: dict[str, dict[str, int]] = {}
    for offer in corpus.offers:
        for code in offer.service_types:
            supplied.setdefault(code, {})[offer.id] = ANSWERS
    asks = [(ask, supplied[code]) for ask, code in corpus.held_out if code in supplied]
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in (*STAGES, LAST)}
    for ask, relevant in asks:
        for name, got in _orders(matcher, ask).items():
            found[name].append((*(float(hit(got, relevant, k)) for k in (1, 5, 10)), ndcg(got, relevant)))
    means = {name: np.mean(rows, axis=0).tolist() for name, rows in found.items() if rows}
    return {name: (one[0], one[1], one[2], one[3]) for name, one in means.items()}


def _orders(matcher: Matcher, ask: str) -> dict[str, list[str]]:
    index = matcher.index
    needed = understand(Query(ask), index.types, matcher.encoder)
    without = replace(understand(Query(ask), index.types, matcher.encoder, lexicon=False), formal="")
    orders = {}
    for name, stage in STAGES.items():
        best = np.argsort(-stage(index, needed, without), kind="stable")[:DEPTH]
        orders[name] = [index.offers[row].id for row in best]
    orders[LAST] = [one.offer.id for one in matcher.rank(Query(ask))[1][:DEPTH]]
    return orders


def main(arguments: Sequence[str]) -> int:
    """Print the table for a model folder."""
    encoder, calibration = load_model(arguments[0])
    corpus = split(load_service_types().values(), load_sample(), load_out_of_domain())
    index = build(corpus.offers, encoder, corpus.types, outside=corpus.outside)
    lines = ["| stage | hit@1 | hit@5 | hit@10 | nDCG@10 |", "|---|---|---|---|---|"]
    for name, figures in table(Matcher(index, encoder, calibration), corpus).items():
        lines.append(f"| {name} | {' | '.join(f'{value:.3f}' for value in figures)} |")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
