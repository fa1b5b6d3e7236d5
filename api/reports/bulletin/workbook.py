"""A bulletin as a workbook: one sheet a section, every row, native charts."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.reports.bulletin.drawing import draw
from api.reports.bulletin.parts import FORMATS, NOTHING, Bulletin, Kind, Section, Table

FACE = "微软雅黑"
HEAD = PatternFill("solid", fgColor="0B6B5D")
STRIPE = PatternFill("solid", fgColor="F3F7F5")
LINE = Border(bottom=Side(style="thin", color="DCE3DF"))
CHART_ROWS = 17  # of the default height, under a chart
FIRST_TABLE = 3


def build(bulletin: Bulletin) -> bytes:
    """Return the ``.xlsx`` file."""
    book = Workbook()
    cover = book.active
    assert cover is not None  # noqa: S101 - a new workbook has a sheet
    _cover(cover, bulletin)
    for section in bulletin.sections:
        _section(book.create_sheet(section.sheet), section)
    _method(book.create_sheet("口径"), bulletin)
    for sheet in book.worksheets:
        _for_printing(sheet)
    return as_bytes(book)


def small_book(table: Table) -> tuple[Workbook, Worksheet]:
    """Return a workbook with one table, header in its first row: what a chart in a document keeps with it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101
    _table(sheet, table, 1)
    return book, sheet


def as_bytes(book: Workbook) -> bytes:
    """Return the file of a workbook."""
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cover(sheet: Worksheet, bulletin: Bulletin) -> None:
    sheet.title = "通报"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    lines = [bulletin.title, f"{bulletin.issuer}　{bulletin.period}　制表 {bulletin.made_on}", ""]
    for section in bulletin.sections:
        lines += [section.title, *section.paragraphs, ""]
    for row, line in enumerate(lines, 1):
        cell: Any = sheet.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        is_title = line in {section.title for section in bulletin.sections}
        cell.font = Font(name=FACE, size=18 if row == 1 else 11, bold=row == 1 or is_title)
        sheet.row_dimensions[row].height = 30 if row == 1 else 17 * (1 + len(line) // 58)


def _section(sheet: Worksheet, section: Section) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.cell(1, 1, section.title).font = Font(name=FACE, size=15, bold=True)
    row = FIRST_TABLE
    for table in section.tables:
        sheet.cell(row, 1, table.title).font = Font(name=FACE, size=12, bold=True)
        header = row + 1
        row = _table(sheet, table, header)
        if table.note:
            sheet.cell(row, 1, table.note).font = Font(name=FACE, size=9, italic=True)
        if table.chart and table.is_drawn:
            beside = get_column_letter(len(table.columns) + 2)
            sheet.add_chart(draw(sheet, header, table, table.chart), f"{beside}{header}")
            row = max(row, header + CHART_ROWS)
        row += 2
    if len(section.tables) == 1:
        sheet.freeze_panes = f"B{FIRST_TABLE + 2}"


def _table(sheet: Worksheet, table: Table, header: int) -> int:
    """Write a table and return the row after it."""
    for place, column in enumerate(table.columns, 1):
        _head(sheet.cell(header, place, column.name))
        letter = get_column_letter(place)
        width = max(column.wide * 1.9, len(column.name) * 2 + 2)
        sheet.column_dimensions[letter].width = max(sheet.column_dimensions[letter].width or 0, width)
    for at, values in enumerate(table.rows, header + 1):
        for place, value in enumerate(values, 1):
            _cell(sheet, at, place, value, table.columns[place - 1].kind, at % 2 == 0)
    return header + len(table.rows) + 1


def _head(cell: Any) -> None:
    cell.font, cell.fill = Font(name=FACE, bold=True, color="FFFFFF"), HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _cell(sheet: Worksheet, row: int, place: int, value: Any, kind: Kind, striped: bool) -> None:
    cell: Any = sheet.cell(row, place, NOTHING if value is None else value)
    cell.font, cell.border = Font(name=FACE), LINE
    if striped:
        cell.fill = STRIPE
    if kind in FORMATS and value is not None:
        cell.number_format = FORMATS[kind]
    cell.alignment = Alignment(
        horizontal="left" if kind is Kind.TEXT else "right", vertical="top", wrap_text=kind is Kind.TEXT
    )
    if isinstance(value, str):
        cell.data_type = "s"  # a name that begins with = is a name


def _method(sheet: Worksheet, bulletin: Bulletin) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    sheet.cell(1, 1, "统计口径").font = Font(name=FACE, size=15, bold=True)
    for row, line in enumerate(bulletin.method, 3):
        cell = sheet.cell(row, 1, f"{row - 2}. {line}")
        cell.font, cell.alignment = Font(name=FACE), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 17 * (1 + len(line) // 58)


def _for_printing(sheet: Worksheet) -> None:
    """Print a sheet as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
