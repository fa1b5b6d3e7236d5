"""``.csv`` into a table: UTF-8 with or without mark, GB18030, UTF-16 with mark; comma, tab or semicolon."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from api.catalogue.sheets.faults import UnreadableFileError
from api.catalogue.sheets.tables import MAX_COLUMNS, MAX_ROWS, Cell, Table

DELIMITERS = ",\t;"
MAX_FIELD = 200_000  # characters; the fields of an item have closer bounds of their own


def table(path: Path) -> Table:
    """Return the one table of a file.

    :raises UnreadableFileError: If it is no text of a known encoding.
    """
    text = decode(path)
    return Table(path.stem, _rows(path, text), is_named=False)


def decode(path: Path) -> str:
    """Return the text of a file; what is not UTF-8 is GB18030, as Excel in China writes it."""
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFileError(f"{path.name} 不是文本：编码要用 UTF-8 或 GB18030（Excel 里“CSV UTF-8”或“CSV”都可以）。")


def delimiter(text: str) -> str:
    """Return what separates the headers in the first line that holds something; quoted ones do not count."""
    first = next((line for line in text.splitlines() if line.strip(DELIMITERS + " ")), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[Cell]]]:
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            if number > MAX_ROWS + 1 or len(values) > MAX_COLUMNS:
                raise UnreadableFileError(f"{path.name} 太大：最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列。")
            cells: list[Cell] = [value if value.strip() else None for value in values]
            if any(cell is not None for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name} 第 {number + 1} 行的引号不成对，或某一格太长（{error}）。") from error
