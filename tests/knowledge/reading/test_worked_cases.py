"""Deadline, headcount, contact, trade and the two places of own sentences, each by the convention of the contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.reading.facts import read_facts

TABLE = yaml.safe_load((Path(__file__).parent / "data" / "worked_cases.yml").read_text(encoding="utf-8"))
ROWS = [(slot, text, value) for slot, rows in TABLE.items() for text, value in rows]


@pytest.mark.parametrize(("slot", "text", "value"), ROWS)
def test_worked_case(slot: str, text: str, value: Any) -> None:
    """The value stands as said, and nothing stands where nothing was said."""
    slots = read_facts(text, date(2026, 11, 23)).slots
    found: Any = [slots.get("region"), slots.get("region_alt")] if slot == "region_alt" else slots.get(slot)
    assert (list(found) if isinstance(found, tuple) else found) == value
