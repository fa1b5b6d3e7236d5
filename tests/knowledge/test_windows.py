"""The sample windows form one tree over real regions and sectors."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from knowledge import sectors
from knowledge.regions import table

FILE = Path(sectors.__file__).parent / "data" / "catalogue" / "windows.jsonl"
KEYS = {"id", "name", "level", "parent", "region", "sectors", "address", "phone", "hours", "sample"}


@pytest.fixture(scope="module")
def windows() -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len({row["id"] for row in rows})
    return {row["id"]: row for row in rows}


def test_there_are_enough_of_every_level(windows: dict[str, dict[str, Any]]) -> None:
    levels = Counter(w["level"] for w in windows.values())
    assert (levels["hub"], levels["city"]) == (1, 14)
    assert levels["county"] >= 15
    assert levels["park"] >= 6
    assert levels["industry"] >= 9


def test_every_window_is_complete_and_a_sample(windows: dict[str, dict[str, Any]]) -> None:
    for window in windows.values():
        assert set(window) == KEYS
        assert window["sample"] is True
        assert window["name"].endswith("（样例）")
        assert re.fullmatch(r"07\d\d-5550\d{4}", window["phone"])
        assert table.get(window["region"])
        assert all(sectors.get(code) for code in window["sectors"])


def test_phones_are_not_shared(windows: dict[str, dict[str, Any]]) -> None:
    assert len({w["phone"] for w in windows.values()}) == len(windows)


def test_the_tree_hangs_from_the_hub(windows: dict[str, dict[str, Any]]) -> None:
    assert [w["id"] for w in windows.values() if w["parent"] is None] == ["W-430000"]
    for window in windows.values():
        if window["parent"]:
            assert table.covers(windows[window["parent"]]["region"], window["region"])


def test_industry_and_park_windows_say_their_sectors(windows: dict[str, dict[str, Any]]) -> None:
    assert all(w["sectors"] for w in windows.values() if w["level"] in ("industry", "park"))


def test_a_county_window_is_found_by_its_region_code(windows: dict[str, dict[str, Any]]) -> None:
    assert windows["W-430112"]["parent"] == "W-430100"
    assert windows["W-430582"]["parent"] == "W-430500"
