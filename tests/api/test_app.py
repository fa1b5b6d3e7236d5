"""The service as a whole: one error shape, bounds on bodies, health, crowds, restarts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.database import Database
from api.errors import UnavailableError
from api.settings import Settings
from tests.api.conftest import BACKENDS, NEED, Service, StartService


def shape(answer: Any, status: int, name: str) -> dict[str, Any]:
    """Check the one error shape and return it."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    assert set(body) == {"error", "detail"}
    assert body["error"] == name
    assert body["detail"].strip()
    return body


def test_alive_and_ready(service: Service) -> None:
    assert service.client.get("/healthz").json() == {"status": "ok"}
    ready = service.client.get("/readyz")
    assert (ready.status_code, parts(ready)) == (200, {"database": True, "index": True, "bot": True, "in_step": True})
    service.bot.is_up = False
    ready = service.client.get("/readyz")
    assert (ready.status_code, parts(ready)) == (503, {"database": True, "index": True, "bot": False, "in_step": True})


def parts(ready: httpx.Response) -> dict[str, bool]:
    """Return what answers, without versions and numbers."""
    return {name: ready.json()[name] for name in ("database", "index", "bot", "in_step")}


def test_ready_tells_a_lost_database(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Database("sqlite:////nowhere/at/all.db")
    monkeypatch.setattr(service.state, "database", broken)
    monkeypatch.setattr(service.state.matcher, "_database", broken)
    ready = service.client.get("/readyz")
    assert (ready.status_code, parts(ready)) == (503, {"database": False, "index": True, "bot": True, "in_step": False})
    body = shape(service.client.get("/api/v1/items"), 503, "UnavailableError")
    assert "nowhere" not in body["detail"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/nothing", "/api/v1", "/internal/v1/conversations/x/nothing"])
def test_unknown_path(service: Service, path: str) -> None:
    assert shape(service.client.get(path), 404, "NotFound")["detail"] == "没有这个地址。"
    page = service.client.get(path, headers={"Accept": "text/html,*/*"})
    is_program = path.startswith(("/api/", "/internal/"))
    assert (page.status_code, "没有找到这一页" in page.text) == (404, not is_program)


def test_wrong_method_names_the_right_one(service: Service) -> None:
    answer = service.client.delete("/api/v1/conversations")
    shape(answer, 405, "MethodNotAllowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"text": 1}', b'{"text": ""}', b'{"text": ["a"]}', b"{}"],
)
def test_malformed_payload(service: Service, body: bytes) -> None:
    conversation, owner = service.open()
    headers = {**owner, "Content-Type": "application/json"}
    answer = service.client.post(f"/api/v1/conversations/{conversation}/messages", content=body, headers=headers)
    shape(answer, 422, "ValidationError")


def test_payload_error_repeats_no_value(service: Service) -> None:
    conversation, owner = service.open()
    body = {"text": "好", "client_message_id": {"phone": "13812345678"}}
    answer = service.client.post(f"/api/v1/conversations/{conversation}/messages", json=body, headers=owner)
    assert "13812345678" not in shape(answer, 422, "ValidationError")["detail"]


def test_surrogate_in_a_key_is_no_crash(service: Service) -> None:
    headers = {**service.user("agent"), "Content-Type": "application/json"}
    answer = service.client.post("/api/v1/match", content=b'{"text": "a", "slots": {"\\ud800": 1}}', headers=headers)
    shape(answer, 422, "InvalidInputError")


def test_announced_body_too_long(service: Service) -> None:
    limit = service.state.settings.max_body_bytes
    body = shape(service.client.post("/api/v1/login", content=b"x" * (limit + 1)), 413, "TooLargeError")
    assert body["detail"] == "请求太大，最多 1000 KB。"


@pytest.mark.parametrize("path", ["/api/v1/login", "/api/v1/conversations", "/api/v1/imports"])
def test_chunked_body_too_long(service: Service, path: str) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(21):
            yield b"x" * 50_000

    headers = {"Content-Type": "application/json", **service.user("maintainer")}
    shape(service.client.post(path, content=chunks(), headers=headers), 413, "TooLargeError")


def test_chunked_body_within_the_limit(service: Service) -> None:
    headers = {"Content-Type": "application/json"}
    answer = service.client.post("/api/v1/conversations", content=iter([b'{"channel"', b': "web"}']), headers=headers)
    assert answer.status_code == 201


def test_unforeseen_error_keeps_its_text_inside(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret inner text 13812345678")

    monkeypatch.setattr("api.catalogue.service.require", fail)
    body = shape(service.client.get("/api/v1/items/F-loan"), 500, "InternalError")
    assert "secret" not in body["detail"]


def test_known_error_without_a_route_in_it(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise UnavailableError("稍后。")

    monkeypatch.setattr("api.catalogue.service.require", fail)
    assert shape(service.client.get("/api/v1/items/F-loan"), 503, "UnavailableError")["detail"] == "稍后。"


def test_every_answer_has_a_request_id(service: Service) -> None:
    first, second = (service.client.get("/api/v1/items") for _ in range(2))
    assert len(first.headers["x-request-id"]) == 12
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_description_lists_the_public_routes_only(service: Service) -> None:
    paths = service.client.get("/openapi.json").json()["paths"]
    assert "/api/v1/match" in paths
    assert not [path for path in paths if path.startswith("/internal")]
    assert service.client.get("/docs").status_code == 200


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_a_crowd_of_writers_gets_through(service: Service) -> None:
    """Eighty once waited in all worker threads, so that the one who held the write lock had none to finish in."""
    body, headers = {"text": "贷款", "top_k": 1}, service.user("agent")
    answers = service.together(*[lambda client: client.post("/api/v1/match", json=body, headers=headers)] * 80)
    assert [answer.status_code for answer in answers] == [200] * 80


def test_restart_keeps_everything(start: StartService, settings: Settings) -> None:
    first = start(settings)
    conversation = first.open()
    first.say(conversation, "想贷款")
    case_no = first.submit(conversation[0], **NEED)["case_no"]
    before = first.read(conversation)
    second = start(settings)
    assert second.read(conversation) == before
    assert [demand["case_no"] for demand in before["demands"]] == [case_no]
    assert second.state.matcher.current().index.version == first.state.matcher.current().index.version
    assert second.say(conversation, "还有吗").status_code == 200
