"""Items into the cells of their row, so that they are read back equal: what no column can hold goes to 附加字段."""

from __future__ import annotations

import json
import re
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from api.catalogue.sheets import composing, values, vocabulary
from api.catalogue.sheets.faults import CellError, Faults
from api.catalogue.sheets.rows import SheetItem
from api.catalogue.sheets.tables import Cell
from api.catalogue.sheets.vocabulary import Column
from api.errors import InvalidInputError
from knowledge.catalogue import Offer, to_dict

MAX_CELL = 32_767  # characters, of Excel
CHANGED_BY_EXCEL = re.compile(r"\r|_x[0-9A-Fa-f]{4}_|[\ud800-\udfff\ufffe\uffff]")


class UnwritableError(InvalidInputError):
    """An item does not fit into a table."""


def encode(offer: Offer) -> dict[str, Cell]:
    """Return the cells of an item by column.

    :raises UnwritableError: If a cell would hold more than Excel keeps.
    """
    raw = to_dict(offer)
    columns = vocabulary.load().columns_of(offer.kind)
    cells = {column.name: _cell(column, raw) for column in columns if column.name != composing.EXTRA}
    twins = composing.TWINS.get(offer.kind, {})
    cells.update(
        {field: None for field, source in twins.items() if field in cells and raw.get(field) == raw.get(source)}
    )
    read = _read_back(offer, columns, cells)
    other = sorted(field for field in raw.keys() | read.keys() if raw.get(field) != read.get(field))
    cells.update({column.name: None for column in columns if column.field in other})
    cells[composing.EXTRA] = _extra({field: raw.get(field, "") for field in other}, offer.id) if other else None
    return cells


def _cell(column: Column, raw: dict[str, Any]) -> Cell:
    """Return the cell of a value; None if there is none, or Excel would not give it back."""
    field, _, part = column.name.partition(".")
    value = raw.get(field)
    value = value.get(part) if part and isinstance(value, dict) else value
    if value is None or value == "" or value == []:
        return None
    cell: Cell = values.write(column.type, value)
    if isinstance(cell, str) and not _is_safe(cell):
        return None
    try:
        return cell if values.read(column.type, cell) == value else None
    except CellError:
        return None


def _is_safe(text: str) -> bool:
    return len(text) <= MAX_CELL and not ILLEGAL_CHARACTERS_RE.search(text) and not CHANGED_BY_EXCEL.search(text)


def _read_back(offer: Offer, columns: list[Column], cells: dict[str, Cell]) -> dict[str, Any]:
    read = {
        column.name: None if cells.get(column.name) is None else values.read(column.type, cells[column.name])
        for column in columns
    }
    headers = {column.name: column.header_of(offer.kind) for column in columns}
    item = SheetItem(offer.id, offer.kind, read, "", 0, headers)
    found = composing.compose(item, None, Faults())
    return to_dict(found) if found else {"id": offer.id, "kind": offer.kind, "name": offer.name}


def _extra(fields: dict[str, Any], key: str) -> str:
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    if not _is_safe(text):
        text = json.dumps(fields, sort_keys=True).replace("_x", "\\u005fx")
    if len(text) > MAX_CELL:
        raise UnwritableError(f"条目 {key} 的内容太长，Excel 的一格装不下；请导出为 .jsonl。")
    return text
