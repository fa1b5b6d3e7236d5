"""Quarters as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from api.errors import InvalidInputError

WRITTEN = re.compile(r"(20\d\d)[-年]?Q([1-4])", re.IGNORECASE)
NUMBERS = "一二三四"


@dataclass(frozen=True)
class Quarter:
    """Three months of a year; ``number`` from 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        """Return the next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        """Return the one before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def key(self) -> str:
        """Return ``2026Q3``."""
        return f"{self.year}Q{self.number}"

    @property
    def name(self) -> str:
        """Return ``2026年第三季度``."""
        return f"{self.year}年第{NUMBERS[self.number - 1]}季度"


def read(text: str) -> Quarter:
    """Return the quarter of ``2026Q3``.

    :raises InvalidInputError: If it is written otherwise.
    """
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise InvalidInputError(f"季度要写成 2026Q3 这样，{text[:20]!r} 读不懂。")
    return Quarter(int(found[1]), int(found[2]))
