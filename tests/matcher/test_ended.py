"""Policies asked for by their name that are over: ids, order and scores by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.catalogue import Offer
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.message import serve
from matcher.search.answer import Calibration, Logistic
from matcher.search.ended import BY_NUMBER, BY_TITLE, BY_WORDS, is_over, plainness, together
from matcher.search.fuse import DENSE_WEIGHT, LEXICAL_WEIGHT, TYPES_WEIGHT
from matcher.types import MatchOutcome, Query, Verdict
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({})
TODAY = date(2026, 11, 23)
ALIKE = LEXICAL_WEIGHT / (LEXICAL_WEIGHT + DENSE_WEIGHT + TYPES_WEIGHT)  # the same words, and nothing else to go by
NAME = "灯塔工场补助办法"


def over(id: str = "OLD", name: str = NAME, **fields: Any) -> Offer:  # noqa: A002
    given = {"kind": "policy", "valid_until": "2025-12-31", "issuer": "市人社局", **fields}
    return offer(id, name, **given)


def match(text: str, *offers: Offer, calibration: Calibration | None = None, **asked: Any) -> MatchOutcome:
    return Matcher(build(offers, ENCODER, []), ENCODER, calibration).match(Query(text, today=TODAY, **asked))


def ids(outcome: MatchOutcome) -> list[str]:
    return [result.item_id for result in outcome.results]


def test_it_stands_below_what_is_valid_and_is_marked_with_its_day() -> None:
    outcome = match(NAME, over(), offer("S", NAME))
    assert ids(outcome) == ["S", "OLD"]
    assert [result.score for result in outcome.results] == pytest.approx([ALIKE, ALIKE / 2], abs=1e-5)
    (validity,) = [c for c in outcome.results[1].criteria if c.name == "有效期"]
    assert (validity.verdict, validity.evidence) == (Verdict.UNMET, "有效期：即日至2025-12-31")
    assert outcome.results[1].line == (
        "《灯塔工场补助办法》已于2025年12月31日到期，目录里没有查到现行的相近政策，有没有新规定要问市人社局。"
    )
    assert [is_over(result) for result in outcome.results] == [False, True]


def test_its_score_is_never_above_the_least_of_what_is_valid() -> None:
    outcome = match(NAME, over(), offer("S", NAME), offer("T", "食堂承包"))
    assert [(result.item_id, result.score) for result in outcome.results][1:] == [("T", 0.0), ("OLD", 0.0)]


def test_its_last_day_is_still_valid() -> None:
    outcome = match(NAME, over(valid_until="2026-11-23"))
    assert [(result.item_id, result.score) for result in outcome.results] == [("OLD", pytest.approx(ALIKE, abs=1e-5))]
    assert not is_over(outcome.results[0])


def test_alone_it_is_no_answer_but_is_told() -> None:
    outcome = match(NAME, over())
    assert (ids(outcome), outcome.answerable, outcome.question) == (["OLD"], False, None)
    assert outcome.results[0].score == pytest.approx(ALIKE / 2, abs=1e-5)
    never = Logistic(("gap",), (0.0,), -5.0, 0.5)
    refused = match(NAME, over(), offer("S", NAME), calibration=Calibration(never, never, ENCODER.version, {}))
    assert (ids(refused), refused.reason) == (["S", "OLD"], "out_of_domain")


def test_what_is_not_named_stays_away() -> None:
    for text in ("想做岗位培训补贴", "灯塔工场", "招几个守灯塔的人"):
        assert ids(match(text, over())) == []


def test_without_a_day_nothing_is_over() -> None:
    found = Matcher(build([over()], ENCODER, []), ENCODER).match(Query(NAME))
    assert [is_over(result) for result in found.results] == [False]


def test_what_follows_is_the_nearest_in_force_for_the_same_thing() -> None:
    kinds = {"service_types": ["hr.social_insurance"]}
    new = offer("NEW", "新一轮灯塔工场补助政策2026", kind="policy", **kinds)
    other = offer("X", "灯塔工场补助办法问答活动", kind="policy", service_types=["hr.recruitment"])
    outcome = match(NAME, over(**kinds), new, other)
    assert ids(outcome) == ["X", "NEW", "OLD"]  # X is nearer in words and serves another thing
    assert outcome.results[2].line == (
        "《灯塔工场补助办法》已于2025年12月31日到期，目录里现行的相近政策是《新一轮灯塔工场补助政策2026》。"
    )


def test_without_types_what_follows_shares_more_than_a_common_word() -> None:
    old, other = over(category="finance"), offer("X", "参展补助", kind="policy", category="finance")
    assert "没有查到" in match(NAME, old, other).results[-1].line
    both = [
        over(name="灯塔贷款贴息", category="finance"),
        offer("N", "小微贷款贴息", kind="policy", category="finance"),
    ]
    assert "《小微贷款贴息》" in match("灯塔贷款贴息", *both).results[-1].line


def test_what_follows_is_sought_by_the_title_and_not_by_what_was_said() -> None:
    kinds = {"service_types": ["finance.interest_subsidy"]}
    new = offer("NEW", "灯塔工场新补助", kind="scheme", **kinds)
    old = over(document_no="长人社〔2023〕8号", **kinds)
    outcome = match("长人社〔2023〕8号", old, new, offer("S", "合同审查"), per_kind={"service": 1, "policy": 1})
    assert ids(outcome) == ["S", "OLD"]
    assert outcome.results[1].line.endswith("目录里现行的相近政策是《灯塔工场新补助》。")


def test_what_is_in_force_and_named_as_plainly_wins() -> None:
    again = offer("NEW", NAME, kind="policy", valid_until="2027-12-31")
    assert ids(match(NAME, over(), again)) == ["NEW"]
    assert ids(match("灯塔工场补助政策还有吗", over(), offer("NEW", "市级灯塔工场补助", kind="policy"))) == ["NEW"]
    # The number of its document names the old one and no other.
    numbered = match(f"{NAME}长人社〔2023〕8号还算数吗", over(document_no="长人社〔2023〕8号"), again)
    assert ids(numbered) == ["NEW", "OLD"]


def test_other_filters_hold() -> None:
    here, away = over("HERE", region="430100"), over("AWAY", region="110000")
    assert ids(match(NAME, here, away, slots={"region": "430100"})) == ["HERE"]
    assert ids(match(NAME, over(), kinds=("service",))) == []
    assert ids(match(NAME, over(), per_kind={"service": 2})) == []
    assert ids(match(NAME, over(kind="scheme"), offer("S", NAME), per_kind={"service": 2, "policy": 1})) == ["S", "OLD"]
    assert ids(match(NAME, over(kind="faq"))) == []


def test_a_full_list_leaves_room_for_it() -> None:
    offers = [offer(f"S{n}", NAME) for n in range(4)]
    assert ids(match(NAME, over(), *offers, top_k=3)) == ["S0", "S1", "OLD"]
    assert ids(match(NAME, over(), *offers, top_k=1)) == ["S0"]
    assert together([], ["over"], 1) == ["over"]
    assert together(["a", "b"], ["over"], 5) == ["a", "b", "over"]


def test_in_a_message_of_several_needs_it_stands_last() -> None:
    offers = [over(), offer("S", NAME), offer("T", "合同审查")]
    matcher = Matcher(build(offers, ENCODER, []), ENCODER)
    served = serve(matcher, Query(f"一是想申报{NAME}，二是想做合同审查", today=TODAY, top_k=3))
    assert len(served) == 2
    assert "OLD" in served[0].shown
    assert "OLD" not in served[1].shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (NAME, BY_TITLE),
        ("请问《灯塔工场补助办法》还能报吗", BY_TITLE),
        ("灯塔工场补助的钱现在怎么申报", BY_WORDS),
        ("灯塔工场补助", BY_WORDS),
        ("长人社[2023]8号文还有效吗", BY_NUMBER),
        ("长人社〔2023〕18号文还有效吗", 0),
        ("工场补助怎么报", 0),
        ("灯塔", 0),
    ],
)
def test_how_plainly_a_text_names_an_entry(text: str, plain: int) -> None:
    assert plainness(text, over(document_no="长人社〔2023〕8号")) == plain


@pytest.mark.parametrize(
    ("text", "name", "plain"),
    [
        ("研发费用加计扣除怎么弄", "研发费用税前加计扣除", BY_WORDS),  # its trade words, 8 of 10 characters
        ("研发费用怎么记账", "研发费用税前加计扣除", 0),
        ("设备更新贷款贴息", "长沙市设备更新贷款贴息办法", BY_WORDS),  # the place is known from elsewhere
        ("2026年技改奖补", "2024年技改奖补实施细则", 0),  # another year's
        ("技改奖补还有吗", "2024年技改奖补实施细则", BY_WORDS),
        ("想给员工做技能培训", "支持企业技能培训若干措施", 0),  # the thing itself and no policy
        ("技能培训有政策吗", "支持企业技能培训若干措施", BY_WORDS),
        ("中小企业政策", "促进中小企业若干政策措施", 0),  # nothing of its own
        ("创新券", "科技创新券（样例）", 0),
        ("科技创新券", "科技创新券（样例）", BY_TITLE),
    ],
)
def test_the_words_of_a_title_that_are_its_own(text: str, name: str, plain: int) -> None:
    assert plainness(text, over(name=name, region="430100")) == plain


def test_a_question_is_told_of_what_is_over() -> None:
    matcher = Matcher(build([over(), offer("S", NAME)], ENCODER, []), ENCODER)
    found = matcher.answers(Query(f"{NAME}怎么申报", today=TODAY)).over
    assert found is not None
    assert (found.one.offer.id, found.plainness, found.follows) == ("OLD", BY_TITLE, None)
    assert matcher.answers(Query("怎么申报", today=TODAY)).over is None
