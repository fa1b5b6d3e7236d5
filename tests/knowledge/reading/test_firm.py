from datetime import date
from math import inf

import pytest

from knowledge.reading.firm import Figure, read_firm, with_slots

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "field", "low", "high"),
    [
        ("去年做了三千来万", "revenue_cny", 24e6, 40e6),
        ("年营收三千多万", "revenue_cny", 30e6, 40e6),
        ("营业额不到五百万", "revenue_cny", 4e6, 5e6),
        ("年产值4000万左右", "revenue_cny", 32e6, 48e6),
        ("营收1.2个亿", "revenue_cny", 1.2e8, 1.2e8),
        ("成立三年多", "years_in_business", 3, 4),
        ("公司办了八年了", "years_in_business", 8, 8),
        ("刚成立半年", "years_in_business", 0.5, 0.5),
        ("刚注册的公司", "years_in_business", 0, 1),
        ("公司才成立八个月", "years_in_business", 8 / 12, 8 / 12),
        ("刚成立两年多", "years_in_business", 2, 3),
        ("刚成立没几天", "years_in_business", 0, 1),
        ("才开业两个多月", "years_in_business", 0, 1),
        ("经营了一年半", "years_in_business", 1.5, 1.5),
        ("研发占比5个点", "rd_share_percent", 5, 5),
        ("每年拿营收的8%用来搞研发", "rd_share_percent", 8, 8),
        ("研发费用大概150万", "rd_spend_cny", 1.2e6, 1.8e6),
        ("增长了两成", "revenue_growth_percent", 20, 20),
        ("营收比前年下滑了10%", "revenue_growth_percent", -10, -10),
        ("资产负债率百分之六十五左右", "debt_ratio_percent", 52, 78),
        ("有3个发明专利", "patents", 3, 3),
        ("一个专利都没有，没有专利", "patents", 0, 0),
        ("注册资金1000万", "registered_capital_cny", 1e7, 1e7),
        ("去年出口80万美元", "export_usd", 8e5, 8e5),
        ("只做内销", "export_usd", 0, 0),
        ("30多个人的小厂", "headcount", 30, 40),
        ("招20个缝纫工，厂里现在80人", "headcount", 80, 80),
        ("職工１２０人", "headcount", 120, 120),
        ("年增长30%以上", "revenue_growth_percent", 30, inf),
    ],
)
def test_figures_as_far_as_they_were_said(text: str, field: str, low: float, high: float) -> None:
    figure = read_firm(text, TODAY)[field]
    assert (figure.low, figure.high) == pytest.approx((low, high), rel=1e-6)
    assert figure.said in text or field == "headcount"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("公司成立于2021年", 4.9, 5.9),
        ("2023年5月注册的", 3.49, 3.57),
        ("去年才注册的", 0.9, 1.9),
    ],
)
def test_ages_count_from_the_founding_year(text: str, low: float, high: float) -> None:
    figure = read_firm(text, TODAY)["years_in_business"]
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=0.02)
    assert "years_in_business" not in read_firm(text)


@pytest.mark.parametrize(
    "text",
    [
        "想贷款五百万扩产",
        "客户欠我们货款50万，一年多了",
        "招20个缝纫工",
        "想申请3个专利",
        "老板四十岁，干了二十年",
        "月流水30万",
        "贷款利率4%",
        "电话13812345678",
        "合同另有约定的最长不得超过60日",
        "",
    ],
)
def test_other_numbers_are_no_figures_of_the_firm(text: str) -> None:
    assert read_firm(text, TODAY) == {}


def test_slots_add_and_correct() -> None:
    told = {"revenue_cny": Figure(24e6, 40e6, "三千来万")}
    assert with_slots(told, {"revenue_cny": 30_000_000}) == told
    assert with_slots(told, {"revenue_cny": 50_000_000}) == {"revenue_cny": Figure(5e7, 5e7)}
    assert with_slots({}, {"headcount": 20, "amount_cny": [300, None]}) == {
        "headcount": Figure(20, 20),
        "loan_cny": Figure(300, inf),
    }
    assert with_slots({}, {"headcount": 20}, staff=False) == {}
    assert with_slots({}, {"headcount": 100, "headcount_approx": True}) == {"headcount": Figure(80, 120)}
    assert with_slots({}, {"headcount": True, "revenue_cny": "多", "amount_cny": [None, None]}) == {}
