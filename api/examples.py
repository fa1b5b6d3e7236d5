"""Examples in the description of the interface (``/docs``): real answers of the service, and how each route refuses.

They lie in ``examples.json``; a test asks every route again and compares what it answers now with what stands there.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

PATH = Path(__file__).with_name("examples.json")
BEARER = "bearer"
ERROR = "Refusal"
REFUSALS = {
    401: ("UnauthenticatedError", "没有登录，或凭证无效、已过期", "请先登录。"),
    403: ("NotAllowedError", "角色不够，或只能查看", "需求 XQ202611230001 现在不在您这里办理，只能查看。"),
    404: ("NotFoundError", "没有，或不在自己的范围内", "没有编号为 XQ202611230001 的需求，或者不在您的范围内。"),
    409: ("ConflictError", "与现状冲突，或别人先办了", "需求 XQ202611230001 刚被别人处理过，请刷新再看。"),
    422: ("ValidationError", "内容不符合要求", "请求不符合要求：内容 to 没有填。"),
}
SHAPE = {
    "type": "object",
    "title": "出错时的回答",
    "required": ["error", "detail"],
    "properties": {
        "error": {"type": "string", "description": "错误的名字，给程序看"},
        "detail": {"type": "string", "description": "一句话，给人看"},
    },
}


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """Return what is known of each route, by ``METHOD path``."""
    return dict(json.loads(PATH.read_text(encoding="utf-8")))


def install(app: FastAPI) -> None:
    """Have the description of a service carry the examples."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            add(plain())
        return plain()

    setattr(app, "openapi", described)  # noqa: B010 - the documented way, which mypy takes for a mistake


def add(schema: dict[str, Any]) -> None:
    """Add examples, refusals and how one signs in to a description, in place."""
    parts = schema.setdefault("components", {})
    parts.setdefault("schemas", {})[ERROR] = SHAPE
    parts["securitySchemes"] = {BEARER: {"type": "http", "scheme": "bearer"}}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _describe(operation, load().get(f"{method.upper()} {path}", {}))


def _describe(operation: dict[str, Any], known: dict[str, Any]) -> None:
    answers: dict[str, Any] = operation["responses"]
    for status in {*known.get("refusals", []), *([422] if "422" in answers else [])}:
        answers[str(status)] = _refusal(status)
    if 401 in known.get("refusals", []):
        operation["security"] = [{BEARER: []}]
    for place, what in ((operation.get("requestBody"), "request"), (_good(answers), "response")):
        if place is not None and what in known:
            place.setdefault("content", {}).setdefault("application/json", {})["example"] = known[what]


def _good(answers: dict[str, Any]) -> dict[str, Any] | None:
    """Return the answer when all is well."""
    return next((one for status, one in answers.items() if status.startswith("2")), None)


def _refusal(status: int) -> dict[str, Any]:
    name, meaning, sentence = REFUSALS[status]
    content = {"schema": {"$ref": f"#/components/schemas/{ERROR}"}, "example": {"error": name, "detail": sentence}}
    return {"description": meaning, "content": {"application/json": content}}
