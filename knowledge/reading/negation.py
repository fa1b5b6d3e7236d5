"""Which of several values counts: 不是A是B, A改成B, 别写A写B, A哦不B."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

_DENIED_BEFORE = re.compile(
    r"(?:不是|并不是|并非|而非|不要写?|不用|别再?[写打用发填按]?|不再[用打]|不去|原来是|不等到)[^，。！？；,;\n]{0,4}$"
)
_DENIED_AFTER = re.compile(
    r"[^，。！？；,;\n]{0,4}?(?:是错的|写错了|说错了|打错了|错了|不对|作废|停用了?|不用了|不要了|打不通"
    r"|停机|空号|不行了?)"
)
_CORRECTION = re.compile(
    r"改[成为到]|换[成为到]|变[成为]|不对|不是|哦不|噢不|啊不|呃不|说错|写错|打错|记错|搞错|弄错|错了"
    r"|口误|应该是|应为|更正|而是"
    r"|改$|算了|不行|来不及|作废|停用|不用了|不要了|打不通|(?:，|,|。|\s)(?:还是|不,|不，)|确切|准确[地的]?说"
    r"|推迟到|延到|提前到|放宽到|提高到|降到|加到|减到|扩到|涨到|增到|发展到|减少到|裁到|缩到"
)
_WINDOW = 12


class Placed(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...  # noqa: D102

    @property
    def end(self) -> int: ...  # noqa: D102


PlacedT = TypeVar("PlacedT", bound=Placed)


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether the value at ``[start, end)`` is named only to be refused (不是A, A写错了)."""
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after))


def is_corrected(text: str, first_end: int, second_start: int) -> bool:
    """Tell whether the words between two values say that the second replaces the first."""
    return bool(_CORRECTION.search(text[first_end : min(second_start, first_end + 40)]))


def valid_one(text: str, values: Sequence[PlacedT]) -> PlacedT | None:
    """Return the value that counts: the first, unless it is refused or a later one replaces it.

    :param text: Normalised text.
    :param values: Candidates in order of appearance.
    """
    kept = [v for v in values if not is_denied(text, v.start, v.end)] or list(values)[-1:]
    chosen: PlacedT | None = None
    for value in kept:
        if chosen is None or is_corrected(text, chosen.end, value.start):
            chosen = value
    return chosen
