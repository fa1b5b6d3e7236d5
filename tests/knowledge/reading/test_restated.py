"""The figure in a need's words follows when it is put right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.reading.restated import restated

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("need", "before", "now", "told"),
    [
        ("想贷80万进货", {"amount_cny": 800_000}, {"amount_cny": 1_200_000}, "想贷120万元进货"),
        ("招四十个缝纫工", {"headcount": 40}, {"headcount": 60}, "招60个缝纫工"),
        ("招二十来个焊工，急用", {"headcount": 20}, {"headcount": 25}, "招25个焊工，急用"),
        ("想贷款", {"amount_cny": 800_000}, {"amount_cny": 900_000}, "想贷款"),
        ("想贷80万进货", {"amount_cny": 800_000}, {"headcount": 5}, "想贷80万进货"),
        ("想贷80万进货", {}, {"amount_cny": 900_000}, "想贷80万进货"),
    ],
)
def test_restated(need: str, before: dict[str, Any], now: dict[str, Any], told: str) -> None:
    assert restated(need, before, now, TODAY) == told
