"""A clause that only laments says nothing of what is wanted."""

from __future__ import annotations

import pytest

from knowledge.reading.directions import read_theme
from knowledge.reading.laments import without_laments


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("厂子要倒闭了，订单一个都没有", "订单一个都没有"),
        ("生意不好做，想找人做网上推广", "想找人做网上推广"),
        ("真撑不下去了", "真撑不下去了"),
        ("公司要破产清算，找律师", "公司要破产清算，找律师"),
    ],
)
def test_without_laments(text: str, rest: str) -> None:
    assert without_laments(text) == rest


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("厂子干不下去了", "distress"),
        ("公司维持不下去了", "distress"),
        ("实在挺不住了", "distress"),
        ("有什么好项目推荐吗", "support"),
        ("有什么赚钱的生意", "sluggish"),
        ("店开不下去了，想转让", None),
        ("想办停业登记", None),
    ],
)
def test_themes(text: str, theme: str | None) -> None:
    read = read_theme(text)
    assert (read.name if read else None) == theme
