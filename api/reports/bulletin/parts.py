"""What a bulletin is made of, whatever file it becomes: sections of sentences and tables, some with a chart."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    NUMBER = "number"
    SCORE = "score"


FORMATS = {Kind.COUNT: "#,##0", Kind.SHARE: "0.0%", Kind.NUMBER: "0.0", Kind.SCORE: "0.00"}
NOTHING = "—"


@dataclass(frozen=True)
class Column:
    """One column; ``wide`` takes about so many characters."""

    name: str
    kind: Kind = Kind.TEXT
    wide: int = 10


@dataclass(frozen=True)
class Chart:
    """A chart of a table: its first column against others.

    :param columns: Places of the columns that are drawn.
    :param line: A line over time instead of bars.
    :param lying: Bars that lie, for long names.
    """

    title: str
    columns: tuple[int, ...]
    line: bool = False
    lying: bool = False
    rows: int = 20


@dataclass(frozen=True)
class Table:
    """Rows under columns; None is written as a dash."""

    title: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    chart: Chart | None = None
    note: str = ""
    shown: int | None = None  # rows in the document; the workbook has all

    @property
    def is_drawn(self) -> bool:
        """Tell whether there is anything to draw: a chart of noughts says less than the table."""
        return self.chart is not None and any(row[place] for row in self.rows for place in self.chart.columns)


@dataclass(frozen=True)
class Section:
    """A numbered part of the bulletin; ``sheet`` is its name in the workbook."""

    title: str
    sheet: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True)
class Bulletin:
    """A whole bulletin; ``readers`` are those to whom it is addressed."""

    title: str
    issuer: str
    readers: str
    period: str
    made_on: str
    sections: list[Section]
    method: list[str]


def written(value: Any, kind: Kind) -> str:
    """Return a value as the document writes it."""
    if value is None:
        return NOTHING
    if kind is Kind.SHARE:
        return f"{value:.1%}"
    if kind is Kind.COUNT:
        return f"{value:,}"
    if kind in (Kind.NUMBER, Kind.SCORE):
        return f"{value:.{1 if kind is Kind.NUMBER else 2}f}"
    return str(value)
