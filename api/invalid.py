"""What is wrong with a payload, told in Chinese and without the value: it may be personal.

The kinds are those of pydantic (https://docs.pydantic.dev/latest/errors/validation_errors/).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

MOST_TOLD = 5
PLACES = {"body": "内容", "query": "参数", "path": "地址", "header": "请求头", "cookie": "Cookie"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNFIT = "格式不对"
SENTENCES = {
    "missing": "没有填",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是合法的 JSON",
    "string_too_short": "最少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "too_short": "最少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "greater_than": "要大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "要小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "multiple_of": "要是 {multiple_of} 的倍数",
    "finite_number": "要是一个有限的数",
    "string_type": "要是文字",
    "list_type": "要是一个列表",
    "timezone_aware": "要带时区",
}
BY_BEGINNING = {  # several kinds of one sort
    "int_": "要是整数",
    "float_": "要是数字",
    "decimal_": "要是数字",
    "bool_": "要是“是”或“否”（true、false）",
    "date_": "要是日期，比如 2026-03-01",
    "datetime_": "要是时间，比如 2026-03-01T09:00:00+08:00",
    "time_": "要是时刻，比如 09:00",
    "dict_": "要是一组名称和值",
    "model_": "要是一组名称和值",
}
ONE_OF = ("enum", "literal_error")


def describe(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return one sentence that tells where a payload is wrong and what is expected there.

    :param errors: As ``RequestValidationError.errors()`` gives them.
    """
    told = [f"{_place(error['loc'])}{_fault(error)}" for error in errors[:MOST_TOLD]]
    more = len(errors) - len(told)
    tail = f"；另有 {more} 处" if more > 0 else ""
    return f"请求不符合要求：{'；'.join(told)}{tail}。".encode(errors="replace").decode()


def _place(where: Sequence[int | str]) -> str:
    """Return the field as the sender wrote it, with where it stands."""
    first, *rest = where or ("body",)
    if isinstance(rest[0] if rest else None, int) and len(rest) == 1 and first == "body":  # where the JSON breaks off
        rest = []
    return PLACES.get(str(first), str(first)) + (f" {'.'.join(map(str, rest))} " if rest else "")


def _fault(error: Mapping[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind in ONE_OF:
        return f"只能是 {str(context.get('expected', '')).replace(' or ', '、').replace(', ', '、')}"
    if kind in SENTENCES:
        return SENTENCES[kind].format_map(context)
    own = str(context.get("error", ""))  # what a validator of the service says
    if kind == "value_error" and CHINESE.search(own):
        return own.rstrip("。")
    return next((told for beginning, told in BY_BEGINNING.items() if kind.startswith(beginning)), UNFIT)
