"""The readers of the talk take ten thousand characters in their stride, whatever is repeated."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from knowledge.reading import (
    about_platform,
    asked_figures,
    distress,
    erasure,
    follow_up_answers,
    refinements,
    second_thoughts,
    shown,
    unlawful,
)

LENGTH, SECONDS = 10_000, 0.5  # ten times what the slowest takes on a busy machine; a square would take longer
READERS: tuple[Callable[[str], Any], ...] = (
    about_platform.topic,
    distress.in_distress,
    erasure.confirms_erasure,
    erasure.wishes_erasure,
    erasure.drops_number,
    asked_figures.asked_figure,
    lambda text: follow_up_answers.answers("after_acceptance", text, None),
    unlawful.is_unlawful,
    refinements.bare,
    refinements.bare_name,
    refinements.contrasted,
    refinements.number_again,
    refinements.other_number,
    refinements.withholds,
    lambda text: refinements.refines(text, has_headcount=True),
    second_thoughts.goes_on,
    second_thoughts.undoes,
    shown.asks_about,
    shown.instead,
    shown.thinks_over,
    shown.wants_other,
)


@pytest.mark.parametrize(
    "part",
    [
        "个人的",
        "确认",
        "删",
        "不要",
        "我想",
        "主要",
        "再想想",
        "，",
        "嗯",
        "a",
        "要 ",
        "信息删",
        "电话",
        "发票",
        "1",
        "不是1",
        "一",
        "还是",
        "多少",
    ],
)
def test_long_texts(part: str) -> None:
    text = (part * LENGTH)[:LENGTH]
    for reader in READERS:
        began = time.process_time()
        reader(text)
        assert time.process_time() - began < SECONDS, reader


def test_a_number_of_thousands_of_digits_is_none() -> None:
    digits = "1" * 5000
    assert refinements.other_number(f"不是{digits}个是20个") is None
    assert refinements.other_number(f"不是20个是{digits}个") is None
    assert refinements.number_again(f"还是{digits}个") is None
    assert refinements.other_number("不是15个是20个") == (15, 20)
    assert refinements.number_again("还是15个吧") == (15, "个")
