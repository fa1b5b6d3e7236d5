"""Several needs in one message."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.needs import MOST, read_needs

TODAY = date(2026, 11, 23)


def texts(message: str) -> list[str]:
    return [need.text for need in read_needs(message, TODAY)]


@pytest.mark.parametrize(
    ("message", "needs"),
    [
        ("有两个事想麻烦你们，一是想做个官网，二是想招三个客服，都在岳阳楼区", ["想做个官网", "想招三个客服"]),
        ("1.厂房要做消防检测 2.想贷款两百万 3.还想注册商标", ["厂房要做消防检测", "想贷款两百万", "想注册商标"]),
        ("想招二十个缝纫工，另外想贷款一百万", ["想招二十个缝纫工", "想贷款一百万"]),
        ("我们要做环评，顺便把排污许可也办了", ["我们要做环评", "把排污许可也办了"]),
        ("想办食品经营许可证，同时还要注册个商标，13812340060", ["想办食品经营许可证", "要注册个商标"]),
        ("一是招人，二是贷款", ["招人", "贷款"]),
        ("1.招人 2.贷款 3.办环评", ["招人", "贷款", "办环评"]),
        ("想贷款，另外想招人", ["想贷款", "想招人"]),
        ("又要招人又要贷款还要办环评", ["要招人", "要贷款", "要办环评"]),
        ("我们厂又想贷款，又想招十个焊工", ["想贷款", "想招十个焊工"]),
        ("两件事，贷款和招人", ["贷款", "招人"]),
        ("有三个需求：招工、贷款、商标注册", ["招工", "贷款", "商标注册"]),
    ],
)
def test_marks_tell_needs_apart(message: str, needs: list[str]) -> None:
    assert texts(message) == needs


@pytest.mark.parametrize(
    "message",
    [
        "想贷款五百万扩产，没有抵押物，最好下个月底前能办下来",
        "想找人代账，还想问一下收费",
        "想贷款，还要多少材料",
        "想贷款，还要什么手续",
        "想贷款，还要担保人吗",
        "想招十个焊工，还要快点",
        "想做个官网，还要好看",
        "要招会计，还要有经验",
        "想找人代账，还想便宜点",
        "又想便宜又要质量好",
        "又要担保又要抵押，太麻烦了",
        "贷款要求：1.利率低 2.放款快",
        "两样东西，桌子和椅子",
        "三家公司，要记账和报税",
        "首先我们是做茶油的，其次在永州，想找销路",
        "你们第一个服务不错",
        "想招人",
        "",
    ],
)
def test_one_need_stays_one(message: str) -> None:
    assert texts(message) == []


def test_each_need_keeps_its_own_facts() -> None:
    needs = read_needs("想招二十个缝纫工，另外下个月底前想贷款一百万", TODAY)
    assert [need.slots for need in needs] == [{"headcount": 20}, {"amount_cny": 1000000, "deadline": "2026-12-31"}]


@given(st.text(max_size=400))
def test_any_text_gives_none_or_a_few(text: str) -> None:
    needs = read_needs(text, TODAY)
    assert not needs or 2 <= len(needs) <= MOST


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("设备老停机，另外想招两个电工", ["设备老停机", "想招两个电工"]),
        ("账乱得一塌糊涂，还有就是想贷点款周转", ["账乱得一塌糊涂", "想贷点款周转"]),
        ("我们是做机械加工的，另外想招两个电工", []),
    ],
)
def test_a_trouble_is_a_need_beside_another_but_no_circumstance_is(text: str, needs: list[str]) -> None:
    assert [need.text for need in read_needs(text, date(2026, 11, 23))] == needs
