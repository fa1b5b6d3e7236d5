"""A bare yes or no answers whether, nothing else."""

from __future__ import annotations

import pytest

from knowledge.reading.verdicts import asks_whether, without_verdict


@pytest.mark.parametrize("text", ["工伤保险个人要交吗", "公积金是不是必须交", "小公司要不要做环评", "能不能不交"])
def test_asks_whether(text: str) -> None:
    assert asks_whether(text)


@pytest.mark.parametrize("text", ["工伤保险费率多少", "公积金缴存比例是多少", "几个点"])
def test_asks_something_else(text: str) -> None:
    assert not asks_whether(text)


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("不用。费用由单位缴纳。", "费用由单位缴纳。"),
        ("要。三十日内办。", "三十日内办。"),
        ("不用实际经营也要报税。", "不用实际经营也要报税。"),
        ("不用。", "不用。"),
    ],
)
def test_without_verdict(answer: str, rest: str) -> None:
    assert without_verdict(answer) == rest
