"""Numerals as people write and say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.numerals import _range_at, numeral_at, read_numerals

CASES = [
    ("五百万", 5_000_000, False),
    ("1.2个亿", 120_000_000, False),
    ("三四百万", [3_000_000, 4_000_000], False),
    ("两三百万", [2_000_000, 3_000_000], False),
    ("一百来人", 100, True),
    ("十来万", 100_000, True),
    ("百把万", 1_000_000, True),
    ("500w", 5_000_000, False),
    ("500 万", 5_000_000, False),
    ("10W左右", 100_000, False),
    ("5k", 5000, False),
    ("3千5", 3500, False),
    ("三千五", 3500, False),
    ("3万5千", 35_000, False),
    ("一点五亿", 150_000_000, False),
    ("300，000", 300_000, False),
    ("1,250,000.5", 1_250_000.5, False),
    ("半个亿", 50_000_000, False),
    ("廿五", 25, False),
    ("叁佰伍拾万元", 3_500_000, False),
    ("一亿二千万", 120_000_000, False),
    ("1千2百万", 12_000_000, False),
    ("3-5万", [30_000, 50_000], False),
    ("三到五万", [30_000, 50_000], False),
    ("300万到500万", [3_000_000, 5_000_000], False),
    ("5000到2万", [5000, 20_000], False),
    ("30多个人", 30, True),
    ("1000余万元", 10_000_000, True),
    ("几十万", None, True),
    ("一百零五", 105, False),
    ("一百五", 150, False),
    ("二〇二六", 2026, False),
    ("十五六个", [15, 16], False),
]


@pytest.mark.parametrize(("text", "value", "approx"), CASES)
def test_worked_case(text: str, value: object, approx: bool) -> None:
    numeral = read_numerals(text)[0]
    assert (numeral.value, numeral.approx) == (value, approx)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("贷50万3年还", [500_000, 3]),
        ("五百万两年", [5_000_000, 2]),
        ("100万一年", [1_000_000, 1]),
        ("20万来周转", [200_000]),
        ("便宜一点", [1]),
        ("没有数字", []),
    ],
)
def test_neighbours_stay_apart(text: str, values: list[object]) -> None:
    assert [n.value for n in read_numerals(text)] == values


def _chinese(number: int) -> str:
    """Write a number below 10,000 in Chinese."""
    digits, units, out, zero = "零一二三四五六七八九", ["", "十", "百", "千"], "", False
    text = str(number)
    for place, digit in enumerate(text):
        unit = units[len(text) - place - 1]
        if digit == "0":
            zero = True
            continue
        out += ("零" if zero and out else "") + digits[int(digit)] + unit
        zero = False
    return out


@given(st.integers(1, 9999))
def test_chinese_round_trip(number: int) -> None:
    assert read_numerals(_chinese(number))[0].value == number


@given(st.integers(1, 9999), st.sampled_from(["{a}万", "{a}w", "{a}W", "{a} 万", "{c}万", "{c}万元", "{s}元"]))
def test_styles_round_trip(number: int, style: str) -> None:
    text = style.format(a=number, c=_chinese(number), s=f"{number * 10_000:,}")
    assert read_numerals(text)[0].value == number * 10_000


@given(st.text(alphabet="0123456789一二两三十百千万亿零点半几数多来余个wk.,，-到元 ", max_size=60))
def test_never_raises_and_stays_inside(text: str) -> None:
    end = 0
    for numeral in read_numerals(text):
        assert end <= numeral.start < numeral.end <= len(text)
        assert numeral.value is None or numeral.low <= numeral.high  # type: ignore[operator]
        end = numeral.end


@given(st.text(alphabet="好几数两三十百千万亿伍陆半个来多点.,，19wWkK mil廿到-元人厂贷款", max_size=30))
def test_no_place_where_a_numeral_begins_is_passed_over(text: str) -> None:
    found, at = [], 0
    while at < len(text):  # place by place
        numeral = numeral_at(text, at)
        found += [_range_at(text, numeral)] if numeral else []
        at = found[-1].end if numeral else at + 1
    assert read_numerals(text) == found
