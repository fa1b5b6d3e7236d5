"""Lists of needs: however a message numbers them, each item is its own, and what is no list stays one."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.listing import find_list
from knowledge.reading.needs import read_needs

TODAY = date(2026, 11, 23)
WAYS = [
    "一是{}，二是{}",
    "一要{}，二要{}",
    "一来想{}，二来想{}",
    "第一，{}；第二，{}",
    "第一想{}，第二想{}",
    "第一个是{}，第二个是{}",
    "第一件事，{}；第二件事，{}",
    "1、{} 2、{}",
    "1.{}2.{}",
    "1）{}；2）{}",
    "（1）{}（2）{}",
    "①{}②{}",
    "一、{} 二、{}",
    "（一）{}（二）{}",
    "其一，{}；其二，{}",
    "A.{} B.{}",
    "需求1：{}；需求2：{}",
    "首先要{}，其次要{}",
    "首先{}，还有{}",
    "一方面想{}，另一方面想{}",
    "既要{}，又要{}",
    "长沙的，两件事：一是{}，二是{}",
]
NEEDS = ["贷款三十万", "申请发明专利", "招三个电工", "做公司官网", "办排污许可证", "找律师打官司", "注册商标"]


@given(st.sampled_from(WAYS), st.permutations(NEEDS))
def test_every_way_of_numbering(way: str, needs: list[str]) -> None:
    first, second = needs[:2]
    found = [need.text for need in read_needs(way.format(first, second), TODAY)]
    assert len(found) == 2, found
    assert first in found[0]
    assert second not in found[0]
    assert second in found[1]


@pytest.mark.parametrize(
    ("message", "needs"),
    [
        ("一、职工培训；二、社保补缴；三、工伤认定", ["职工培训", "社保补缴", "工伤认定"]),
        ("1、做个公司官网 2、拍个宣传片", ["做个公司官网", "拍个宣传片"]),
        ("首先办许可证，其次做包装设计，还有想上抖音卖货", ["办许可证", "做包装设计", "想上抖音卖货"]),
        ("三件事：第一招电工两名，第二办登记，第三想买保险", ["招电工两名", "办登记", "想买保险"]),
    ],
)
def test_no_item_is_lost(message: str, needs: list[str]) -> None:
    assert [need.text for need in read_needs(message, TODAY)] == needs


def test_facts_of_an_item_stay_with_it() -> None:
    needs = read_needs("①贷款三十万②招五个焊工", TODAY)
    assert [need.slots for need in needs] == [{"amount_cny": 300_000}, {"headcount": 5}]


@pytest.mark.parametrize(
    "message",
    [
        "第一次贷款，想贷三十万，第二年还",
        "一是一二是二，我就想贷款三十万",
        "一是没抵押，二是流水少，想贷八十万难不难",
        "首先感谢你们，其次想找人代账",
        "首先我是个体户，其次在溆浦，想转成公司",
        "工厂第二车间要做通风检测",
        "1、2号机要检测",
        "想招人，2、3月份到岗",
    ],
)
def test_what_is_no_list_of_needs(message: str) -> None:
    assert read_needs(message, TODAY) == []


@given(st.text(alphabet="一二三是第1２①（）、.A首先其次既要又想招人贷款，", max_size=80))
def test_marks_lie_in_order(text: str) -> None:
    marks = find_list(text)
    assert not marks or len(marks) > 1
    assert all(one.start < one.end <= other.start for one, other in zip(marks, marks[1:], strict=False))


@pytest.mark.parametrize(
    "part", ["一是", "第一，", "1、", "①想", "首先", "既要又要", "A.", "（1）", "第一想招人，第二"]
)
def test_long_lists_take_linear_time(part: str) -> None:
    text = (part * 10_000)[:10_000]
    began = time.process_time()
    find_list(text)
    read_needs(text, TODAY)
    assert time.process_time() - began < 3.0
