"""Small tables for the tests of the importer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from api.catalogue.sheets import reading
from api.catalogue.sheets.composing import compose
from api.catalogue.sheets.faults import Faults
from api.catalogue.sheets.rows import Read
from knowledge.catalogue import Offer

Rows = Sequence[Sequence[Any]]


def book(path: Path, **sheets: Rows) -> Path:
    """Write a workbook, one sheet for each name."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    """Write a file of text."""
    path.write_bytes(content.encode(encoding))
    return path


def offers(path: Path, kind: str | None = None, known: dict[str, Offer] | None = None) -> tuple[list[Offer], list[str]]:
    """Read a file; return its items and what is wrong with it."""
    read: Read = reading.read(path, kind)
    faults: Faults = read.faults
    made = [compose(item, (known or {}).get(item.key), faults) for item in read.items]
    return [offer for offer in made if offer is not None], faults.lines()
