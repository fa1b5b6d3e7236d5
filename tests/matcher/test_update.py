"""An updated index finds what a new one would find."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import Offer
from matcher.engine import Matcher
from matcher.index.build import CatalogueIndex, build
from matcher.index.update import compacted, updated
from matcher.types import Linked, Query
from tests.matcher.fakes import FakeEncoder, offer
from tests.matcher.test_build import TYPES

ENCODER = FakeEncoder({"贷": [1.0, 0.0], "合同": [0.0, 1.0], "培训": [0.6, 0.8]})
WORDS = ["流水贷款", "合同审查", "叉车培训", "环评报告", "担保", "长沙", "设备租赁", "商标注册", "法律顾问"]
BASE = [offer(f"B{number:02d}", WORDS[number % 9], text=WORDS[(number * 4 + 1) % 9]) for number in range(20)]


def test_new_changed_and_removed_by_hand() -> None:
    index = updated(build([offer("A", "甲"), offer("B", "乙")], ENCODER, []), [offer("C", "甲")], ["B"], ENCODER)
    assert set(index.rows) == {"A", "C"}
    assert [match.item_id for match in Matcher(index, ENCODER).match(Query("甲")).results] == ["C", "A"]
    # Three rows are counted, B still among them, and 甲 stands in two; A's length was measured with other figures.
    assert index.lexical.search("甲").tolist() == pytest.approx([1.0 * _stale(2), 0.0, 1.0], abs=1e-6)
    assert compacted(index).lexical.search("甲").tolist() == pytest.approx([1.0, 1.0], abs=1e-6)


def _stale(now: int) -> float:
    """A's length was measured when 甲 stood in one of two rows; now it stands in ``now`` of three."""
    return (math.log(4 / (1 + now)) + 1) / (math.log(3 / 2) + 1)


def test_nothing_changed_gives_the_same_index() -> None:
    index = build(BASE, ENCODER, TYPES)
    assert updated(index, BASE[:3], ["unknown"], ENCODER) is index
    assert compacted(index) is index


def test_the_old_index_stays_as_it_was() -> None:
    index = build(BASE, ENCODER, TYPES)
    before = Matcher(index, ENCODER).match(Query("合同审查")).results
    updated(index, [offer("B01", "别的")], ["B10"], ENCODER)
    assert Matcher(index, ENCODER).match(Query("合同审查")).results == before


def test_a_changed_offer_is_found_by_its_new_words_alone() -> None:
    index = updated(build(BASE, ENCODER, TYPES), [offer("B00", "食品许可证")], [], ENCODER)
    matcher = Matcher(index, ENCODER)
    assert matcher.match(Query("食品许可证")).results[0].item_id == "B00"
    outcome = matcher.match(Query("流水贷款", top_k=50, kinds=("service",)))
    found = [c.item_id for c in outcome.candidates]
    assert len(found) == len(set(found))
    assert "流水" not in next(match for match in outcome.results if match.item_id == "B00").name


def test_removed_offers_are_not_even_filtered_candidates() -> None:
    index = updated(build(BASE, ENCODER, TYPES), [], ["B00"], ENCODER)
    outcome = Matcher(index, ENCODER).match(Query("流水贷款", kinds=("policy",)))
    assert outcome.results == ()
    assert "B00" not in {c.item_id for c in outcome.candidates}
    assert Matcher(index, ENCODER).explain(Query("流水贷款"), ["B00"]) == []


def test_unchanged_texts_are_not_encoded_again() -> None:
    index = build(BASE, ENCODER, TYPES)
    ENCODER.encoded.clear()
    updated(index, [offer("B00", BASE[0].name, text=BASE[0].text, phone="0731-1"), offer("X", "合同")], [], ENCODER)
    assert ENCODER.encoded == ["合同"]


def test_links_follow() -> None:
    home = offer("O1", "甲公司", kind="institution")
    index = build([offer("S1", "贷款", provider="甲公司"), home], ENCODER, [])
    matcher = Matcher(index, ENCODER)
    assert matcher.linked("S1") == Linked("O1", ("S1",), ())
    index = updated(index, [offer("E1", "张三", kind="expert", institution="O1")], ["S1"], ENCODER)
    assert Matcher(index, ENCODER).linked("O1") == Linked("O1", (), ("E1",))
    other = offer("O0", "甲公司", kind="institution")
    index = updated(index, [other, offer("S2", "担保", provider="甲公司")], [], ENCODER)
    assert Matcher(index, ENCODER).linked("S2").institution == "O0"  # of equal names the smallest id
    index = updated(index, [], ["O0"], ENCODER)
    assert Matcher(index, ENCODER).linked("S2") == Linked("O1", ("S2",), ("E1",))
    index = updated(index, [], ["O1"], ENCODER)
    assert Matcher(index, ENCODER).linked("E1") == Linked()


STEP = st.tuples(
    st.integers(0, 29), st.one_of(st.none(), st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()))
)


def change(number: int, what: Any) -> tuple[str, Offer | None]:
    key = f"B{number:02d}"
    if what is None:
        return key, None
    first, second, institution = what
    fields: dict[str, Any] = {"kind": "institution"} if institution else {"provider": WORDS[first]}
    return key, offer(key, WORDS[first], text=WORDS[second], region_served=["430100"] if second % 2 else [], **fields)


def same(index: CatalogueIndex, expected: CatalogueIndex, tolerance: float) -> None:
    """Compare what two indexes say, offer by offer."""
    assert index.version == expected.version
    ours, theirs = [np.array([one.rows[key] for key in sorted(expected.rows)], int) for one in (index, expected)]
    assert [index.offers[row] for row in ours] == [expected.offers[row] for row in theirs]
    np.testing.assert_array_equal(index.dense.take(ours), expected.dense.take(theirs))
    np.testing.assert_array_equal(index.type_places[ours], expected.type_places[theirs])
    for key in expected.rows:
        assert Matcher(index, ENCODER).linked(key) == Matcher(expected, ENCODER).linked(key)
    for text in ("流水贷款担保", "长沙合同"):
        scores, wanted = index.lexical.search(text)[ours], expected.lexical.search(text)[theirs]
        np.testing.assert_allclose(scores, wanted, atol=tolerance)
        if len(expected) > 50:
            continue  # ties at the end of the list may fall either way
        asked = Query(text, slots={"region": "430100"}, top_k=50, kinds=("service",))
        found, right = (Matcher(one, ENCODER).match(asked) for one in (index, expected))
        assert {match.item_id for match in found.results} == {match.item_id for match in right.results}
        assert found.relaxed == right.relaxed
        got, due = ({match.item_id: match.score for match in one.results} for one in (found, right))
        assert got == pytest.approx(due, abs=tolerance)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(STEP, max_size=6), max_size=4))
def test_any_changes_give_what_a_new_index_gives(blocks: list[list[Any]]) -> None:
    """Exactly after compaction; before it up to rarity, which counts rows that were replaced."""
    index, catalogue = build(BASE, ENCODER, TYPES), {one.id: one for one in BASE}
    for block in blocks:
        step = dict(change(*one) for one in block)
        catalogue = {key: one for key, one in {**catalogue, **step}.items() if one is not None}
        gone = [key for key, one in step.items() if one is None]
        index = updated(index, [one for one in step.values() if one is not None], gone, ENCODER)
        assert set(index.rows) == set(catalogue)
    expected = build(catalogue.values(), ENCODER, TYPES)
    same(index, expected, 0.35)
    same(compacted(index), expected, 1e-5)


def test_at_a_tenth_of_new_rows_scores_differ_little() -> None:
    """The figure by which compaction is due: 10 % new rows of other words move no score by more than 0.02."""
    base = [offer(f"B{n:03d}", WORDS[n % 9] + WORDS[n % 7], text=WORDS[n % 5] * 2) for n in range(300)]
    new = [offer(f"N{n:03d}", "低空经济" + WORDS[n % 8], text="无人机" + WORDS[n % 3]) for n in range(15)]
    swapped = [offer(f"B{n:03d}", "低空经济" + WORDS[n % 8], text=WORDS[n % 4]) for n in range(0, 300, 20)]
    index = updated(build(base, ENCODER, TYPES), new + swapped, [], ENCODER)
    whole = {one.id: one for one in (*base, *new, *swapped)}
    same(index, build(whole.values(), ENCODER, TYPES), 0.02)
