"""How many people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.headcount import read_headcount

CASES: list[tuple[str, object, bool]] = [
    ("30多个人", 30, True),
    ("招10个普工", 10, False),
    ("我们有员工50人，想招三名电焊工", 3, False),
    ("手下二十来号人", 20, True),
    ("培训20人左右", 20, True),
    ("一个人干不过来", None, False),
    ("就我一个人", 1, False),
    ("客户200多人", None, False),
    ("第3名", None, False),
    ("2000人次", None, False),
    ("三五个人", [3, 5], False),
    ("员工120余人", 120, True),
    ("人数：45", 45, False),
    ("大概30人", 30, True),
    ("30到50人", [30, 50], False),
    ("小一百人", 100, True),
    ("给8个员工交社保", 8, False),
    ("一百人出头", 100, True),
    ("5个会计", 5, False),
    ("3位数", None, False),
    ("70把人", 70, True),
    ("十几个人", 10, True),
    ("几十个人", None, False),
    ("我们两个股东", 2, False),
    ("100万人民币", None, False),
    ("人工智能3家", None, False),
    ("职工60", 60, False),
    ("团队有15人", 15, False),
    ("前10名", None, False),
    ("缺2个外贸员", 2, False),
    ("不是30人，是50人", 50, False),
    ("5个工作日内要", None, False),
    ("十来个女裁缝师", 10, True),
    ("想招5个跑外贸的业务员", 5, False),
    ("缺三个能吃苦的年轻人", 3, False),
    ("找两个做模具的厂", None, False),
    ("缺3个配件的供应商", None, False),
]


def _read(text: str, asked: bool = False) -> tuple[object, bool]:
    slots = {s.slot: s.value for s in read_headcount(text, (), asked)}
    return slots.get("headcount"), "headcount_approx" in slots


@pytest.mark.parametrize(("text", "count", "approx"), CASES)
def test_worked_case(text: str, count: object, approx: bool) -> None:
    assert _read(text) == (count, approx)


@pytest.mark.parametrize(
    ("text", "count", "approx"), [("30", 30, False), ("三十几个", 30, True), ("大概50", 50, True), ("一个", 1, False)]
)
def test_bare_answer(text: str, count: object, approx: bool) -> None:
    assert _read(text, asked=True) == (count, approx)


def test_bare_number_is_nothing_unasked() -> None:
    assert _read("30") == (None, False)


@given(st.integers(2, 5000), st.sampled_from(["我们有{}人", "招{}名工人", "员工{}个", "厂里{}号人"]))
def test_round_trip(count: int, frame: str) -> None:
    assert _read(frame.format(count)) == (count, False)


@given(st.text(alphabet="0123456789一二十百人个名位招员工多来左右，不是", max_size=50))
def test_never_raises(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in read_headcount(text))
