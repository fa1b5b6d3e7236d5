"""One suite over every engine; brute force is the reference."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.encoders.base import unit
from matcher.errors import DimensionMismatch, LengthMismatch
from matcher.index import dense
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
def test_few_rows_are_searched_as_by_brute_force(seed: int, size: int, k: int, share: float) -> None:
    dice = np.random.default_rng(seed)
    vectors = unit(dice.standard_normal((size, 8)).astype(np.float32))
    query, mask = unit(dice.standard_normal((1, 8)).astype(np.float32))[0], dice.random(size) < share
    expected_rows, expected_scores = BruteIndex(vectors).search(query, k, mask)
    rows, scores = DenseIndex(vectors).search(query, k, mask)
    assert rows.tolist() == expected_rows.tolist()
    np.testing.assert_allclose(scores, expected_scores, atol=1e-5)


def clustered(count: int, seed: int = 1) -> Any:
    """Texts of one trade lie together: 60 middles, and rows around them."""
    dice = np.random.default_rng(seed)
    middles = dice.standard_normal((60, 256))
    return unit((middles[dice.integers(0, 60, count)] + dice.standard_normal((count, 256))).astype(np.float32))


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_of_many_rows_the_signs_find_the_nearest(share: float) -> None:
    vectors = clustered(20_000)
    mask = np.random.default_rng(2).random(len(vectors)) < share
    exact, quick, found = BruteIndex(vectors), DenseIndex(vectors), 0
    for query in clustered(20, seed=1)[:20]:
        rows, scores = quick.search(query, 100, mask)
        expected, _ = exact.search(query, 100, mask)
        np.testing.assert_allclose(scores, vectors[rows] @ query, atol=1e-6)
        assert rows[:10].tolist() == expected[:10].tolist()
        assert mask[rows].all()
        found += len(set(rows.tolist()) & set(expected.tolist()))
    assert found >= 0.995 * 2_000


def test_a_query_of_zeros_finds_rows_in_order_however_many_there_are() -> None:
    rows, scores = DenseIndex(clustered(5_000)).search(np.zeros(256, np.float32), 3)
    assert (rows.tolist(), scores.tolist()) == ([0, 1, 2], [0.0, 0.0, 0.0])


def test_more_wanted_than_are_refined_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "REFINED", 10)
    monkeypatch.setattr(dense, "EXACT_UP_TO", 10)
    vectors = clustered(300)
    rows, scores = DenseIndex(vectors).search(vectors[7], 50)
    assert (len(rows), rows[0]) == (50, 7)
    assert (np.diff(scores) <= 0).all()
