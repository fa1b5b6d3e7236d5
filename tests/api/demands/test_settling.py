"""The question that would change the first three."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from api.demands import settling
from api.matches.models import Match

CARRIES = {"a": ("f.credit",), "b": ("f.farm",), "c": ("f.farm", "f.other"), "d": ("f.credit",)}


def _match(credit: float, farm: float, shown: str) -> Match:
    types = [
        {"code": "f.credit", "name": "信用贷款", "score": credit},
        {"code": "f.farm", "name": "涉农贷款", "score": farm},
    ]
    results = [{"item_id": one, "kind": "service"} for one in shown]
    return Match(
        channel="web", text="贷款", answerable=True, types=types, results=results, shown=list(shown),
        model_version="m", index_version="i", took_ms=1.0,
    )  # fmt: skip


def _matcher() -> Any:
    offers = [SimpleNamespace(service_types=types) for types in CARRIES.values()]
    return SimpleNamespace(index=SimpleNamespace(rows={name: row for row, name in enumerate(CARRIES)}, offers=offers))


@pytest.mark.parametrize(
    ("credit", "farm", "shown", "asked"),
    [
        (0.2, 0.15, "abcd", ["信用贷款", "涉农贷款"]),
        (0.7, 0.3, "abcd", []),  # one type has a clear lead
        (0.2, 0.05, "abcd", []),  # no rival near enough
        (0.2, 0.15, "ad", []),  # nothing shown carries the rival
        (0.2, 0.15, "", []),
    ],
)
def test_asked_where_the_answer_changes_the_first_three(
    credit: float, farm: float, shown: str, asked: list[str]
) -> None:
    assert settling.options(_match(credit, farm, shown), _matcher()) == asked


@pytest.mark.parametrize(
    ("text", "slots"),
    [("想贷款给合作社收稻谷，旺季周转", {}), ("想贷款", {"amount_cny": 800000}), ("想招人", {"headcount": 3})],
)
def test_not_asked_where_enough_was_said(text: str, slots: dict[str, Any]) -> None:
    match = _match(0.2, 0.15, "abcd")
    match.text, match.slots = text, slots
    assert settling.options(match, _matcher()) == []
