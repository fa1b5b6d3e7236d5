"""The best of many rows, found by way of a sample; equal ones in a fixed order."""

import numpy as np

from matcher.search.fuse import DEPTH, SAMPLED, _top


def test_the_best_of_many() -> None:
    scores = np.random.default_rng(7).random(5_000).astype(np.float32)
    found = _top(scores, np.ones(5_000, bool))
    assert sorted(found.tolist()) == sorted(np.argsort(-scores)[:DEPTH].tolist())


def test_only_allowed_rows_with_a_score() -> None:
    scores = np.zeros(5_000, np.float32)
    scores[[3, 10, 4_000]] = 0.5
    assert _top(scores, np.isin(np.arange(5_000), [3, 4_000, 4_999])).tolist() == [3, 4_000]


def test_of_equal_rows_the_first() -> None:
    size = 2 * DEPTH * SAMPLED
    scores = np.full(size, 0.25, np.float32)
    scores[-1] = 0.5
    assert sorted(_top(scores, np.ones(size, bool)).tolist()) == [*range(DEPTH - 1), size - 1]
