"""Scores worked by hand: with two texts a run found in one has idf ln(3/2)+1, an unknown one ln(3)+1."""

import math
from pathlib import Path

import numpy as np
import pytest

from matcher.index.lexical import LexicalIndex

ONE, UNKNOWN = math.log(3 / 2) + 1, math.log(3) + 1


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build([[("甲乙", 1.0)], [("丙", 1.0)]])


def test_one_known_run(index: LexicalIndex) -> None:
    np.testing.assert_allclose(index.search("甲"), [1 / math.sqrt(3), 0.0], atol=1e-6)


def test_unknown_runs_lower_the_score(index: LexicalIndex) -> None:
    norm = math.sqrt(2 * ONE**2 + UNKNOWN**2)  # 甲, 丙 and the unknown 甲丙
    np.testing.assert_allclose(index.search("甲丙"), [ONE / norm / math.sqrt(3), ONE / norm], atol=1e-6)


def test_the_same_text_scores_one(index: LexicalIndex) -> None:
    np.testing.assert_allclose(index.search("甲乙"), [1.0, 0.0], atol=1e-6)


def test_a_field_of_weight_three_counts_as_three_mentions() -> None:
    weighted = LexicalIndex.build([[("甲", 3.0), ("乙", 1.0)]])
    thrice = LexicalIndex.build([[("甲，甲，甲，乙", 1.0)]])
    np.testing.assert_allclose(weighted.search("甲"), thrice.search("甲"), atol=1e-6)
    damped = 1 + math.log(3)
    np.testing.assert_allclose(weighted.search("甲"), [damped / math.hypot(damped, 1)], atol=1e-6)


def test_common_ways_of_asking_count_less(index: LexicalIndex) -> None:
    askings = LexicalIndex.build([[("甲", 1.0)], [("甲", 1.0)], [("甲", 1.0)]])
    rarity = 1.0 / (math.log(4) + 1)  # found in all three: idf 1; an unknown run has ln(4)+1
    np.testing.assert_allclose(index.search("甲", askings), [rarity / math.sqrt(3), 0.0], atol=1e-6)


def test_coverage_weighs_runs_of_two_and_three(index: LexicalIndex) -> None:
    assert index.coverage("甲乙") == 1.0
    assert index.coverage("甲乙", row=1) == 0.0
    runs = [ONE, UNKNOWN, UNKNOWN]  # 甲乙, 乙丁, 甲乙丁
    assert index.coverage("甲乙丁", row=0) == pytest.approx(ONE**2 / sum(r**2 for r in runs))
    assert index.coverage("，") == 0.0


def test_coverages_of_rows_of_base_and_tail(index: LexicalIndex) -> None:
    longer = index.extended([[("甲乙", 1.0)], [("乙甲", 1.0)]])
    np.testing.assert_allclose(longer.coverages("甲乙", [0, 1, 2, 3]), [1.0, 0.0, 1.0, 0.0])
    assert longer.coverages("，", [0, 1]).tolist() == [0.0, 0.0]
    assert LexicalIndex.build([]).coverages("甲乙", []).tolist() == []


def test_empty_texts_and_queries(index: LexicalIndex) -> None:
    assert index.search("").tolist() == [0.0, 0.0]
    empty = LexicalIndex.build([])
    assert empty.search("甲").tolist() == []
    assert LexicalIndex.build([[("", 1.0)]]).search("甲").tolist() == [0.0]


def test_saved_and_loaded_is_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert len(loaded) == 2
    np.testing.assert_array_equal(loaded.search("甲乙丙"), index.search("甲乙丙"))
