from datetime import date
from typing import Any

import pytest

from knowledge.catalogue import Offer
from knowledge.catalogue_fields import Fee
from knowledge.taxonomy import ServiceType
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.search.said import fee_text, money
from matcher.types import Match, Query, Verdict
from tests.matcher.fakes import FakeEncoder, offer

CREDIT = ServiceType("finance.credit_loan", "finance", "信用贷款", "银行凭流水放款", ("信用贷",), ("没有抵押怎么贷款",))
ENCODER = FakeEncoder({"贷": [1, 0]})


def match(one: Offer, query: Query) -> Match:
    return Matcher(build([one], ENCODER, [CREDIT]), ENCODER).match(query).results[0]


def verdicts(one: Offer, **query: Any) -> dict[str, tuple[Verdict, str]]:
    found = match(one, Query("没有抵押怎么贷款", **query)).criteria
    return {criterion.name: (criterion.verdict, criterion.evidence) for criterion in found}


def test_nothing_is_met_without_catalogue_evidence() -> None:
    bare = match(
        offer("A", "贷款"), Query("没有抵押怎么贷款", slots={"region": "430100", "headcount": 10, "budget_cny": 1})
    )
    assert {criterion.verdict for criterion in bare.criteria} == {Verdict.UNKNOWN}
    assert all(criterion.question for criterion in bare.criteria)


def test_service_type_named_by_the_catalogue() -> None:
    found = match(offer("A", "贷款", service_types=["finance.credit_loan"]), Query("想办个信用贷"))
    assert found.criteria[0].verdict is Verdict.MET
    assert found.criteria[0].evidence == "目录登记的服务事项：信用贷款"
    assert found.criteria[0].field == "service_types"
    assert found.reasons[0] == "提供“信用贷款”服务，与您的需求一致"


def test_a_guessed_service_type_stays_a_question_until_confirmed() -> None:
    one = offer("A", "贷款", service_types=["finance.credit_loan"])
    guessed = match(one, Query("没有抵押怎么贷款"))
    assert guessed.criteria[0].verdict is Verdict.UNKNOWN
    assert guessed.criteria[0].question == "您要办的是“信用贷款”吗？"
    assert guessed.reasons[0] == "提供“信用贷款”服务，与您的需求相近"
    confirmed = match(one, Query("没有抵押怎么贷款", slots={"service_type": "finance.credit_loan"}))
    assert confirmed.criteria[0].verdict is Verdict.MET


@pytest.mark.parametrize(
    ("served", "verdict", "evidence"),
    [
        (["430000"], Verdict.MET, "服务地区：湖南省全境"),
        (["430112"], Verdict.UNKNOWN, "服务地区：望城区"),
        ([], Verdict.UNKNOWN, "目录未写明服务地区"),
    ],
)
def test_region(served: list[str], verdict: Verdict, evidence: str) -> None:
    assert verdicts(offer("A", "贷款", region_served=served), slots={"region": "430100"})["服务地区"] == (
        verdict,
        evidence,
    )


def test_region_out_of_reach_is_shown_as_such_after_relaxation() -> None:
    found = verdicts(offer("A", "贷款", region_served=["110000"]), slots={"region": "430100"})
    assert found["服务地区"] == (Verdict.UNMET, "服务地区：北京市全境")


@pytest.mark.parametrize(
    ("fee", "budget", "verdict"),
    [
        ({"model": "free"}, 0, Verdict.MET),
        ({"model": "range", "min_cny": 2000, "max_cny": 5000}, 5000, Verdict.MET),
        ({"model": "range", "min_cny": 2000, "max_cny": 5000}, 3000, Verdict.UNKNOWN),
        ({"model": "range", "min_cny": 2000, "max_cny": 5000}, 1000, Verdict.UNMET),
        ({"model": "negotiable"}, 1000, Verdict.UNKNOWN),
    ],
)
def test_fee_against_a_budget(fee: dict[str, Any], budget: int, verdict: Verdict) -> None:
    assert verdicts(offer("A", "贷款", fee=fee), slots={"budget_cny": budget})["费用"][0] is verdict


def test_an_amount_to_borrow_is_no_budget() -> None:
    assert "费用" not in verdicts(offer("A", "贷款", fee={"model": "negotiable"}), slots={"amount_cny": 500000})


def test_validity() -> None:
    found = verdicts(offer("A", "贷款", valid_until="2026-12-31"), today=date(2026, 11, 23))
    assert found["有效期"] == (Verdict.MET, "有效期：即日至2026-12-31")


@pytest.mark.parametrize(
    ("revenue", "verdict"), [(20_000_000, Verdict.MET), (19_999_999, Verdict.UNMET), (None, Verdict.UNKNOWN)]
)
def test_numeric_requirements(revenue: int | None, verdict: Verdict) -> None:
    rule = {"field": "revenue_cny", "op": ">=", "value": 20_000_000, "text": "上年度营业收入2000万元以上"}
    policy = offer("P", "贷款贴息", kind="policy", requirements=[rule])
    assert verdicts(policy, slots={"revenue_cny": revenue})["申报条件"] == (verdict, "上年度营业收入2000万元以上")


def test_an_approximate_figure_settles_nothing() -> None:
    rule = {"field": "headcount", "op": "<=", "value": 300, "text": "职工300人以下"}
    policy = offer("P", "贷款贴息", kind="policy", requirements=[rule])
    found = verdicts(policy, slots={"headcount": 300, "headcount_approx": True})
    assert found["申报条件"][0] is Verdict.UNKNOWN


def test_conditions_about_security_come_first_when_asked() -> None:
    one = offer("A", "贷款", conditions=["成立满两年", "征信良好", "按时纳税", "需提供房产抵押"])
    criteria = [c for c in match(one, Query("抵押怎么贷款")).criteria if c.field == "conditions"]
    assert [c.name for c in criteria] == ["抵押担保", "办理条件", "办理条件"]
    assert criteria[0].question == "贵企业是否满足“需提供房产抵押”？"


def test_reasons_quote_shared_words_and_fees() -> None:
    one = offer("A", "设备贷款", text="不要抵押", fee={"model": "free"}, time_limit={"text": "5个工作日"})
    reasons = match(one, Query("没有抵押怎么贷款")).reasons
    assert reasons == ("介绍中提到您说的“抵押”“贷款”", "收费：免费", "办理时限：5个工作日")


@pytest.mark.parametrize(
    ("amount", "text"), [(300, "300元"), (3_000_000, "300万元"), (150_000_000, "1.5亿元"), (12_345, "1.234万元")]
)
def test_money(amount: float, text: str) -> None:
    assert money(amount) == text


@pytest.mark.parametrize(
    ("fee", "text"),
    [
        (Fee("range", min_cny=2000, max_cny=50_000, unit="次"), "2000元至5万元/次"),
        (Fee("fixed", min_cny=300, max_cny=300, unit="月"), "300元/月"),
        (Fee("percentage", percent=1.5), "按金额的1.5%"),
        (Fee("negotiable"), "面议"),
        (Fee("free", text="公益服务，不收费"), "公益服务，不收费"),
    ],
)
def test_fee_text(fee: Fee, text: str) -> None:
    assert fee_text(fee) == text
