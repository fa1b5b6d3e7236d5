"""A share asked for in steps of turnover: 营业收入1亿元以上不低于3%，5000万至1亿元不低于6%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from knowledge.reading.firm import Figure
from knowledge.reading.normalise import normalise

_OF_TURNOVER = re.compile(r"收入|营收|销售额")
_SUM = r"\d+(?:\.\d+)?[万亿]?"
_BOUND = r"元?(?:（含）|\(含\))?"
_BAND = re.compile(
    rf"(?P<low>{_SUM}){_BOUND}(?:至|到|[-—~～]){{1,2}}(?P<high>{_SUM})"
    rf"|(?P<above>{_SUM}){_BOUND}(?:及)?以上|(?P<below>{_SUM}){_BOUND}(?:及)?以下|(?P<rest>以上)"
)
_ASKED = re.compile(r"(?:不低于|不少于|达到?|≥|>=)(\d+(?:\.\d+)?)[%％]")
_UNITS = {"万": 1e4, "亿": 1e8}


@dataclass(frozen=True)
class Step:
    """What is asked of a turnover in ``[low, high]`` yuan."""

    low: float
    high: float
    percent: float


@lru_cache(maxsize=1_024)
def read_steps(text: str) -> tuple[Step, ...]:
    """Return the steps of a condition in its order; empty unless it has two and names turnover."""
    plain = normalise(text)
    steps = tuple(_steps(plain)) if _OF_TURNOVER.search(plain) else ()
    return steps if len(steps) > 1 else ()


def step_of(text: str, turnover: Figure) -> Step | None:
    """Return the one step in which the turnover lies wholly, or None where it lies in none, in two or across them."""
    inside = [one for one in read_steps(text) if one.low <= turnover.low and turnover.high <= one.high]
    return inside[0] if len(inside) == 1 else None


def _steps(plain: str) -> Iterator[Step]:
    ended = 0.0
    for clause in re.split(r"[，,；;。]", plain):
        band, asked = _BAND.search(clause), _ASKED.search(clause)
        if band is None or asked is None:
            continue
        low, high = _range(band, ended)
        ended = high
        yield Step(low, high, float(asked[1]))


def _range(band: re.Match[str], ended: float) -> tuple[float, float]:
    """Return the bounds of a step; a bare 以上 begins where the step before ended."""
    if band["low"]:
        unit = band["high"][-1] if band["low"][-1] not in _UNITS else ""
        return _yuan(band["low"] + unit), _yuan(band["high"])
    if band["below"]:
        return 0.0, _yuan(band["below"])
    return (_yuan(band["above"]) if band["above"] else ended), inf


def _yuan(said: str) -> float:
    return float(said.rstrip("万亿")) * _UNITS.get(said[-1], 1.0)
