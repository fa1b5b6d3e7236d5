"""Case numbers as people write them."""

from __future__ import annotations

import pytest

from knowledge.reading import case_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("XQ202611230001到哪步了", ["XQ202611230001"]),
        ("需求编号XQ-20261123-0001到哪步了", ["XQ202611230001"]),
        ("sq 2026 1123 0002 撤了吧", ["SQ202611230002"]),
        ("ＸＱ：２０２６１１２３０００１", ["XQ202611230001"]),
        ("XQ2026-11-23-0001，还有SQ202611230002，XQ202611230001", ["XQ202611230001", "SQ202611230002"]),
        ("XQ202611230001 13800001111", ["XQ202611230001"]),
        ("XQ2026112300012345", ["XQ2026112300012345"]),
        ("型号AXQ202611230001", []),
        ("编号20261123-0001", []),
        ("XQ20261123", []),
    ],
)
def test_numbers_are_found_however_they_are_parted(text: str, numbers: list[str]) -> None:
    assert case_numbers.find(text) == numbers


def test_a_text_that_is_nothing_but_a_number() -> None:
    assert case_numbers.only(" xq 20261123-0001 ") == "XQ202611230001"
    assert case_numbers.only("XQ202611230001呢") is None


def test_the_rest_of_a_text_stays_as_it_was_written() -> None:
    assert case_numbers.without("ＸＱ-20261123-0001 給５分，還行") == " 給５分，還行"
