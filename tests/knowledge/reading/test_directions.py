"""Wishes too wide to be served, and the directions offered for them."""

from datetime import date

import pytest

from knowledge.reading import directions
from knowledge.reading.facts import read_facts

TODAY = date(2026, 11, 23)


def theme(text: str) -> str | None:
    found = directions.read_theme(text, read_facts(text, TODAY).spans)
    return found.name if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("想把公司做大", "growth"),
        ("我们厂想再上个台阶", "growth"),
        ("企业发展遇到瓶颈怎么办", "growth"),
        ("老厂想转型升级", "transformation"),
        ("想找条新出路", "transformation"),
        ("最近生意太差了", "sluggish"),
        ("店里不赚钱咋办", "sluggish"),
        ("我们在衡阳，生意不好做", "sluggish"),
        ("公司快撑不住了，救救我们", "distress"),
        ("企业遇到困难了，有什么办法", "distress"),
        ("想要点扶持", "support"),
        ("有没有适合我们公司的", "support"),
    ],
)
def test_a_wish_that_names_nothing_has_a_theme(text: str, name: str) -> None:
    assert theme(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "贷款困难",
        "招工难怎么办",
        "想扩大销路",
        "产品升级换代要检测",
        "厂里想转型做电商",
        "生意不好，想关门注销",
        "太麻烦了，不办",
        "行业写错了，改行业",
        "你好",
        "第一个",
        "想贷款做大做强",
    ],
)
def test_what_names_something_has_none(text: str) -> None:
    assert theme(text) is None


def test_each_theme_offers_two_to_four_directions_that_are_no_wide_wishes_themselves() -> None:
    for one in directions.themes():
        assert 2 <= len(one.options) <= 4
        for option in one.options:
            assert 1 <= len(option.title) <= 8
            assert theme(option.need) is None, option.need


@pytest.mark.parametrize("text", ["都不是", "不知道", "我也说不清", "随便", "你们看着办吧", "都行"])
def test_who_leaves_it_open(text: str) -> None:
    assert directions.is_undecided(text)


@pytest.mark.parametrize("text", ["都不是，想贷款", "缺钱", "不知道怎么办环评"])
def test_who_says_more_does_not(text: str) -> None:
    assert not directions.is_undecided(text)


def test_a_lament_wishes_nothing() -> None:
    assert not directions.wishes("生意难做啊")
    assert directions.wishes("生意难做，怎么办")
