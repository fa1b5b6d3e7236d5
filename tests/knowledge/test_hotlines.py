"""Which line answers what the catalogue does not."""

from __future__ import annotations

import pytest

from knowledge import hotlines


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("契税怎么交", "12366"),
        ("高温津贴发多少", "12333"),
        ("单位公积金怎么封存", "12329"),
        ("营业执照多久年检", "12315"),
        ("进口设备要什么单证", "12360"),
        ("危废怎么转移", "12369"),
        ("光伏上网电价", "12345"),
    ],
)
def test_line(question: str, number: str) -> None:
    assert hotlines.for_question(question).number == number


def test_told_with_its_name() -> None:
    assert str(hotlines.for_question("随便")) == "12345（政务服务热线）"
