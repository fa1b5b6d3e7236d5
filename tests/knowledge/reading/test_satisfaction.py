"""Stars from words, and the remark beside them."""

from __future__ import annotations

import pytest

from knowledge.reading.satisfaction import read_remark, read_satisfaction


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("非常不满意", 1),
        ("太差了，骗人的", 1),
        ("不太满意", 2),
        ("有点失望", 2),
        ("一般般吧", 3),
        ("还行", 3),
        ("挺好的", 4),
        ("还不错", 4),
        ("非常满意，很专业", 5),
        ("太棒了", 5),
        ("还行吧给个四分", 4),
        ("满意，5分", 5),
        ("我要打分", None),
        ("差不多办完了", None),
    ],
)
def test_score(text: str, score: int | None) -> None:
    assert read_satisfaction(text) == score


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("打2分，来的人什么都不懂", "来的人什么都不懂"),
        ("5分", ""),
        ("XQ202611230001 给4分，就是慢了点", "就是慢了点"),
        ("挺好的", "挺好的"),
    ],
)
def test_remark(text: str, remark: str) -> None:
    assert read_remark(text) == remark
