"""Every kind of wrong payload is told in Chinese, with its place and without its value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from api import errors


class Kind(StrEnum):
    """Two kinds."""

    A = "a"
    B = "b"


class Payload(BaseModel):
    """One field of each sort."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=2, max_length=5)
    number: int = Field(default=1, ge=1, le=3)
    share: float = 0.0
    kind: Kind = Kind.A
    day: date | None = None
    at: AwareDatetime | None = None
    many: list[int] = Field(default=[], max_length=2)
    inner: dict[str, int] = {}
    phone: str = ""

    @field_validator("phone")
    @classmethod
    def _is_phone(cls, phone: str) -> str:
        if phone and not phone.isdigit():
            raise ValueError("电话只写数字。")
        if phone and len(phone) < 3:
            raise ValueError("too short")
        return phone


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a service of one route."""
    app = FastAPI()
    errors.install(app)

    @app.post("/take")
    def take(payload: Payload, limit: int = Query(5, le=10)) -> int:
        return limit + len(payload.text)

    with TestClient(app) as running:
        yield running


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "内容 text 没有填"),
        ({"text": "a"}, "内容 text 最少 2 个字"),
        ({"text": "secret"}, "内容 text 最多 5 个字"),
        ({"text": 3}, "内容 text 要是文字"),
        ({"text": "ok", "number": 0}, "内容 number 不能小于 1"),
        ({"text": "ok", "number": "1.5"}, "内容 number 要是整数"),
        ({"text": "ok", "share": "half"}, "内容 share 要是数字"),
        ({"text": "ok", "kind": "secret"}, "内容 kind 只能是 'a'、'b'"),
        ({"text": "ok", "day": "secret"}, "内容 day 要是日期，比如 2026-03-01"),
        ({"text": "ok", "at": "2026-01-01T00:00:00"}, "内容 at 要带时区"),
        ({"text": "ok", "many": [1, 2, 3]}, "内容 many 最多 2 项"),
        ({"text": "ok", "many": ["secret"]}, "内容 many.0 要是整数"),
        ({"text": "ok", "inner": {"x": "secret"}}, "内容 inner.x 要是整数"),
        ({"text": "ok", "other": 1}, "内容 other 没有这一项"),
        ({"text": "ok", "phone": "secret"}, "内容 phone 电话只写数字"),
        ({"text": "ok", "phone": "12"}, "内容 phone 格式不对"),
        ([1], "内容要是一组名称和值"),
    ],
)
def test_kinds_in_chinese(client: TestClient, body: Any, told: str) -> None:
    answer = client.post("/take", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, f"请求不符合要求：{told}。")
    assert "secret" not in answer.text


def test_places_and_the_first_five(client: TestClient) -> None:
    assert (
        client.post("/take?limit=99", json={"text": "ok"}).json()["detail"]
        == "请求不符合要求：参数 limit 不能大于 10。"
    )
    broken = client.post("/take", content=b"{bad", headers={"Content-Type": "application/json"})
    assert broken.json() == {"error": "ValidationError", "detail": "请求不符合要求：内容不是合法的 JSON。"}
    wrong = {"number": 9, "share": "x", "kind": "x", "day": "x", "at": "x", "many": "x"}
    detail = client.post("/take", json=wrong).json()["detail"]
    assert detail.count("；") == 5
    assert detail.endswith("；另有 2 处。")
