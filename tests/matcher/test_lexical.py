"""Scores worked by hand: with two texts a run found in one has idf ln(3/2)+1, an unknown one ln(3)+1."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from matcher.index.lexical import LexicalIndex
from matcher.index.postings import DAMPED, Postings, damped

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


def test_the_weights_of_mentions_are_those_of_the_table_however_many_they_are() -> None:
    every = np.arange(256, dtype=np.uint8)
    for count in (0, 1, 2, 255, 256):
        assert damped(every[:count]).tolist() == DAMPED[every[:count]].tolist()
    assert damped(every[1:]).tolist() == DAMPED[every[1:]].tolist()  # begins at an odd address


def test_scores_are_the_product_of_a_sparse_matrix() -> None:
    dice = np.random.default_rng(1)
    table = np.where(dice.random((40, 12)) < 0.3, dice.integers(1, 256, (40, 12)), 0).astype(np.uint8)
    matrix = sparse.csc_array(table)
    postings = Postings(np.arange(12, dtype=np.int32), matrix.indptr.astype(np.int64), matrix.indices, matrix.data)
    asked, weights = np.array([1, 4, 7, 40], np.int32), dice.random(4).astype(np.float32)
    scores = np.zeros(40, np.float32)
    postings.add(postings.ranges(asked), weights, scores)
    wanted = sparse.csc_array((DAMPED[matrix.data], matrix.indices, matrix.indptr), shape=(40, 12))[:, [1, 4, 7]]
    assert scores.tolist() == (wanted @ weights[:3]).tolist()
    held = postings.hold(postings.ranges(asked), np.arange(40, dtype=np.int32))
    assert held.tolist() == np.column_stack([table[:, [1, 4, 7]] > 0, np.zeros(40, bool)]).tolist()
