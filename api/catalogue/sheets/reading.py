"""One file of tables into rows, with everything that is wrong in it."""

from __future__ import annotations

from pathlib import Path

from api.catalogue.sheets import delimited, rows, workbook
from api.catalogue.sheets.faults import UnreadableFileError
from api.catalogue.sheets.rows import Read
from api.catalogue.sheets.tables import MAX_FILE_BYTES


def read(path: Path, kind: str | None = None) -> Read:
    """Read ``.xlsx`` or ``.csv``.

    :param kind: What rows are that neither their sheet nor a column 种类 names.
    :raises UnreadableFileError: If the file as a whole cannot be taken.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise UnreadableFileError(f"{path.name} 有 {size // 1_000_000} MB，最多 {MAX_FILE_BYTES // 1_000_000} MB。")
        tables = workbook.tables(path) if path.suffix.lower() == ".xlsx" else iter([delimited.table(path)])
        return rows.read(tables, kind)
    except OSError as error:
        raise UnreadableFileError(f"{path} 读不出来：{error}") from error
