"""Sums that are borrowed or lacking are money; other sums tell how large a matter is and stay."""

import pytest

from knowledge.reading.sums import without_sums


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("贷50万买设备", "贷款买设备"),
        ("想贷三十万进货", "想贷款进货"),
        ("旧车换新，差30万", "旧车换新，贷款"),
        ("想找两百万更新车间", "想贷款更新车间"),
        ("需要八百万建冷库", "贷款建冷库"),
        ("流动资金缺300万要找担保", "流动资金缺钱要找担保"),
        ("想融个一千万，出让股份", "想融个钱，出让股份"),
        ("贷50万以内的", "贷以内的"),
        ("想找4万块周转", "想贷款周转"),
    ],
)
def test_what_is_sought_is_money(text: str, searched: str) -> None:
    assert without_sums(text) == searched


@pytest.mark.parametrize(
    "text",
    [
        "年营收2000万，想做审计",
        "想贷款五百万扩产",
        "投资约8000万，能补多少",
        "客户欠我四十多万货款",
        "预算两万做网站",
        "注册资本100万",
        "一块儿请老师来讲",
        "层高8米以上的厂房",
    ],
)
def test_other_sums_stay(text: str) -> None:
    assert without_sums(text) == text


def test_what_a_thing_costs_is_no_loan() -> None:
    assert without_sums("做网站要10万吗") == "做网站要钱吗"
