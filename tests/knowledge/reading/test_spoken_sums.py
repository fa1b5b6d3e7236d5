"""Sums as they are spoken: 个 for 万, what 几十万 leaves open, and numbers that are no sums."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.facts import read_facts

TODAY = date(2026, 11, 23)


def read(text: str, asked: str | None = None) -> dict[str, Any]:
    return read_facts(text, TODAY, asked).slots


@given(
    st.integers(min_value=2, max_value=999),
    st.sampled_from(["贷{}个", "想借{}个，三个月还", "贷款{}个就够", "周转{}个，用两个月", "想贷{}个（万）", "贷{}w"]),
)
def test_lent_by_the_piece_is_ten_thousands(count: int, frame: str) -> None:
    slots = read(frame.format(count))
    assert slots["amount_cny"] == count * 10_000
    assert "headcount" not in slots


@given(st.integers(min_value=2, max_value=999), st.sampled_from(["{}个", "{}个吧", "{}个左右", "{}个以内", "{}个(万)"]))
def test_answered_by_the_piece(count: int, frame: str) -> None:
    assert read(frame.format(count), "amount")["amount_cny"] == count * 10_000


@given(
    st.integers(min_value=2, max_value=999),
    st.sampled_from(["招{}个普工", "借{}个人用一周", "缺{}个女工", "培训{}个班组长", "要{}个工位", "贷款{}个月"]),
)
def test_other_pieces_are_no_money(count: int, frame: str) -> None:
    assert "amount_cny" not in read(frame.format(count))


@pytest.mark.parametrize(
    ("text", "amount", "approx"),
    [
        ("两百个", 2_000_000, False),
        ("一百来个w", 1_000_000, True),
        ("三五十万", [300_000, 500_000], False),
        ("百八十万", [800_000, 1_000_000], False),
        ("千八百万", [8_000_000, 10_000_000], False),
        ("一百八十万", 1_800_000, False),
        ("小几十万", [200_000, 500_000], True),
        ("几百万", [2_000_000, 9_000_000], True),
        ("大几百万吧", [5_000_000, 9_000_000], True),
        ("80到120个", [800_000, 1_200_000], False),
        ("一个亿左右", 100_000_000, True),
        ("三到五百万", [3_000_000, 5_000_000], False),
        ("二到三十万", [200_000, 300_000], False),
        ("一到十万", [10_000, 100_000], False),
        ("300到500万", [3_000_000, 5_000_000], False),
    ],
)
def test_answered_sums(text: str, amount: Any, approx: bool) -> None:
    slots = read(text, "amount")
    assert slots["amount_cny"] == amount
    assert slots.get("amount_approx", False) is approx


def test_what_is_open_stays_open_where_nobody_asked() -> None:
    """A range of nine to one is worth something only as an answer."""
    assert "amount_cny" not in read("几十万的设备款想分期")


@pytest.mark.parametrize(
    "text", ["衡阳那一块", "这一块不懂", "万总", "小万", "联系万鹏", "陆经理", "找伍工", "万家丽路"]
)
def test_words_that_sound_like_numbers(text: str) -> None:
    assert not {"amount_cny", "headcount"} & set(read(text, "contact"))


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("三百万改三百五十万", "amount_cny", 3_500_000),
        ("把二十个人改成二十五个", "headcount", 25),
        ("人多写了，是十五个不是五十个", "headcount", 15),
        ("要招20个，有经验的", "headcount", 20),
        ("伍佰万元", "amount_cny", 5_000_000),
    ],
)
def test_put_right_and_counted(text: str, slot: str, value: int) -> None:
    assert read(text)[slot] == value
