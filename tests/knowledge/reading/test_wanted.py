"""What is wanted, told apart from who asks, from where and for how much."""

from datetime import date

import pytest

from knowledge.reading.denied import undenied
from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise
from knowledge.reading.wanted import wanted


def _wanted(text: str) -> str:
    plain = normalise(text)
    return wanted(plain, read_facts(plain, date(2026, 11, 23)).spans)


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("注册地在海口，想在岳麓做高企", "注册地", "高企"),
        ("公司2016年成立的，想找风投", "成立", "风投"),
        ("费用控制在二十万以内，做个展台", "费用", "展台"),
        ("不是招出纳，是培训出纳", "招", "培训"),
        ("想上系统，微信同手机", "微信", "系统"),
        ("12月8日之前交环评", "之前", "环评"),
    ],
)
def test_circumstances_are_left_out(text: str, gone: str, kept: str) -> None:
    rest = _wanted(text)
    assert gone not in rest
    assert kept in rest


def test_a_sum_is_one_word_whatever_its_size() -> None:
    assert _wanted("差二十万") == _wanted("差三百万") == "差钱"


def test_slips_are_put_right() -> None:
    assert "融资租赁" in _wanted("想办设备容资租赁")


def test_what_is_denied_stays_where_nothing_else_is_said() -> None:
    assert undenied("不要贷款") == "不要贷款"


def test_work_grows_with_the_length_alone() -> None:
    """Ten thousand characters of what the patterns like best come back at once, whole or shortened."""
    for piece in ("不是招", "注册地在", "2016年", "找前台转", "费用控制在"):
        assert len(_wanted(piece * (10_000 // len(piece)))) <= 10_000
