"""Who may open, read and understand; what the internal routes refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import INTERNAL, Service
from tests.api.fakes import turn
from tests.api.test_app import shape

STEPS: dict[str, dict[str, Any]] = {
    "demands": {"draft_key": "k", "slots": {"need": "贷款"}},
    "choices": {"case_no": "XQ202611230001", "text": "1"},
    "rejections": {"case_no": "XQ202611230001"},
    "more": {"case_no": "XQ202611230001"},
    "corrections": {"case_no": "XQ202611230001", "slots": {}},
    "progress": {"text": "到哪了"},
    "ratings": {"text": "五星"},
    "low-ratings": {"wish": "nothing"},
    "call-backs": {"phone": "13812345678"},
    "withdrawals": {"case_no": "XQ202611230001"},
    "appeal-withdrawals": {"text": "撤回"},
    "restorations": {"case_no": "XQ202611230001"},
    "shown": {"case_no": "XQ202611230001"},
    "erasure-outlook": {},
    "erasures": {},
    "answers": {"text": "营业执照丢了"},
    "handoff": {},
    "appeals": {"draft_key": "k", "slots": {"appeal_detail": "办事跑了五趟"}},
}
BODILESS = ("handoff", "call-backs", "restorations", "erasure-outlook", "erasures")  # {} is enough, or nothing is


@pytest.mark.parametrize("channel", ["web", "wechat", "wecom", "hotline", "api"])
def test_open(service: Service, channel: str) -> None:
    answer = service.client.post("/api/v1/conversations", json={"channel": channel})
    assert answer.status_code == 201
    assert set(answer.json()) == {"conversation_id", "token"}
    assert len(answer.json()["token"]) == 43


def test_open_without_body(service: Service) -> None:
    assert service.client.post("/api/v1/conversations").status_code == 201
    assert service.client.post("/api/v1/conversations", json={}).status_code == 201


@pytest.mark.parametrize("body", [{"channel": "fax"}, {"channel": 1}, {"channel": None}, [], "web"])
def test_open_badly(service: Service, body: Any) -> None:
    shape(service.client.post("/api/v1/conversations", json=body), 422, "ValidationError")


def test_read(service: Service) -> None:
    conversation = service.open()
    service.say(conversation, "想贷款")
    body = service.read(conversation)
    assert set(body) == {"conversation_id", "handoff", "attended", "messages", "demands", "appeals"}
    assert (body["conversation_id"], body["handoff"], body["demands"], body["appeals"]) == (
        conversation[0],
        False,
        [],
        [],
    )
    first, second = body["messages"]
    assert (first["role"], first["text"], second["role"], second["text"]) == ("user", "想贷款", "bot", "听到了：想贷款")
    assert first["created_at"].endswith("+08:00")


def reach(service: Service, conversation_id: str, headers: dict[str, str]) -> list[Any]:
    """Try to read and to say something."""
    path = f"/api/v1/conversations/{conversation_id}"
    said = service.client.post(f"{path}/messages", json={"text": "好"}, headers=headers)
    return [service.client.get(path, headers=headers), said]


def test_token_opens_only_its_conversation(service: Service) -> None:
    (mine, owner), (other, _) = service.open(), service.open()
    for answer in reach(service, other, owner):
        shape(answer, 401, "UnauthenticatedError")
    for answer in reach(service, "no-such-conversation", owner):
        shape(answer, 404, "NotFoundError")
    assert [answer.status_code for answer in reach(service, mine, owner)] == [200, 200]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer  "},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer \u00e9\u00ff"},
    ],
)
def test_no_token_or_a_wrong_one(service: Service, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    for answer in reach(service, service.open()[0], raw):  # type: ignore[arg-type]
        shape(answer, 401, "UnauthenticatedError")


@pytest.mark.parametrize("role", ["admin", "agent", "viewer"])
def test_user_tokens_open_no_conversation(service: Service, role: str) -> None:
    for answer in reach(service, service.open()[0], service.user(role)):
        shape(answer, 401, "UnauthenticatedError")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("token", [None, "", "wrong", b"\xe9\xff"])
def test_internal_steps_need_the_token(service: Service, step: str, token: Any) -> None:
    path = f"/internal/v1/conversations/{service.open()[0]}/{step}"
    headers = {} if token is None else {"X-Qifu-Token": token}
    shape(service.client.post(path, json=STEPS[step], headers=headers), 403, "NotAllowedError")


def test_internal_steps_refuse_everybody_without_a_token_set(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = service.state.settings.model_copy(update={"internal_token": type(service.state.settings.secret_key)("")})
    monkeypatch.setattr(service.state, "settings", changed)
    path = f"/internal/v1/conversations/{service.open()[0]}/handoff"
    shape(service.client.post(path, headers={"X-Qifu-Token": ""}), 403, "NotAllowedError")


@pytest.mark.parametrize("step", STEPS)
def test_internal_steps_know_their_conversation(service: Service, step: str) -> None:
    shape(service.step("nobody", step, **STEPS[step]), 404, "NotFoundError")


@pytest.mark.parametrize("step", [name for name, body in STEPS.items() if "case_no" in body and name != "restorations"])
def test_internal_steps_know_their_demand(service: Service, step: str) -> None:
    theirs = service.submit(service.open()[0])["case_no"]
    body = {**STEPS[step], "case_no": theirs}
    shape(service.step(service.open()[0], step, **body), 404, "NotFoundError")


@pytest.mark.parametrize("step", [name for name in STEPS if name not in BODILESS])
@pytest.mark.parametrize("body", [{}, {"slots": 1, "text": 2, "case_no": 3}])
def test_internal_steps_check_their_body(service: Service, step: str, body: dict[str, Any]) -> None:
    path = f"/internal/v1/conversations/{service.open()[0]}/{step}"
    shape(service.client.post(path, json=body, headers=INTERNAL), 422, "ValidationError")


def test_understand(service: Service) -> None:
    service.bot.script = lambda _: turn(intent="ask_policy", category="finance", need="x", region="430100", junk=1)
    body = {"text": "贴息怎么申请", "context": "请问企业在哪里？", "reference_date": "2026-01-02"}
    answer = service.client.post("/api/v1/understand", json=body, headers=service.user("agent"))
    assert answer.json() == {
        "intent": {"name": "ask_policy", "confidence": 0.9},
        "slots": {"category": "finance", "region": "430100"},
    }
    assert service.bot.parses[0]["text"] == "贴息怎么申请"
    assert service.bot.parses[0]["metadata"]["reference_date"] == "2026-01-02"


def test_understand_without_a_bot(service: Service) -> None:
    service.bot.is_up = False
    answer = service.client.post("/api/v1/understand", json={"text": "贷款"}, headers=service.user("agent"))
    shape(answer, 503, "BotUnavailableError")


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": "x" * 10_001}, {"text": 1}, {"text": "a", "reference_date": "昨天"}, {"text": "\x00"}],
)
def test_understand_badly(service: Service, body: dict[str, Any]) -> None:
    answer = service.client.post("/api/v1/understand", json=body, headers=service.user("agent"))
    shape(answer, 422, answer.json()["error"])


@pytest.mark.parametrize("path", ["understand", "match"])
@pytest.mark.parametrize("role", ["maintainer", "reviewer", "viewer"])
def test_agents_only(service: Service, path: str, role: str) -> None:
    shape(
        service.client.post(f"/api/v1/{path}", json={"text": "贷款"}, headers=service.user(role)),
        403,
        "NotAllowedError",
    )
    shape(service.client.post(f"/api/v1/{path}", json={"text": "贷款"}), 401, "UnauthenticatedError")
