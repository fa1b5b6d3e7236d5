"""The words of a need once a figure in them is put right: 贷款50万, and then 是500万."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge import slots
from knowledge.reading.facts import read_facts

FIGURES = ("amount_cny", "headcount")
_NUMERAL = re.compile(r"^[约大概]*[\d零一二两三四五六七八九十百千几来多半]+(?:\s*[-到至~—]\s*\d+)?")


def restated(need: str, before: Mapping[str, Any], now: Mapping[str, Any], today: date) -> str:
    """Return the need with the sum or the count of people that it says as it is now; as it was where it says neither.

    :param before: The figures that the need was stated with, and ``now`` those put in their place, by slot.
    """
    for name in FIGURES:
        old, new = before.get(name), now.get(name)
        if old in (None, new) or new is None:
            continue
        said = [one for one in read_facts(need, today).spans if one.slot == name and one.value == old]
        if len(said) == 1:
            words = need[said[0].start : said[0].end]
            need = f"{need[: said[0].start]}{_put(name, words, new)}{need[said[0].end :]}"
    return need


def _put(name: str, words: str, value: Any) -> str:
    """Return the words of a figure with another value: a sum as it is shown, of people the number alone."""
    ((_, shown),) = slots.describe({name: value})
    return shown if name == "amount_cny" else _NUMERAL.sub(shown.removesuffix("人"), words)
