"""Whole matches worked by hand: ids, order and scores."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from knowledge.taxonomy import ServiceType
from matcher.engine import Matcher
from matcher.errors import ModelMismatch
from matcher.index.build import build
from matcher.search.answer import Calibration, Logistic
from matcher.search.fuse import DENSE_WEIGHT, LEXICAL_WEIGHT, TYPES_WEIGHT
from matcher.types import Linked, Query
from tests.matcher.fakes import FakeEncoder, offer

TOTAL = LEXICAL_WEIGHT + DENSE_WEIGHT + TYPES_WEIGHT
ENCODER = FakeEncoder({"甲乙": [0.6, 0.8], "甲": [1, 0], "丙": [1, 0], "丁": [0, 1]})
NEVER = Logistic(("gap",), (0.0,), -5.0, 0.5)
ALWAYS = Logistic(("gap",), (0.0,), 5.0, 0.5)


def matcher(*offers: object, calibration: Calibration | None = None) -> Matcher:
    return Matcher(build(offers, ENCODER, []), ENCODER, calibration)  # type: ignore[arg-type]


def judged(answer: Logistic, enterprise: Logistic) -> Calibration:
    return Calibration(answer, enterprise, ENCODER.version, {})


def test_ids_order_and_scores() -> None:
    outcome = matcher(offer("B", "丙"), offer("A", "甲乙"), offer("C", "丁")).match(Query("甲"))
    assert [match.item_id for match in outcome.results] == ["A", "B", "C"]
    # A: three runs of equal weight, one of them asked for: 1/sqrt(3); its vector lies at cosine 0.6.
    expected = [(1 / math.sqrt(3) + DENSE_WEIGHT * 0.6) / TOTAL, DENSE_WEIGHT * 1.0 / TOTAL, 0.0]
    assert [match.score for match in outcome.results] == pytest.approx(expected, abs=1e-5)
    assert outcome.answerable is True
    assert outcome.relaxed == ()
    assert outcome.model_version == "fake@1"


def test_equal_scores_are_ordered_by_id() -> None:
    outcome = matcher(offer("Z", "甲乙"), offer("M", "甲乙"), offer("A", "甲乙")).match(Query("甲", top_k=2))
    assert [match.item_id for match in outcome.results] == ["A", "M"]


def test_stage_scores_are_kept_for_the_ledger() -> None:
    (candidate,) = matcher(offer("A", "甲乙")).match(Query("甲")).candidates
    assert candidate.scores["lexical"] == pytest.approx(1 / math.sqrt(3), abs=1e-5)
    assert candidate.scores["dense"] == pytest.approx(0.6, abs=1e-5)
    assert candidate.scores["types"] == 0.0
    assert candidate.scores["final"] == candidate.scores["fused"]


def test_kinds_filter_and_blame() -> None:
    outcome = matcher(offer("S", "甲乙"), offer("P", "甲乙", kind="policy")).match(Query("甲", kinds=("policy",)))
    assert [match.item_id for match in outcome.results] == ["P"]
    assert {c.item_id: c.filtered_by for c in outcome.candidates} == {"P": None, "S": "kind"}


def test_best_of_each_kind_in_the_order_asked() -> None:
    offers = [offer(f"S{n}", "甲乙") for n in range(3)] + [
        offer("E", "甲乙", kind="expert"),
        offer("P", "甲", kind="policy"),
    ]
    outcome = matcher(*offers).match(Query("甲", per_kind={"expert": 2, "service": 2}))
    assert [match.item_id for match in outcome.results] == ["E", "S0", "S1"]


def test_expired_offers_never_come_back() -> None:
    expired = offer("A", "甲乙", valid_until="2026-11-22")
    outcome = matcher(expired).match(Query("甲", today=date(2026, 11, 23)))
    assert outcome.results == ()
    assert outcome.answerable is False
    assert outcome.relaxed == ()
    assert [c.filtered_by for c in outcome.candidates] == ["validity"]


def test_free_is_relaxed_before_region_and_said() -> None:
    paid_here = offer("A", "甲乙", region_served=["430100"], fee={"model": "fixed", "min_cny": 100, "max_cny": 100})
    outcome = matcher(paid_here).match(Query("甲", filters={"free": True}, slots={"region": "430100"}))
    assert outcome.relaxed == ("free",)
    assert outcome.answerable is True
    assert [match.item_id for match in outcome.results] == ["A"]


def test_region_is_relaxed_last() -> None:
    outcome = matcher(offer("A", "甲乙", region_served=["110000"])).match(
        Query("甲", filters={"free": True}, slots={"region": "430100"})
    )
    assert outcome.relaxed == ("free", "region")


def test_nothing_is_relaxed_while_something_answers() -> None:
    offers = [offer("H", "甲乙", region_served=["430000"]), offer("B", "甲", region_served=["110000"])]
    outcome = matcher(*offers).match(Query("甲", slots={"region": "430112"}))
    assert [match.item_id for match in outcome.results] == ["H"]
    assert outcome.relaxed == ()


@pytest.mark.parametrize(
    ("answer", "enterprise", "reason"),
    [(NEVER, NEVER, "out_of_domain"), (NEVER, ALWAYS, "unsupplied"), (ALWAYS, NEVER, "ok")],
)
def test_refusals_say_which(answer: Logistic, enterprise: Logistic, reason: str) -> None:
    outcome = matcher(offer("A", "甲乙"), calibration=judged(answer, enterprise)).match(Query("甲"))
    assert outcome.reason == reason
    assert outcome.answerable is (reason == "ok")
    assert [match.item_id for match in outcome.results] == ["A"]  # the nearest ones are still there for a person


def test_refused_needs_keep_their_filters() -> None:
    both = [offer("H", "丁", region_served=["430000"]), offer("B", "甲", region_served=["110000"])]
    outcome = matcher(*both, calibration=judged(NEVER, ALWAYS)).match(Query("甲", slots={"region": "430000"}))
    assert [match.item_id for match in outcome.results] == ["H"]
    assert outcome.relaxed == ()


def test_a_refusal_under_filters_that_leave_nothing_shows_what_is_nearest_without_them() -> None:
    # Nobody in the catalogue is free; an expert's price is not even stated.
    both = [offer("E", "丁", kind="expert", region_served=["430000"]), offer("B", "甲", region_served=["110000"])]
    wanted = Query("甲", kinds=("expert",), slots={"region": "430000"}, filters={"free": True})
    outcome = matcher(*both, calibration=judged(NEVER, ALWAYS)).match(wanted)
    assert (outcome.answerable, outcome.reason, outcome.relaxed) == (False, "unsupplied", ("free",))
    assert [match.item_id for match in outcome.results] == ["E"]  # the kind is never given up, the region not needed


def test_foreign_encoder_is_refused() -> None:
    with pytest.raises(ModelMismatch, match="fake@1.*fake@2"):
        Matcher(build([], ENCODER, []), FakeEncoder({}, version="fake@2"))


def test_empty_catalogue_answers_nothing() -> None:
    outcome = matcher().match(Query("甲"))
    assert outcome.results == ()
    assert outcome.answerable is False


def test_empty_text_scores_nothing() -> None:
    outcome = matcher(offer("A", "甲乙")).match(Query(""))
    assert [match.score for match in outcome.results] == [0.0]


def test_many_threads_get_the_same_answer() -> None:
    one = matcher(*[offer(f"S{n}", "甲乙" if n % 2 else "丙") for n in range(40)])
    alone = [match.item_id for match in one.match(Query("甲")).results]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: one.match(Query("甲")), range(64)))
    assert all([match.item_id for match in outcome.results] == alone for outcome in outcomes)


def test_items_lead_to_their_institution_services_and_experts() -> None:
    one = matcher(
        offer("I", "某所（样例）", kind="institution"),
        offer("S", "甲乙", institution="I"),
        offer("T", "丁", provider="某所（样例）"),
        offer("E", "丙", kind="expert", institution="I"),
        offer("P", "甲", kind="policy"),
    )
    family = Linked("I", ("S", "T"), ("E",))
    assert [one.linked(item) for item in ("I", "S", "T", "E")] == [family] * 4
    assert one.linked("P") == Linked()
    assert one.linked("nobody") == Linked()


def test_given_items_are_explained_in_the_order_given() -> None:
    one = matcher(offer("A", "甲乙", fee={"model": "free"}), offer("B", "丁"), offer("C", "甲"))
    found = one.explain(Query("甲"), ["C", "nobody", "A"])
    assert [match.item_id for match in found] == ["C", "A"]
    assert found[1].reasons == ("收费：免费",)
    whole = {match.item_id: match.score for match in one.match(Query("甲")).results}
    assert [match.score for match in found] == pytest.approx([whole["C"], whole["A"]])
    assert one.explain(Query("甲"), []) == []


def test_lists_by_kind_end_where_answers_do() -> None:
    # A, B and C hold the need's one run among three (1/sqrt(3)) and lie at cosine 0.6; F has neither, far below.
    offers = [*(offer(name, "甲乙") for name in "ABC"), offer("F", "丁", kind="policy")]
    outcome = matcher(*offers).match(Query("甲", per_kind={"service": 3, "policy": 2}))
    assert [match.item_id for match in outcome.results] == ["A", "B", "C"]
    assert [match.item_id for match in matcher(*offers).match(Query("甲")).results] == ["A", "B", "C", "F"]


def test_three_are_left_to_choose_from() -> None:
    offers = [offer("A", "甲乙"), offer("F", "丁", kind="policy")]
    outcome = matcher(*offers).match(Query("甲", per_kind={"service": 2, "policy": 2}))
    assert [match.item_id for match in outcome.results] == ["A", "F"]


def test_categories_are_the_shares_of_their_types() -> None:
    types = [ServiceType(f"{c}.{n}", c, n, n) for c, n in (("finance", "甲"), ("finance", "乙"), ("legal", "丁"))]
    one = Matcher(build([offer("A", "甲乙")], ENCODER, types), ENCODER)
    # The name of the first type is the text itself: its share is nearly all; the third lies at a right angle.
    found = one.categories("甲")
    assert list(found) == ["finance"]
    assert 0.9 < found["finance"] <= 1.0
