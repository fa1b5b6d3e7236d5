"""The matcher over synthetic catalogues of several sizes, and its two searches beside named peers in the same run."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from knowledge import taxonomy
from knowledge.out_of_domain import load_out_of_domain
from knowledge.reading.facts import read_facts
from matcher.encoders.base import Encoder, Vectors
from matcher.engine import Matcher
from matcher.index.brute import BruteIndex, Mask
from matcher.index.build import CatalogueIndex, build
from matcher.models import load_model
from matcher.types import Query
from tests.measure.bench import dense_peers, lexical_peers
from tests.measure.bench.synthetic import offers
from tests.measure.bench.timing import at_once, resident_mb, say, timed

MODEL = Path(taxonomy.__file__).parents[1] / "build" / "models" / "encoder"
TODAY = date(2026, 11, 23)
ASKS = 200
WARM = 20
CLIENTS = 4
KEEPS = {"no filter": 1.0, "filter keeps 5 %": 0.05, "filter keeps 0.5 %": 0.005}
WISHES: Mapping[str, Mapping[str, object]] = {
    "no filter": {},
    "filter keeps 5 %": {"free": True},
    "filter keeps 0.5 %": {"free": True, "category": "finance"},
}


def run(sizes: Sequence[int]) -> None:
    """Measure each size."""
    encoder, calibration = load_model(str(MODEL))
    for size in sizes:
        began, before = time.perf_counter(), resident_mb()
        kinds = taxonomy.load_service_types().values()
        index = build(offers(size), encoder, kinds, outside=load_out_of_domain())
        gc.collect()
        say(f"== {size} offers, build", f"{time.perf_counter() - began:.1f} s", f"{resident_mb() - before:.0f} MB more")
        _matches(Matcher(index, encoder, calibration))
        _dense(index, encoder)
        lexical_peers.compare(index, asks())


def asks() -> list[str]:
    """Return what is asked: one colloquial ask a service type."""
    return [kind.asks[1] for kind in taxonomy.load_service_types().values()][:ASKS]


def _matches(matcher: Matcher) -> None:
    """Time the whole match, reasons included."""
    slots = [dict(read_facts(text, TODAY).slots) for text in asks()]
    for name, wishes in WISHES.items():
        texts = zip(asks(), slots, strict=True)
        queries = [Query(text, slots=known, filters=wishes, today=TODAY) for text, known in texts]
        timed(matcher.match, queries[:WARM])
        single = timed(matcher.match, queries)
        together, rate = at_once(matcher.match, queries, CLIENTS)
        say(f"match, {name}", single)
        say(f"match, {name}, {CLIENTS} threads", together, f"{rate:.0f} a second")


def _dense(index: CatalogueIndex, encoder: Encoder) -> None:
    """Compare engines over the same vectors under the same filters, with their recall of the exact first ten."""
    vectors, queries = index.dense.vectors(), encoder.encode_query(asks())
    dice, exact = np.random.default_rng(1), BruteIndex(vectors)
    masks = {name: None if keep == 1 else dice.random(len(vectors)) < keep for name, keep in KEEPS.items()}
    truth = {name: [exact.search(query, 10, mask)[0] for query in queries] for name, mask in masks.items()}
    with dense_peers.engines(vectors, masks) as engines:
        ours = _search_of(index)
        for name, mask in masks.items():
            base = _one("ours: signs, then vectors", name, ours, queries, mask, truth[name], 0.0)
            for peer, search in engines.items():
                _one(peer, name, search, queries, mask, truth[name], base)


def _search_of(index: CatalogueIndex) -> dense_peers.Search:
    return lambda query, mask, _: index.dense.search(query, 10, mask)[0]


def _one(
    engine: str,
    name: str,
    search: dense_peers.Search,
    queries: Vectors,
    mask: Mask | None,
    truth: Sequence[Vectors],
    base: float,
) -> float:
    """Time one engine under one filter and return its median."""
    found: list[set[int]] = []
    work: Callable[[Vectors], None] = lambda query: found.append(set(map(int, search(query, mask, name))))  # noqa: E731
    times = timed(work, list(queries))
    recall = float(np.mean([len(set(map(int, t)) & f) / max(len(t), 1) for t, f in zip(truth, found, strict=True)]))
    ratio = f", {times.median / base:.1f} x ours" if base else ""
    say(f"dense, {name}, {engine}", times, f"recall@10 {recall:.3f}{ratio}")
    return times.median
