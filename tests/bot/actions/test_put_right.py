"""Figures and persons that are put right without their names."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions import put_right
from tests.bot.actions.play import tracker


@pytest.mark.parametrize(
    ("text", "known", "right"),
    [
        ("不是15个是20个", {"headcount": 15}, {"headcount": 20}),
        ("不是30万，是50万", {"amount_cny": 300_000}, {"amount_cny": 500_000}),
        ("15个改成20个", {"headcount": 15}, {"headcount": 20}),
        ("哦不对还是15个", {"headcount": 20}, {"headcount": 15}),
        ("还是30万吧", {"amount_cny": 500_000}, {"amount_cny": 300_000}),
        ("不是15个是20个", {"headcount": 12}, {}),  # nothing known was that number
        ("还是15个", {}, {}),
        ("不是代账是审计", {"headcount": 15}, {}),
    ],
)
def test_a_figure(text: str, known: dict[str, Any], right: dict[str, Any]) -> None:
    assert put_right.figure(tracker(text, "correct_slot", **known)) == right


@pytest.mark.parametrize(
    ("text", "known", "right"),
    [
        ("徐", {}, {"contact": "徐"}),
        ("欧阳", {}, {"contact": "欧阳"}),
        ("徐", {"contact": "李"}, {}),
        ("不留", {"phone": "13812340001"}, {"phone": None, "contact_refused": True}),
        ("不说", {}, {"phone": None, "contact_refused": True}),
        ("好", {}, {}),
    ],
)
def test_whom_to_answer(text: str, known: dict[str, Any], right: dict[str, Any]) -> None:
    assert put_right.person(tracker(text, "correct_slot", **known)) == right
