"""A firm's own two characters are no part of its trade."""

from datetime import date

import pytest

from knowledge.reading.brands import unbranded
from knowledge.reading.facts import read_facts


@pytest.mark.parametrize(
    ("phrase", "trade"),
    [
        ("楚翎化工设备", "化工设备"),
        ("湘峤机械", "机械"),
        ("农业机械", "农业机械"),
        ("精密模具", "精密模具"),
        ("黄花梨家具", "黄花梨家具"),
        ("五金配件", "五金配件"),
        ("打火机", "打火机"),
    ],
)
def test_only_what_nothing_else_knows_is_left_out(phrase: str, trade: str) -> None:
    assert unbranded(phrase) == trade


def test_it_is_read_behind_the_place() -> None:
    slots = read_facts("娄底楚翎化工设备厂，要招焊工", date(2026, 11, 23)).slots
    assert (slots["region"], slots["industry"]) == ("431300", "化工设备")
