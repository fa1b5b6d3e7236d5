"""Which of two values counts."""

import re

import pytest

from knowledge.reading import negation
from knowledge.reading.spans import Span

CASES = [
    ("是A", "A"),
    ("A和B", "A"),
    ("不是A，是B", "B"),
    ("不是A是B", "B"),
    ("A改成B", "B"),
    ("把A改为B", "B"),
    ("别写A，写B", "B"),
    ("A写错了，B", "B"),
    ("A打不通，B", "B"),
    ("A，哦不，B", "B"),
    ("A，不对，B", "B"),
    ("A，应该是B", "B"),
    ("A作废，用B", "B"),
    ("是A，不是B", "A"),
    ("要A，不要B", "A"),
    ("A不行，B", "B"),
    ("A换成B", "B"),
    ("A不用了，B", "B"),
    ("A，更正，B", "B"),
    ("A，说错了，B", "B"),
    ("A停用了，B", "B"),
    ("不要A了，B", "B"),
    ("A推迟到B", "B"),
    ("A或者B", "A"),
    ("A，另外B", "A"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_worked_case(text: str, expected: str) -> None:
    values = [Span("x", m.group(), m.start(), m.end()) for m in re.finditer("[AB]", text)]
    chosen = negation.valid_one(text, values)
    assert chosen is not None
    assert chosen.value == expected


def test_nothing_of_nothing() -> None:
    assert negation.valid_one("没有", []) is None
