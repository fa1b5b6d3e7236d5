"""Tables into items: which kind a sheet holds, what its headers mean, what each cell says; faults kept by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.catalogue.sheets import values, vocabulary
from api.catalogue.sheets.faults import CellError, Faults
from api.catalogue.sheets.tables import Cell, Refused, Table
from api.catalogue.sheets.vocabulary import Column

EXAMPLE = "样例-"  # what the keys of the template's sample rows begin with
KIND = "kind"


@dataclass(frozen=True)
class SheetItem:
    """One row: a value for every column of its sheet, None where the cell is empty.

    :param headers: What the sheet calls its columns, by their name.
    """

    key: str
    kind: str
    values: Mapping[str, Any]
    sheet: str
    row: int
    headers: Mapping[str, str]


@dataclass
class Read:
    """What a file holds."""

    items: list[SheetItem]
    faults: Faults
    examples_skipped: int = 0


@dataclass(frozen=True)
class _Sheet:
    name: str
    kind: str | None
    columns: Mapping[int, Column]
    headers: Mapping[str, str]
    named: frozenset[int]  # the places that bear a header, ignored ones too


def read(tables: Iterable[Table], kind: str | None = None) -> Read:
    """Read every table of a file.

    :param kind: What rows are that neither their sheet nor a column 种类 names.
    """
    found = Read([], Faults())
    seen: dict[str, SheetItem] = {}
    for table in tables:
        if not table.is_named or vocabulary.plain(table.name) not in vocabulary.load().ignored_sheets:
            _table(table, kind, found, seen)
    if not (found.items or found.faults.count or found.examples_skipped):
        found.faults.add("文件", 0, "", "没有可导入的行")
    return found


def _table(table: Table, kind: str | None, found: Read, seen: dict[str, SheetItem]) -> None:
    sheet = None
    for number, cells in table.rows:
        if sheet is None:
            sheet = _header(table, number, cells, kind, found.faults)
            if sheet is None:
                return
            continue
        item = _item(sheet, number, cells, found)
        if item is None:
            continue
        if item.key in seen:
            first = seen[item.key]
            where = f"编号 {item.key} 在 {first.sheet} 第 {first.row} 行已有"
            found.faults.add(item.sheet, item.row, item.headers["id"], where)
        else:
            seen[item.key] = item
            found.items.append(item)


def _header(table: Table, row: int, cells: list[Cell], kind: str | None, faults: Faults) -> _Sheet | None:
    """Read the row of headers; None if the rows below cannot be read by it."""
    columns: dict[int, Column] = {}
    headers: dict[str, str] = {}
    for place, cell in enumerate(cells):
        header = "" if cell is None else (cell.message if isinstance(cell, Refused) else str(cell).strip())
        if header and vocabulary.plain(header) not in vocabulary.load().ignored_headers:
            _column(table.name, row, place, header, columns, headers, faults)
    if "id" not in headers:
        faults.add(table.name, row, "", "第一行要是表头，并且要有“编号”列")
    kind = vocabulary.load().kind_of(table.name) or kind or (None if table.is_named else _inside(table.name))
    if kind is None and KIND not in headers:
        titles = "、".join(vocabulary.load().titles.values())
        faults.add(table.name, 0, "", f"看不出是哪一类条目：把工作表（或文件）命名为 {titles} 之一，或者加一列“种类”")
    if "id" not in headers or (kind is None and KIND not in headers):
        return None
    named = frozenset(place for place, cell in enumerate(cells) if cell is not None)
    return _Sheet(table.name, kind, columns, headers, named)


def _column(
    sheet: str, row: int, place: int, header: str, columns: dict[int, Column], headers: dict[str, str], faults: Faults
) -> None:
    """Note what a header means, or that nobody knows it."""
    column = vocabulary.load().column_of(header)
    if column is None:
        near = vocabulary.load().near(header)
        hint = f"，是不是“{near}”？" if near else "；不要的列请删掉，或把表头改成“备注”"
        faults.add(sheet, row, header[:40], f"不认识这个表头{hint}")
    elif column.name in headers:
        faults.add(sheet, row, header[:40], f"和“{headers[column.name]}”是同一列，只留一列")
    else:
        columns[place], headers[column.name] = column, header


def _inside(file_name: str) -> str | None:
    """Return the kind whose title lies in the name of a file (长沙市服务机构名单)."""
    titles = vocabulary.load().titles
    found = [kind for kind, title in titles.items() if title in file_name]
    return found[0] if len(found) == 1 else None


def _item(sheet: _Sheet, row: int, cells: list[Cell], found: Read) -> SheetItem | None:
    """Read one row; None if it is a sample of the template, or has faults."""
    if _is_example(sheet, cells):
        found.examples_skipped += 1
        return None
    before = found.faults.count
    kept: dict[str, Any] = dict.fromkeys(sheet.headers)
    for place, cell in enumerate(cells):
        if cell is not None and place in sheet.columns:
            _cell(sheet, row, sheet.columns[place], cell, kept, found.faults)
        elif cell is not None and place not in sheet.named:
            found.faults.add(sheet.name, row, "", f"第 {place + 1} 列有内容，但没有表头")
    kind = kept.pop(KIND, None) or sheet.kind
    if found.faults.count == before:
        if kept["id"] is None:
            found.faults.add(sheet.name, row, sheet.headers["id"], "不能空着")
        if kind is None:
            found.faults.add(sheet.name, row, sheet.headers[KIND], "不能空着")
    if found.faults.count > before:
        return None
    return SheetItem(str(kept["id"]), str(kind), kept, sheet.name, row, sheet.headers)


def _is_example(sheet: _Sheet, cells: list[Cell]) -> bool:
    """Tell whether a row is a sample of the template that nobody has written over."""
    at = next(place for place, column in sheet.columns.items() if column.name == "id")
    return at < len(cells) and str(cells[at]).strip().startswith(EXAMPLE)


def _cell(sheet: _Sheet, row: int, column: Column, cell: Cell, kept: dict[str, Any], faults: Faults) -> None:
    try:
        kept[column.name] = _kind(cell) if column.name == KIND else values.read(column.type, cell)
    except CellError as error:
        faults.add(sheet.name, row, sheet.headers[column.name], str(error))


def _kind(cell: Cell) -> str:
    kind = vocabulary.load().kind_of(values.as_text(cell))
    if kind is None:
        raise CellError(f"只能是 {'、'.join(vocabulary.load().titles.values())}，不能是“{values.as_text(cell)[:40]}”")
    return kind
