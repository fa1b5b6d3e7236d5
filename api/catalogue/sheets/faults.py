"""What is wrong in a table, by sheet, row and column; the first two hundred are told, the rest counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.errors import InvalidInputError

MAX_TOLD = 200


@dataclass(frozen=True)
class Fault:
    """One fault; row 0 means the sheet, an empty column the whole row."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        return f"{self.sheet} {row}{column}：{self.message}"


@dataclass
class Faults:
    """The faults of one file."""

    told: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, sheet: str, row: int, column: str, message: str) -> None:
        """Keep a fault, or count it when there are too many."""
        self.count += 1
        if len(self.told) < MAX_TOLD:
            self.told.append(Fault(sheet, row, column, message))

    def lines(self) -> list[str]:
        """Return what a person reads."""
        more = [f"……还有 {self.count - len(self.told)} 处没有列出"] if self.count > len(self.told) else []
        return [*map(str, self.told), *more]


class UnreadableFileError(InvalidInputError):
    """A file that is no table the importer takes; the message says why."""


class CellError(ValueError):
    """One cell cannot be read; the message is for a person."""
