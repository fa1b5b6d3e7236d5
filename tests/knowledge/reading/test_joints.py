"""A story without marks is parted where the speaker starts anew, so that its need can be told from the rest."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.reading.condense import condense
from knowledge.reading.facts import read_facts
from knowledge.reading.joints import LONG, part
from knowledge.reading.need import read_need

TODAY = date(2026, 11, 23)
STORY = (
    "你好啊我是邵东这边做打火机的厂子不大有四十几个工人去年做外贸单子还行今年美国那边单子少了一大半仓库里压了一堆货"
    "现在就想找人帮我们把货卖到东南亚去自己人都不懂外语也不懂报关"
)


@pytest.mark.parametrize("text", [STORY, STORY * 5, "啊" * 300, "我们" * 100])
def test_the_parts_give_the_whole(text: str) -> None:
    assert "".join(part(text)) == text


def test_a_clause_of_usual_length_stays_whole() -> None:
    text = "现在就想找人帮我们把货卖到东南亚去"
    assert len(text) < LONG
    assert part(text) == [text]


def test_the_need_of_a_story_without_marks_is_what_is_wanted_and_why() -> None:
    assert read_need(STORY, read_facts(STORY, TODAY).spans) == (
        "去年做外贸单子还行，今年美国那边单子少了一大半仓库里压了一堆货，"
        "就想找人帮我们把货卖到东南亚去自己人都不懂外语也不懂报关"
    )


def test_the_end_of_a_long_story_without_marks_is_not_cut_off() -> None:
    text = "我们厂这些年起起落落" * 40 + "现在就想找人帮我们代账"
    assert "想找人帮我们代账" in condense(text)
    assert len(condense(text)) <= 300
