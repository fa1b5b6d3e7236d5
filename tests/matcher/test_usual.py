"""Scores are judged by what ordinary asks reach in the same catalogue."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from knowledge.taxonomy import ServiceType
from matcher.search.usual import LEAST, MOST_ASKS, relative, usual


def kind(number: int, *asks: str) -> ServiceType:
    return ServiceType(f"it.t{number}", "it", f"n{number}", "d", (), asks)


def fixed(value: float) -> Mapping[str, float]:
    return {"lexical": value, "dense": 2 * value, "types": 0, "fused": value, "coverage": value, "gap": 0, "known": 9}


def test_the_mean_of_one_ask_a_type() -> None:
    found = usual([kind(1, "a"), kind(2, "b", "c")], lambda ask: fixed({"a": 0.1, "b": 0.9, "c": 0.3}[ask]))
    assert found == pytest.approx({"lexical": 0.2, "fused": 0.2, "coverage": 0.2})
    assert usual([kind(1, "a")], lambda _: fixed(0.0)) == {"lexical": LEAST, "fused": LEAST, "coverage": LEAST}


def test_many_types_are_spread_over() -> None:
    asked: list[str] = []

    def measured(ask: str) -> Mapping[str, float]:
        asked.append(ask)
        return fixed(1.0)

    usual([kind(number, str(number)) for number in range(2 * MOST_ASKS + 1)], measured)
    assert len(asked) <= MOST_ASKS
    assert int(asked[-1]) > 2 * MOST_ASKS - 4


def test_only_what_depends_on_the_catalogue_is_relative() -> None:
    assert relative({"lexical": 0.1, "known": 0.5}, {"lexical": 0.05}) == {"lexical": 2.0, "known": 0.5}
    assert relative({"lexical": 0.1}, {}) == {"lexical": 0.1}
    assert usual([], lambda _: fixed(1.0)) == {}
