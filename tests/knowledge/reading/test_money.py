"""The one sum a demand is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.money import read_money

CASES: list[tuple[str, dict[str, object]]] = [
    ("想贷款五百万扩产", {"amount_cny": 5_000_000}),
    ("预算3-5万做个小程序", {"amount_cny": [30_000, 50_000]}),
    ("年营收2000万，想融资300万", {"revenue_cny": 20_000_000, "amount_cny": 3_000_000}),
    ("融资三百到五百万", {"amount_cny": [3_000_000, 5_000_000]}),
    ("贷款三十到五十万", {"amount_cny": [300_000, 500_000]}),
    ("预算三千到五万块", {"amount_cny": [3_000, 50_000]}),
    ("we need a loan of 2 million RMB", {"amount_cny": 2_000_000}),
    ("looking for 1.5 million dollars", {"amount": 1_500_000, "currency": "USD"}),
    ("去年销售额1.2个亿", {"revenue_cny": 120_000_000}),
    ("去年营收不太好，只有800万", {"revenue_cny": 8_000_000}),
    ("一年流水两千万的样子，要500万", {"revenue_cny": 20_000_000, "amount_cny": 5_000_000}),
    ("注册资本1000万，想贷100万", {"amount_cny": 1_000_000}),
    ("认缴200万", {}),
    ("注册资本想从50万变到500万，法人也要换", {}),
    ("注册资金想增到800万，另外想贷100万", {"amount_cny": 1_000_000}),
    ("工资8000一个月", {}),
    ("月薪1.2万招工程师", {}),
    ("一年交税80万，想贷200万", {"amount_cny": 2_000_000}),
    ("厂房3000平，贷500w", {"amount_cny": 5_000_000}),
    ("30万粉丝", {}),
    ("2万多人", {}),
    ("每次500块", {}),
    ("房租2万/月", {}),
    ("贷款额度的80%", {}),
    ("最多十万", {"amount_cny": 100_000}),
    ("费用控制在两万以内", {"amount_cny": 20_000}),
    ("不超过5万", {"amount_cny": 50_000}),
    ("至少50万", {"amount_cny": [500_000, None]}),
    ("要50万以上", {"amount_cny": [500_000, None]}),
    ("大概百来万吧", {"amount_cny": 1_000_000, "amount_approx": True}),
    ("需要三百多万", {"amount_cny": 3_000_000, "amount_approx": True}),
    ("100万左右", {"amount_cny": 1_000_000, "amount_approx": True}),
    ("贷个三四百万", {"amount_cny": [3_000_000, 4_000_000]}),
    ("融资200万美元", {"amount": 2_000_000, "currency": "USD"}),
    ("预算5万欧元", {"amount": 50_000, "currency": "EUR"}),
    ("想贷100万，不对，是150万", {"amount_cny": 1_500_000}),
    ("不是五百万，是三百万", {"amount_cny": 3_000_000}),
    ("200万改成300万", {"amount_cny": 3_000_000}),
    ("千万别打电话", {}),
    ("万一不行怎么办", {}),
    ("花了20万没效果", {}),
    ("有一套值200万的房子，想贷150万", {"amount_cny": 1_500_000}),
    ("接了个800万的订单，差200万", {"amount_cny": 2_000_000}),
    ("贷款500万3年期", {"amount_cny": 5_000_000}),
    ("3千5的费用", {"amount_cny": 3500}),
    ("借5000块", {"amount_cny": 5000}),
    ("客户欠我们80万货款不给", {"amount_cny": 800_000}),
]


def _read(text: str, asked: bool = False) -> dict[str, object]:
    return {s.slot: s.value for s in read_money(text, (), asked) if s.slot != "blocked"}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_worked_case(text: str, expected: dict[str, object]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    ("text", "value"), [("五百万", 5_000_000), ("5000", 5000), ("50万吧", 500_000), ("两三万", [20_000, 30_000])]
)
def test_bare_answer(text: str, value: object) -> None:
    assert _read(text, asked=True)["amount_cny"] == value


def test_what_is_not_the_amount_is_blocked() -> None:
    assert [(s.slot, s.value) for s in read_money("注册资本1000万")] == [("blocked", "money")]


@given(
    st.integers(1, 9000),
    st.sampled_from(["想贷款{}万", "预算{}w", "需要{}万元", "融资{} 万", "额度{}万人民币", "差{}万周转"]),
)
def test_round_trip(amount: int, frame: str) -> None:
    assert _read(frame.format(amount))["amount_cny"] == amount * 10_000


@given(st.text(alphabet="0123456789一二百千万亿元块多左右以内上最多贷预算营收注册资本美元，。 改成不是", max_size=60))
def test_never_raises_and_stays_inside(text: str) -> None:
    spans = read_money(text)
    assert sum(s.slot in ("amount_cny", "amount") for s in spans) <= 1
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
