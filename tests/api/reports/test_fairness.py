"""Shares with their uncertainty, percentiles, and scores, worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.proportions import Share, wilson
from api.reports.fairness import median, percentile, score, shrunken


def test_wilson_is_wide_for_few_and_narrow_for_many() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert [round(bound, 4) for bound in wilson(1, 1)] == [0.2065, 1.0]
    assert [round(bound, 4) for bound in wilson(95, 100)] == [0.8882, 0.9785]


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share_between_its_bounds(hits: int, others: int) -> None:
    low, high = wilson(hits, hits + others)
    assert 0 <= low <= high <= 1
    if hits + others:
        assert low - 1e-12 <= hits / (hits + others) <= high + 1e-12


def test_a_share_of_nothing_has_no_value() -> None:
    assert Share(0, 0).public() == {"hits": 0, "of": 0, "value": None, "low": 0.0, "high": 1.0, "small": True}
    assert not Share(5, 10).public()["small"]


def test_few_scores_are_drawn_towards_the_middle() -> None:
    assert shrunken(5, 1, 4.0) == pytest.approx(45 / 11)
    assert shrunken(5 * 1000, 1000, 4.0) == pytest.approx(4.99, abs=0.01)


def test_one_perfect_case_does_not_beat_many_good_ones() -> None:
    lucky = score(shrunken(5, 1, 4.5), Share(1, 1), Share(2, 2))
    proven = score(shrunken(4.6 * 80, 80, 4.5), Share(78, 80), Share(150, 160))
    assert proven > lucky
    assert 0 <= lucky <= 100


def test_percentiles_are_of_nearest_rank() -> None:
    counts = {10: 1, 20: 1, 30: 1, 40: 1}
    assert [percentile(counts, share) for share in (0.25, 0.5, 0.9, 1.0)] == [10, 20, 40, 40]
    assert percentile({}, 0.5) is None
    assert median([3, 1, 2]) == 2
    assert median([]) == 0
