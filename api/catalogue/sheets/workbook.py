"""``.xlsx`` into tables: read as a stream, formulas not evaluated, macros and bombs refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from api.catalogue.sheets.faults import UnreadableFileError
from api.catalogue.sheets.tables import MAX_COLUMNS, MAX_ROWS, Cell, Refused, Table

MAX_PARTS = 2_000
MAX_UNPACKED = 600_000_000  # the sheets are read as streams
MAX_HELD = 150_000_000  # what openpyxl holds in memory: shared texts, styles
MAX_SHEETS = 50
LAST_ROW = 1_048_576  # of Excel
MAX_CELLS = 30_000_000
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, and .xlsx with a password
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    OSError,
    EOFError,
    SyntaxError,  # of XML
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
)


def tables(path: Path) -> Iterator[Table]:
    """Yield the sheets of a workbook; each is read before the next is asked for.

    :raises UnreadableFileError: If it is none, has macros, or unpacks to more than is read.
    """
    with _readable(path):
        check(path)
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            if len(book.worksheets) > MAX_SHEETS:
                raise UnreadableFileError(f"{path.name} 有 {len(book.worksheets)} 张工作表，最多 {MAX_SHEETS} 张。")
            for sheet in book.worksheets:
                yield Table(sheet.title, _rows(path, sheet))
        finally:
            book.close()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise UnreadableFileError(f"{path.name} 打不开，不是完好的 .xlsx 文件（{type(error).__name__}）。") from error


def check(path: Path) -> None:
    """Look at the parts of a workbook before anything is unpacked.

    :raises UnreadableFileError: If it has macros or would unpack to too much.
    """
    with path.open("rb") as file:
        if file.read(8) == OLD_FORMAT:
            raise UnreadableFileError(f"{path.name} 是旧格式（.xls）或设了密码，请去掉密码、另存为 .xlsx 再导入。")
    with zipfile.ZipFile(path) as parts:
        infos = parts.infolist()
        if any("vbaproject" in info.filename.lower() for info in infos) or path.suffix.lower() == ".xlsm":
            raise UnreadableFileError(f"{path.name} 带有宏，不导入；请另存为不带宏的 .xlsx。")
        held = sum(info.file_size for info in infos if not info.filename.startswith("xl/worksheets/"))
        whole = sum(info.file_size for info in infos)
    if len(infos) > MAX_PARTS or held > MAX_HELD or whole > MAX_UNPACKED:
        raise UnreadableFileError(f"{path.name} 解开后有 {whole // 1_000_000} MB，太大，不导入；请分成几个文件。")


def _rows(path: Path, sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows that hold something."""
    sheet.reset_dimensions()  # what a sheet says of its size need not be true
    seen = filled = 0
    with _readable(path):
        for number, cells in enumerate(sheet.iter_rows(), 1):
            seen += len(cells)
            values = [_plain(cell) for cell in cells]
            while values and values[-1] is None:
                values.pop()
            filled += bool(values)
            if number > LAST_ROW or filled > MAX_ROWS + 1 or seen > MAX_CELLS or len(values) > MAX_COLUMNS:
                raise UnreadableFileError(f"{path.name} 的“{sheet.title}”太大：最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列。")
            if values:
                yield number, values


def _plain(cell: Any) -> Cell:
    """Return a cell's content; a percentage as it is shown."""
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "f":
        return Refused("是公式，不会计算；请复制后选择性粘贴为数值")
    if cell.data_type == "e":
        return Refused(f"是 Excel 的错误值 {value}")
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (str, bool, int, date)):
        return value
    if isinstance(value, float):
        return f"{round(value * 100, 10):g}%" if "%" in (cell.number_format or "") else value
    return str(value)
