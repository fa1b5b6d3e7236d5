from datetime import date
from typing import Any

import pytest

from knowledge.reading.firm import Figure
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.search.demote import UNFIT
from matcher.search.eligibility import compare
from matcher.types import Query, Verdict
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({"贴息": [1, 0]})
TODAY = date(2026, 11, 23)
MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN


def judged(text: str, fields: dict[str, Any], **slots: Any) -> list[tuple[Verdict, str, str, str]]:
    policy = offer("P", "贴息", kind="policy", **fields)
    (found,) = Matcher(build([policy], ENCODER, []), ENCODER).match(Query(text, slots=slots, today=TODAY)).results
    names = ("申报条件", "正文条件", "办理条件", "抵押担保")
    return [(c.verdict, c.evidence, c.field, c.said) for c in found.criteria if c.name in names]


def rule(field: str, op: str, value: Any, text: str) -> dict[str, Any]:
    return {"requirements": [{"field": field, "op": op, "value": value, "text": text}]}


@pytest.mark.parametrize(
    ("figure", "op", "want", "verdict"),
    [
        (Figure(3, 4), ">=", 3, MET),
        (Figure(2, 3 - 1e-9), ">=", 3, UNMET),
        (Figure(24, 40), ">=", 30, UNKNOWN),
        (Figure(30, 30), ">", 30, UNMET),
        (Figure(300, 300), "<=", 300, MET),
        (Figure(300, 300), "<", 300, UNMET),
        (Figure(5, 5), "==", 5, MET),
        (Figure(5, 5), "in", 5, UNKNOWN),
    ],
)
def test_bounds_against_bounds(figure: Figure, op: str, want: float, verdict: Verdict) -> None:
    assert compare(figure, op, want) is verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("营收三千来万", MET),  # 24 to 40 million, above 20 either way
        ("营收两千来万", UNKNOWN),  # 16 to 30 million
        ("营收不到两千万", UNMET),
        ("营收八百万", UNMET),
        ("", UNKNOWN),
    ],
)
def test_turnover_in_the_words_of_the_need(said: str, verdict: Verdict) -> None:
    found = judged(f"想要贴息，{said}", rule("revenue_cny", ">=", 20_000_000, "上年度营业收入2000万元以上"))
    assert found == [(verdict, "上年度营业收入2000万元以上", "requirements", said)]


def test_people_wanted_are_not_the_staff() -> None:
    rules = rule("headcount", ">=", 35, "人员35人以上")
    assert judged("想要贴息，要招40个工人", rules, headcount=40)[0][0] is UNKNOWN
    assert judged("想要贴息，厂里40个工人", rules, headcount=40)[0][0] is MET


@pytest.mark.parametrize(
    ("region", "verdict"), [("430304", MET), ("430300", MET), ("430000", UNKNOWN), ("430112", UNMET)]
)
def test_region_of_registration(region: str, verdict: Verdict) -> None:
    found = judged("想要贴息", rule("region", "in", ["430300"], "在湘潭市登记并纳税"), region=region)
    assert found[0][:2] == (verdict, "在湘潭市登记并纳税")


@pytest.mark.parametrize(("industry", "verdict"), [("机械加工", MET), ("火锅店", UNMET), (None, UNKNOWN)])
def test_sector(industry: str | None, verdict: Verdict) -> None:
    found = judged("想要贴息", rule("sector", "in", ["C"], "制造业"), industry=industry)
    assert found[0][:2] == (verdict, "制造业")


@pytest.mark.parametrize(
    ("text", "said", "verdict"),
    [
        ("从事特定细分市场2年以上", "成立8年", UNKNOWN),  # old enough, but since when in this market?
        ("从事特定细分市场2年以上", "刚成立半年", UNMET),
        ("注册成立2年以上，不足的看近2年股权融资", "刚成立半年", UNKNOWN),
    ],
)
def test_words_around_the_figure_leave_open(text: str, said: str, verdict: Verdict) -> None:
    assert judged(f"想要贴息，{said}", rule("years_in_business", ">=", 2, text))[0][0] is verdict


@pytest.mark.parametrize(("share", "verdict"), [("6", MET), ("4", UNKNOWN), ("2", UNMET)])
def test_steps_of_a_share(share: str, verdict: Verdict) -> None:
    text = "研发费用占比：收入5000万元以下不低于5%，以上不低于3%"
    assert judged(f"想要贴息，研发占比{share}个点", rule("rd_share_percent", ">=", 3, text))[0][0] is verdict


def test_conditions_in_prose_are_quoted() -> None:
    text = "申报条件：1.注册满三年；2.上年度营业收入2000万元以上。支持内容：给予最高50万元贴息。"
    found = judged("想要贴息，成立三年多，去年营收八百万", {"text": text})
    assert found == [
        (MET, "注册满三年", "text", "成立三年多"),
        (UNMET, "上年度营业收入2000万元以上", "text", "营收八百万"),
    ]


def test_a_step_of_a_grant_in_prose_fails_nobody() -> None:
    found = judged("想要贴息，去年营收八百万", {"text": "贴息。营业收入5000万元以上的，贷款利息返还一半。"})
    assert found == [(UNKNOWN, "营业收入5000万元以上的", "text", "营收八百万")]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("需提供房产抵押", UNMET),
        ("须提供房产抵押或专利质押", UNKNOWN),
        ("无需抵押", MET),
        ("经营满两年", MET),
        ("经营满两年且最近一年不亏损", UNKNOWN),
        ("注册不满三年", UNMET),
        ("征信良好", UNKNOWN),
    ],
)
def test_conditions_of_services(line: str, verdict: Verdict) -> None:
    service = offer("S", "贴息", conditions=[line])
    query = Query("想要贴息，没有抵押物，公司办了八年", today=TODAY)
    (found,) = Matcher(build([service], ENCODER, []), ENCODER).match(query).results
    assert [(c.verdict, c.evidence) for c in found.criteria] == [(verdict, line)]


def test_what_the_enterprise_fails_ranks_below_by_half_its_score() -> None:
    # All three texts answer alike; A and C ask for a turnover. The enterprise has 8 million.
    offers = [
        offer("A", "贴息", kind="policy", **rule("revenue_cny", ">=", 20_000_000, "营业收入2000万元以上")),
        offer("B", "贴息", kind="policy"),
        offer("C", "贴息", kind="policy", **rule("revenue_cny", ">=", 5_000_000, "营业收入500万元以上")),
    ]
    outcome = Matcher(build(offers, ENCODER, []), ENCODER).match(Query("贴息", slots={"revenue_cny": 8_000_000}))
    full = outcome.results[0].score
    assert [match.item_id for match in outcome.results] == ["B", "C", "A"]
    assert [match.score for match in outcome.results] == pytest.approx([full, full, full * UNFIT], abs=1e-5)
    scores = {c.item_id: c.scores for c in outcome.candidates}
    assert scores["A"]["unfit"] == pytest.approx(-full / 2, abs=1e-5)
    assert "unfit" not in scores["B"]
