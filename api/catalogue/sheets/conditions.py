"""The conditions in figures of a policy: ``年营业收入 >= 2000万｜上年度营业收入2000万元以上``, one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from api.catalogue.sheets import places, vocabulary
from api.catalogue.sheets.faults import CellError
from api.catalogue.sheets.numbers import number

BAR = re.compile(r"[|｜]")


def read(text: str) -> list[dict[str, Any]]:
    """Read the conditions of a cell.

    :raises CellError: If one is not written as it should be.
    """
    return [_one(line.strip()) for line in text.split("\n") if line.strip()]


def _one(line: str) -> dict[str, Any]:
    rule, _, words = BAR.sub("|", line).partition("|")
    field, operator, value = _split(rule.strip())
    return {"field": field, "op": operator, "value": _value(field, operator, value), "text": words.strip()}


def _split(rule: str) -> tuple[str, str, str]:
    known = vocabulary.load().option_words
    for word, operator in sorted(known["operators"].items(), key=lambda entry: -len(entry[0])):
        before, found, after = rule.partition(word)
        field = known["requirement_fields"].get(vocabulary.plain(before))
        if found and field and after.strip():
            return field, operator, after.strip()
    fields = "、".join(words[0] for words in vocabulary.load().options["requirement_fields"].values())
    raise CellError(f"“{rule[:40]}”要写成“项目 比较 数值｜原文”；项目有：{fields}")


def _value(field: str, operator: str, text: str) -> Any:
    if text[:1] in '["':
        try:
            return json.loads(text)
        except ValueError as error:
            raise CellError(f"“{text[:40]}”读不懂") from error
    if operator == "in" or field in ("region", "sector"):
        readers: dict[str, Callable[[str], str]] = {"region": places.region, "sector": places.sector}
        values = places.several(text, readers.get(field, str))
        return values if operator == "in" else values[0]
    return number(text)


def write(conditions: list[Mapping[str, Any]]) -> str:
    """Return the cell of some conditions."""
    return "\n".join(_written(one) for one in conditions)


def _written(one: Mapping[str, Any]) -> str:
    label = vocabulary.load().label
    words = f"｜{one['text']}" if one.get("text") else ""
    value = _written_value(one["field"], one["value"])
    return f"{label('requirement_fields', one['field'])} {label('operators', one['op'])} {value}{words}"


def _written_value(field: str, value: Any) -> str:
    writers: dict[str, Callable[[str], str]] = {"region": places.region_name, "sector": places.sector_name}
    names = writers.get(field)
    if names and isinstance(value, list):
        return "、".join(names(str(code)) for code in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    return json.dumps(value, ensure_ascii=False)
