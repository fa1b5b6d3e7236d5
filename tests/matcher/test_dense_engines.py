"""One suite over every engine; brute force is the reference."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.encoders.base import unit
from matcher.errors import DimensionMismatch, LengthMismatch
from matcher.index.brute import BruteIndex
from matcher.index.dense import DenseIndex

ENGINES = [BruteIndex, DenseIndex]
ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0], [0.6, 0.8]], dtype=np.float32)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_order_and_scores_by_hand(engine: Any) -> None:
    rows, scores = engine(ROWS).search(np.array([1, 0], np.float32), 4)
    assert rows.tolist() == [0, 2, 4, 1]
    np.testing.assert_allclose(scores, [1.0, 0.6, 0.6, 0.0], atol=1e-6)


def test_filter_comes_before_the_search(engine: Any) -> None:
    mask = np.array([False, True, False, True, True])
    rows, scores = engine(ROWS).search(np.array([1, 0], np.float32), 10, mask)
    assert rows.tolist() == [4, 1, 3]
    np.testing.assert_allclose(scores, [0.6, 0.0, -1.0], atol=1e-6)


def test_nothing_allowed_gives_nothing(engine: Any) -> None:
    rows, scores = engine(ROWS).search(np.array([1, 0], np.float32), 3, np.zeros(5, bool))
    assert rows.tolist() == []
    assert scores.tolist() == []


def test_wrong_dimension_states_both(engine: Any) -> None:
    with pytest.raises(DimensionMismatch, match=r"2 dimensions.*3"):
        engine(ROWS).search(np.ones(3, np.float32), 1)


def test_wrong_mask_length_states_both(engine: Any) -> None:
    with pytest.raises(LengthMismatch, match=r"5 entries, found 4"):
        engine(ROWS).search(np.ones(2, np.float32), 1, np.ones(4, bool))


def test_saved_and_loaded_is_the_same(engine: Any, tmp_path: Path) -> None:
    engine(ROWS).save(tmp_path / "vectors")
    loaded = engine.load(tmp_path / "vectors")
    assert len(loaded) == 5
    assert loaded.dimension == 2
    np.testing.assert_array_equal(loaded.vectors(), ROWS)


def test_empty_index(engine: Any) -> None:
    empty = engine(np.empty((0, 2), np.float32))
    assert empty.search(np.ones(2, np.float32), 3)[0].tolist() == []
    assert empty.vectors().shape == (0, 2)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**31), st.integers(1, 300), st.integers(1, 20), st.sampled_from([0.01, 0.04, 0.3, 1.0]))
def test_faiss_agrees_with_brute_force(seed: int, size: int, k: int, share: float) -> None:
    dice = np.random.default_rng(seed)
    vectors = unit(dice.standard_normal((size, 8)).astype(np.float32))
    query, mask = unit(dice.standard_normal((1, 8)).astype(np.float32))[0], dice.random(size) < share
    expected_rows, expected_scores = BruteIndex(vectors).search(query, k, mask)
    rows, scores = DenseIndex(vectors).search(query, k, mask)
    assert rows.tolist() == expected_rows.tolist()
    np.testing.assert_allclose(scores, expected_scores, atol=1e-5)


def test_vectors_outlive_the_index_they_came_from() -> None:
    import gc

    rows = DenseIndex(ROWS).vectors()[1:3]
    gc.collect()
    _ = [np.full(10, 7.0, np.float32) for _ in range(100)]
    np.testing.assert_array_equal(rows, ROWS[1:3])
