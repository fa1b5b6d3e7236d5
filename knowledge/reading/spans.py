"""The one shape that every reader returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """A value read from a stretch of text.

    :param slot: The slot it fills (``amount_cny``, ``region`` ...), or ``"blocked"`` for text no other reader may
        use (an identity number, a turnover clause).
    :param value: A JSON value by the slot's convention.
    :param start: First character, counted in the text given to the reader.
    :param end: One past the last character.
    """

    slot: str
    value: Any
    start: int
    end: int


def is_free(start: int, end: int, taken: Iterable[Span]) -> bool:
    """Tell whether no span in ``taken`` overlaps ``[start, end)``."""
    return all(end <= span.start or start >= span.end for span in taken)
