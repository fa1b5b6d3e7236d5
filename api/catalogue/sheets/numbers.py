"""Numbers, sums and days as people write them in a table."""

from __future__ import annotations

import re
from datetime import date

from api.catalogue.sheets.faults import CellError

NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?|\.\d+)(万|亿|千)?(?:元|人民币|美元|%|％)?")
TIMES = {"千": 10**3, "万": 10**4, "亿": 10**8, None: 1}
COUNT = re.compile(r"(\d{1,9})(?:\.0+)?(?:人次|人|名|年|天|个工作日|工作日|日|次|项|件)?")
DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))")
GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3})")


def number(text: str) -> int | float:
    """Read ``1,200``, ``1.5万``, ``3%``; a whole one comes as ``int``.

    :raises CellError: If it is none.
    """
    found = NUMBER.fullmatch(GROUPED.sub("", re.sub(r"[\s¥￥]", "", text)))
    if found is None:
        raise CellError(f"要写数字，不能是“{text[:40]}”")
    value = float(found[1]) * TIMES[found[2]]
    return int(value) if value.is_integer() and abs(value) < 1e15 else round(value, 10)


def not_negative(text: str) -> int | float:
    """Read a number from 0.

    :raises CellError: If it is none.
    """
    value = number(text)
    if not 0 <= value < 1e15:
        raise CellError(f"要写 0 以上的数字，不能是“{text[:40]}”")
    return value


def count(text: str) -> int:
    """Read a whole number from 0, a unit behind it or not.

    :raises CellError: If it is none.
    """
    found = COUNT.fullmatch(GROUPED.sub("", re.sub(r"\s", "", text)))
    if found is None:
        raise CellError(f"要写 0 以上的整数，不能是“{text[:40]}”")
    return int(found[1])


def day(text: str) -> str:
    """Read a day in any of the usual forms and return it as ISO date.

    :raises CellError: If it is none.
    """
    found = DAY.fullmatch(re.sub(r"\s", "", text).removesuffix("00:00:00"))
    if found is None:
        raise CellError(f"要写日期，如 2026-01-31，不能是“{text[:40]}”")
    year, *rest = (int(part) for part in found.groups() if part)
    try:
        return date(year, rest[0], rest[1]).isoformat()
    except ValueError as error:
        raise CellError(f"没有“{text[:40]}”这一天") from error
