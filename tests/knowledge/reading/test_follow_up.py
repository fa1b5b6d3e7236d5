"""Questions that leave their subject out."""

from __future__ import annotations

import pytest

from knowledge.reading.follow_up import asks_how, asks_who, is_follow_up


@pytest.mark.parametrize(
    "text",
    [
        "那要什么材料",
        "怎么申请呢",
        "去哪里办",
        "有什么条件",
        "哪些企业能申请",
        "多久",
        "小规模可不可以享受",
        "什么时候截止",
        "可以吗",
        "个体户行不行",
    ],
)
def test_follows(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "印花税怎么申报",
        "办食品许可证要什么材料",
        "高新企业有什么条件",
        "怎么招人",
        "想贷款",
        "找谁修设备",
        "你们是谁",
        "行",
        "可以",
        "那可以的",
    ],
)
def test_stands_alone(text: str) -> None:
    assert not is_follow_up(text)


def test_what_is_asked() -> None:
    assert asks_how("要带什么材料")
    assert not asks_how("多少钱")
    assert asks_who("要什么条件")
    assert not asks_who("怎么申请")
