"""All readers together, one value per slot."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.reading.facts import ASKABLE, read_facts

TODAY = date(2026, 11, 23)


def test_the_first_sentence_fills_every_slot_it_can() -> None:
    text = "我们是长沙望城一家做工程机械配件的小厂，30多个人，想贷款五百万扩产，没有抵押物，最好下个月底前能办下来，电话13812345678"
    assert read_facts(text, TODAY).slots == {
        "region": "430112",
        "industry": "工程机械配件",
        "headcount": 30,
        "headcount_approx": True,
        "amount_cny": 5_000_000,
        "deadline": "2026-12-31",
        "phone": "13812345678",
    }


CASES: list[tuple[str, dict[str, object]]] = [
    ("我们是湖南鑫达机械有限公司，想贷200万", {"company": "湖南鑫达机械有限公司", "amount_cny": 2_000_000}),
    (
        "邵东打火机厂，想贷100万，叫我老李",
        {"region": "430582", "industry": "打火机", "amount_cny": 1_000_000, "contact": "老李"},
    ),
    ("貸款伍佰萬，電話１３８１２３４５６７８", {"amount_cny": 5_000_000, "phone": "13812345678"}),
    ("身份证430104199001011234，想办执照", {}),
    ("想注册个公司", {}),
    ("急！招10个普工", {"headcount": 10, "urgent": True}),
    ("不急，先了解一下商标怎么办", {}),
    ("注册资本500万，员工20人，去年营收3000万", {"headcount": 20, "revenue_cny": 30_000_000}),
    ("王总，13987654321，年底前要把环评办好", {"contact": "王总", "phone": "13987654321", "deadline": "2026-12-31"}),
    ("做个网站预算两万以内", {"amount_cny": 20_000}),
    ("预算5万美元，请个外贸顾问", {"amount": 50_000, "currency": "USD"}),
    ("公司成立三年了，贷款用一年", {}),
    ("你好", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "slots"), CASES)
def test_worked_case(text: str, slots: dict[str, object]) -> None:
    assert read_facts(text, TODAY).slots == slots


@pytest.mark.parametrize(
    ("text", "asked", "slots"),
    [
        ("五百万", "amount", {"amount_cny": 5_000_000}),
        ("30", "headcount", {"headcount": 30}),
        ("欧阳", "contact", {"contact": "欧阳"}),
        ("塑料制品", "industry", {"industry": "塑料制品"}),
        ("望城", "region", {"region": "430112"}),
        ("半个月", "deadline", {"deadline": "2026-12-08"}),
        ("88881234", "phone", {"phone": "88881234"}),
        ("鑫达机械", "company", {"company": "鑫达机械"}),
    ],
)
def test_bare_answer(text: str, asked: str, slots: dict[str, object]) -> None:
    assert read_facts(text, TODAY, asked).slots == slots


def test_place_inside_a_company_name_is_no_region() -> None:
    assert "region" not in read_facts("我们是长沙鑫达机械有限公司", TODAY).slots


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, *ASKABLE]))
def test_any_string_is_read_without_error(text: str, asked: str | None) -> None:
    for span in read_facts(text, TODAY, asked).spans:
        assert 0 <= span.start < span.end <= len(text)


LONG = [
    "1",
    "一",
    "138 ",
    "贷款五百万",
    "有限公司",
    "我们是做",
    "不是",
    "年",
    "我们厂开",
    "王总13812345678 ",
    "1,111",
    "几",
    "万",
    "12.20",
    "长沙的，做木门，",
    "的毛尖茶合作社",
    "电费一个月要",
    "腊月二十八",
    "1 million ",
    "联系我们厂长小",
    "零七三一",
    "对手是做",
    "我们白酒要",
    "不是长沙是",
    "姓万",
    "贷五十个",
    "在高新区",
    "湘潭恒通",
    "Tom ",
    "联系车间主任老",
    "不是王芳是",
    "百八十万",
]


@pytest.mark.parametrize("seed", LONG)
def test_ten_thousand_characters_take_no_catastrophe(seed: str) -> None:
    """Doubling the length may not multiply the time; 3 s is some ten times what the slowest seed took on two slow cores."""
    text = (seed * 10_000)[:10_000]
    began = time.process_time()
    read_facts(text, TODAY)
    assert time.process_time() - began < 3.0
