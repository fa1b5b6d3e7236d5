"""Needs that the intent model took for less: wide wishes, bare names, what is said beside a denial, English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from knowledge.reading.directions import DIAGNOSIS

Understand = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("text", ["想把厂子做大", "生意太差了怎么办", "公司快撑不住了，救救我们", "老厂想转型"])
@pytest.mark.parametrize("asked", [None, "need"])
def test_a_wide_wish_opens_a_need_that_is_still_to_be_told(
    understand: Understand, text: str, asked: str | None
) -> None:
    read = understand(text, asked)
    assert read["intent"] == "submit_need"
    assert "need" not in read["slots"]
    assert "category" not in read["slots"]


def test_a_lament_stays_small_talk(understand: Understand) -> None:
    assert understand("唉，生意难做")["intent"] == "chitchat"


@pytest.mark.parametrize("text", ["都不是", "不知道", "你们看着办", "就是想做大"])
def test_directions_left_open_lead_to_a_diagnosis(understand: Understand, text: str) -> None:
    read = understand(text, "direction")
    assert (read["intent"], read["slots"]["need"], read["slots"]["category"]) == (
        "submit_need",
        DIAGNOSIS,
        "management",
    )


def test_a_need_told_at_the_directions_is_that_need(understand: Understand) -> None:
    read = understand("其实是想招几个焊工", "direction")
    assert (read["intent"], read["slots"]["category"]) == ("submit_need", "hr")


@pytest.mark.parametrize("text", ["VR展厅", "PCT申请", "TikTok小店怎么开"])
def test_a_bare_name_is_a_need(understand: Understand, text: str) -> None:
    assert understand(text)["intent"] in ("submit_need", "ask_policy")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("不要培训要猎头", "hr"),
        ("认证不用，检测要", "tech"),
        ("我们要的不是培训，是代账", "gov_agency"),
        ("不是要注册，是要注销公司", "gov_agency"),
    ],
)
def test_what_stands_beside_a_denial_is_wanted(understand: Understand, text: str, category: str) -> None:
    read = understand(text)
    assert (read["intent"], read["slots"].get("category")) == ("submit_need", category)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("we are looking for a bank loan", "finance"),
        ("need help with trademark registration", "tech"),
        ("please find a lawyer for us", "legal"),
        ("we want to recruit welders", "hr"),
        ("our firm needs a new website", "it"),
    ],
)
def test_english_is_understood_as_far_as_the_glossary_goes(understand: Understand, text: str, category: str) -> None:
    read = understand(text)
    assert (read["intent"], read["slots"].get("category")) == ("submit_need", category)


@pytest.mark.parametrize("text", ["can I talk to a real person", "is there anyone who speaks English"])
def test_a_person_may_be_asked_for_in_english(understand: Understand, text: str) -> None:
    assert understand(text)["intent"] == "talk_to_human"
