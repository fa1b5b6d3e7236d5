"""What the readers of ``.xlsx`` and ``.csv`` hand on: rows of plain cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MAX_ROWS = 200_000  # of one file; twice the offers of a province
MAX_COLUMNS = 200
MAX_FILE_BYTES = 50_000_000


@dataclass(frozen=True)
class Refused:
    """A cell that holds what is not taken: a formula, an error of Excel."""

    message: str


Cell = str | int | float | bool | date | Refused | None


@dataclass(frozen=True)
class Table:
    """One sheet; ``rows`` are its rows with their number as the person sees it.

    :param is_named: Whether somebody named it: a ``.csv`` has the file's name, and several kinds may lie in it.
    """

    name: str
    rows: Iterator[tuple[int, list[Cell]]]
    is_named: bool = True
