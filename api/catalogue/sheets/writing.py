"""Workbooks out: one sheet a kind, headers as the importer knows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from api.catalogue.sheets import vocabulary
from api.catalogue.sheets.encoding import UnwritableError, encode
from api.catalogue.sheets.tables import MAX_ROWS
from knowledge.catalogue import Offer

HEAD = PatternFill("solid", fgColor="0B6B5D")
WIDE = ("name", "body", "text", "sentences", "asks", "requirements", "service_types")
WIDTHS = {True: 32, False: 16}


def write(offers: Iterable[Offer], path: Path) -> int:
    """Write a workbook that imports again unchanged, and return the number of items.

    :raises UnwritableError: If a kind has more items than a file may have, or an item does not fit.
    """
    book = Workbook(write_only=True)
    sheets = {kind: new_sheet(book, kind) for kind in vocabulary.load().titles}
    counts = dict.fromkeys(sheets, 0)
    try:
        for offer in offers:
            counts[offer.kind] += 1
            if counts[offer.kind] > MAX_ROWS:
                raise UnwritableError(f"一类条目超过 {MAX_ROWS} 条，表格装不下；请导出为 .jsonl。")
            sheets[offer.kind].append(_row(sheets[offer.kind], offer))
    except UnwritableError:
        for sheet in sheets.values():
            sheet.close()  # what is open would complain when it is thrown away
        raise
    book.save(path)
    return sum(counts.values())


def _row(sheet: Any, offer: Offer) -> list[Any]:
    cells = encode(offer)
    return [as_text(sheet, cells.get(column.name)) for column in vocabulary.load().columns_of(offer.kind)]


def new_sheet(book: Workbook, kind: str) -> Any:
    """Return a new sheet of a kind with its headers."""
    sheet: Any = book.create_sheet(vocabulary.load().titles[kind])
    columns = vocabulary.load().columns_of(kind)
    sheet.freeze_panes = "C2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[column.type in WIDE]
    sheet.append([_head(sheet, column.header_of(kind)) for column in columns])
    return sheet


def _head(sheet: Any, header: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, header)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def as_text(sheet: Any, value: Any) -> Any:
    """Return a cell in which a text stays a text, also one that begins with ``=``."""
    if not isinstance(value, str):
        return value
    cell: Any = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format = "s", "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell
