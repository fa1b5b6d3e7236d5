"""What a later message does to the need that is being talked about."""

from __future__ import annotations

import pytest

from knowledge.reading import changes


@pytest.mark.parametrize(
    "text",
    [
        "算了培训不搞了，帮我找个代账的",
        "官网先放放，先帮我办许可证",
        "不要贷款了，改成做担保",
        "说错了，是想注册商标",
        "换成融资租赁吧",
    ],
)
def test_replaces(text: str) -> None:
    assert changes.replaces(text)
    assert not changes.adds(text)


@pytest.mark.parametrize("text", ["另外想招两个人", "对了还想注册个商标", "顺便帮我看下合同", "还有一件事，要做检测"])
def test_adds(text: str) -> None:
    assert changes.adds(text)
    assert not changes.replaces(text)


@pytest.mark.parametrize("text", ["想贷款八十万", "还没想好", "还是岳阳的", "最好不要抵押物"])
def test_neither(text: str) -> None:
    assert not changes.adds(text)
    assert not changes.replaces(text)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ("我要做检测", "我要做检测！！", True),
        ("想贷款", "想贷款三百万", True),
        ("想贷款", "想招人", False),
        ("。", "？", False),
    ],
)
def test_same(one: str, other: str, holds: bool) -> None:
    assert changes.same(one, other) is holds


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("算了先不做宣传册了，先帮我办个食品经营许可证", "先帮我办个食品经营许可证"),
        ("算了不办了，问题太多", None),
        ("不办了，谢谢你们帮忙", None),
        ("想贷款", None),
    ],
)
def test_what_is_wanted_instead(text: str, rest: str | None) -> None:
    assert changes.turned_to(text) == rest


@pytest.mark.parametrize(
    ("need", "bare"),
    [
        ("对了还想招两个会计", "想招两个会计"),
        ("一个想做检测", "想做检测"),
        ("另外帮我找代账", "帮我找代账"),
        ("还想", "还想"),
    ],
)
def test_bare(need: str, bare: str) -> None:
    assert changes.bare(need) == bare


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("需求改成设备租赁", "想要设备租赁"),
        ("需求写错了，应该是想办食品许可", "想办食品许可"),
        ("要办的事改成找人代账", "找人代账"),
        ("地区改成长沙", None),
    ],
)
def test_the_need_that_a_correction_puts_in_place(text: str, need: str | None) -> None:
    assert changes.corrected_need(text) == need


@pytest.mark.parametrize(("text", "holds"), [("这件事不办了", True), ("帮我撤销", True), ("都不要", False)])
def test_withdraws(text: str, holds: bool) -> None:
    assert changes.withdraws(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"), [("想找律师，不留电话", True), ("电话不方便留", True), ("电话138", False), ("不想贷款", False)]
)
def test_a_number_withheld_beforehand(text: str, holds: bool) -> None:
    assert changes.withholds_phone(text) is holds


@pytest.mark.parametrize(
    ("one", "other", "holds"), [("不留", "不留！", True), ("不留电话", "不留", False), ("好", "好", False)]
)
def test_repeats(one: str, other: str, holds: bool) -> None:
    assert changes.repeats(one, other) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [("招应届生有没有补贴", True), ("有什么扶持政策吗", True), ("想申请设备补贴", False), ("想招人", False)],
)
def test_asks_policy(text: str, holds: bool) -> None:
    assert changes.asks_policy(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("先不办商标，帮我把公司注册了", True),
        ("清明以后再说吧，先了解下贷款", True),
        ("以后再说吧", False),
        ("回头再说，谢谢", False),
    ],
)
def test_one_thing_is_put_off_for_another(text: str, holds: bool) -> None:
    assert changes.does_instead(text) is holds
