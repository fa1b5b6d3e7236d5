"""Blanks that part what is said, and those that do not."""

from __future__ import annotations

import pytest

from knowledge.reading.blanks import marked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("老板好 要两个车工 邵东", "老板好，要两个车工，邵东"),
        ("缺厨师 急", "缺厨师，急"),
        ("哎 没订单了", "哎，没订单了"),
        ("13500001111 不对 尾号是2", "13500001111，不对，尾号是2"),
        ("贷80w 卖水果的", "贷80w，卖水果的"),
        ("身份证430***********1234 衡阳", "身份证430***********1234，衡阳"),
        ("求购  二手车床", "求购， 二手车床"),
    ],
)
def test_a_blank_that_parts_what_is_said(text: str, told: str) -> None:
    assert marked(text) == told
    assert len(marked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "招 20 个普工",
        "法人 李四",
        "联系人 张三",
        "财务总监 王五",
        "我叫 赵六",
        "王 总",
        "想 贷 款",
        "做 SC 证",
        "长沙恒通 有限公司",
        "need a loan",
        "没有空格",
        "贷款 50万",
        "",
    ],
)
def test_a_blank_that_stands_for_nothing(text: str) -> None:
    assert marked(text) == text
