"""One reader and one writer for each type of column: a cell into what ``.jsonl`` holds, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from api.catalogue.sheets import conditions, numbers, places, vocabulary
from api.catalogue.sheets.faults import CellError
from api.catalogue.sheets.tables import Cell, Refused
from knowledge import catalogue_fields as limits

LIST = re.compile(r"[；;]")
TERMS = re.compile(r"[、；;]")
KEY = re.compile(r"[^\s/\\]{1,64}")
SAFE_DIGITS = 10**15  # Excel keeps fifteen digits of a number


def as_text(cell: Cell) -> str:
    """Return a cell as a person reads it.

    :raises CellError: If it holds what is not taken.
    """
    if isinstance(cell, Refused):
        raise CellError(cell.message)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell) if abs(cell) < SAFE_DIGITS else cell
    if isinstance(cell, int | float) and abs(cell) >= SAFE_DIGITS:
        raise CellError("数字太长，Excel 会丢掉后面几位；请把这一列设成文本再填")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _short(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise CellError(f"最多 {limit} 字，现有 {len(text)} 字")
        return text

    return read


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise CellError(f"要 1 到 64 个字，不能有空格和斜杠：“{text[:40]}”")
    return text


def _list(separators: re.Pattern[str], most: int = limits.MAX_ITEMS, longest: int = limits.MAX_SHORT) -> Any:
    """Return a reader of lists: where there are several lines, one entry a line, else between separators."""
    short = _short(longest)

    def read(text: str) -> list[str]:
        parts = text.split("\n") if "\n" in text else separators.split(text)
        kept = [short(part.strip()) for part in parts if part.strip()]
        if len(kept) > most:
            raise CellError(f"最多 {most} 项，现有 {len(kept)} 项")
        return kept

    return read


def _option(group: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        known = vocabulary.load()
        code = known.option_words[group].get(vocabulary.plain(text))
        if code is None:
            allowed = "、".join(words[0] for words in known.options[group].values())
            raise CellError(f"只能是 {allowed}，不能是“{text[:40]}”")
        return code

    return read


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise CellError("要写 JSON 对象，一般空着就好") from error
    if not isinstance(value, dict):
        raise CellError("要写 JSON 对象，一般空着就好")
    return value


def _several(read: Callable[[str], str]) -> Callable[[str], list[str]]:
    return lambda text: places.several(text, read)


def _joined(name: Callable[[str], str]) -> Callable[[list[str]], str]:
    return lambda codes: "、".join(map(name, codes))


def _label(group: str) -> Callable[[str], str]:
    return lambda code: vocabulary.load().label(group, code)


def _lines(values: list[str]) -> str:
    """Write one entry a line; a single one that holds a separator keeps a line of its own."""
    return "\n".join(values) + ("\n" if len(values) == 1 and LIST.search(values[0]) else "")


READERS: dict[str, Callable[[str], Any]] = {
    "key": _key,
    "name": _short(limits.MAX_NAME),
    "text": _short(limits.MAX_SHORT),
    "body": _short(limits.MAX_TEXT),
    "category": places.category,
    "service_types": _several(places.service_type),
    "region": places.region,
    "regions": _several(places.region),
    "sectors": _several(places.sector),
    "stages": _several(_option("stages")),
    "sizes": _several(_option("sizes")),
    "fee_model": _option("fee_model"),
    "yes_no": lambda text: _option("yes_no")(text) == "true",
    "sentences": _list(LIST),
    "terms": _list(TERMS),
    "asks": _list(LIST, limits.MAX_ASKS, limits.MAX_ASK),
    "money": numbers.not_negative,
    "percent": numbers.not_negative,
    "count": numbers.count,
    "day": numbers.day,
    "requirements": conditions.read,
    "json": _object,
}
WRITERS: dict[str, Callable[[Any], Any]] = {
    "category": places.category_name,
    "service_types": _joined(places.service_type_name),
    "region": places.region_name,
    "regions": _joined(places.region_name),
    "sectors": _joined(places.sector_name),
    "stages": _joined(_label("stages")),
    "sizes": _joined(_label("sizes")),
    "fee_model": _label("fee_model"),
    "yes_no": lambda value: "是" if value else "否",
    "sentences": _lines,
    "terms": "、".join,
    "asks": _lines,
    "day": date.fromisoformat,
    "requirements": conditions.write,
    "json": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
}


def read(kind: str, cell: Cell) -> Any:
    """Read a cell that holds something; None if it turns out empty.

    :raises CellError: If it cannot be read as this type of column.
    """
    text = as_text(cell) if kind not in ("sentences", "asks") else _kept_lines(cell)
    return READERS[kind](text) if text.strip() else None


def _kept_lines(cell: Cell) -> str:
    """Return the text of a list with the end of its only line, which says that it is one entry."""
    as_text(cell)
    return cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else as_text(cell)


def write(kind: str, value: Any) -> Any:
    """Return the cell of a value as ``.jsonl`` holds it."""
    return WRITERS[kind](value) if kind in WRITERS else value
