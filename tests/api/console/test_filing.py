"""Notes and chats become cases in the enterprise's name, once each; the board counts what one may see."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.conversations.models import Conversation
from api.demands.models import Demand
from tests.api.conftest import BACKENDS, PASSWORD, Service
from tests.api.desk import act, agent, said
from tests.api.fakes import turn
from tests.api.test_app import shape

PATH = "/api/v1/console/cases"
NOTES = "望城的小微企业，想贷款500万，没有抵押物"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def file(service: Service, who: dict[str, str], key: str, **more: Any) -> Any:
    """File notes."""
    service.bot.script = lambda _: turn(need="想贷款500万，没有抵押物", region="430112", category="finance")
    return service.client.post(PATH, json={"text": NOTES, "draft_key": key, **more}, headers=who)


def demand(service: Service, case_no: str) -> Demand:
    """Return a demand as it is kept."""
    with service.session() as session:
        return session.exec(select(Demand).where(Demand.case_no == case_no)).one()


def test_the_same_notes_are_filed_once(service: Service) -> None:
    who = agent(service, "zuoxi31")
    first, second = (file(service, who, "notes-of-31") for _ in range(2))
    assert (first.status_code, first.json()["channel"]) == (201, "hotline")
    assert first.json()["case_no"] == second.json()["case_no"]
    assert first.json()["status"] in ("matched", "no_match")
    kept = demand(service, first.json()["case_no"])
    assert (kept.need, kept.region) == ("想贷款500万，没有抵押物", "430112")
    other = file(service, agent(service, "zuoxi32"), "notes-of-31")
    assert other.json()["case_no"] != first.json()["case_no"]
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.action == "file_case", AuditEntry.actor == "zuoxi31")
        assert {one.subject for one in session.exec(query)} == {kept.case_no}


def test_corrections_and_the_number_of_the_call(service: Service) -> None:
    who = agent(service, "zuoxi33")
    ring = {"phone": "13877770033", "call_id": "call-33"}
    call = service.client.post("/api/v1/calls", json=ring, headers=who).json()
    made = file(service, who, "notes-of-33", corrections={"region": "岳麓区"}, call_id=call["id"]).json()
    assert (made["region"], made["phone"]) == ("430104", "138****0033")
    known = service.client.get(f"/api/v1/calls/{call['id']}", headers=who).json()
    assert made["case_no"] in [one["case_no"] for one in known["open"]]


def test_what_cannot_be_filed(service: Service) -> None:
    who = agent(service, "zuoxi34")
    shape(file(service, service.user("viewer"), "notes-of-34"), 403, "NotAllowedError")
    shape(file(service, {}, "notes-of-34"), 401, "UnauthenticatedError")
    shape(file(service, who, "notes-of-34", call_id=987654), 404, "NotFoundError")
    shape(file(service, who, "notes-of-34", corrections={"region": "没有这地方"}), 422, "InvalidInputError")
    assert file(service, who, "short").status_code == 422


def test_a_talk_is_filed_by_its_owner(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi35")
    service.bot.script = lambda _: turn(need="小微企业贷款", region="430112", phone="13812345678")
    service.say(conversation, "想贷款，13812345678")
    path, body = f"/api/v1/console/talks/{conversation[0]}/cases", {"draft_key": "talk-of-35"}
    shape(service.client.post(path, json=body, headers=who), 409, "ConflictError")
    act(service, who, conversation[0], "take")
    first, second = (service.client.post(path, json=body, headers=who) for _ in range(2))
    assert (first.status_code, first.json()["case_no"]) == (201, second.json()["case_no"])
    kept = demand(service, first.json()["case_no"])
    assert (kept.conversation_id, kept.personal["phone"]) == (conversation[0], "13812345678")
    told = [text for role, text in said(service, conversation) if role == "agent" and kept.case_no in text]
    assert len(told) == 1
    shape(service.client.post(path, json=body, headers=service.user("viewer")), 403, "NotAllowedError")
    gone = path.replace(conversation[0], "nobody")
    shape(service.client.post(gone, json=body, headers=who), 404, "NotFoundError")


def test_a_talk_without_a_need_is_not_filed(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi36")
    act(service, who, conversation[0], "take")
    path = f"/api/v1/console/talks/{conversation[0]}/cases"
    shape(service.client.post(path, json={"draft_key": "talk-of-36"}, headers=who), 422, "InvalidInputError")
    made = service.client.post(path, json={"draft_key": "talk-of-36", "need": "小微企业贷款"}, headers=who)
    assert made.status_code == 201


def test_the_board(service: Service) -> None:
    who = agent(service, "zuoxi37")

    def counts() -> dict[str, int]:
        return dict(service.client.get("/api/v1/console", headers=who).json()["counts"])

    before = counts()
    conversation = service.open()
    service.step(conversation[0], "handoff")
    service.step(conversation[0], "call-backs", phone="13812345678")
    after = counts()
    assert (after["waiting"], after["call_backs"]) == (before["waiting"] + 1, before["call_backs"] + 1)
    act(service, who, conversation[0], "take")
    assert (counts()["waiting"], counts()["mine"]) == (before["waiting"], 1)
    board = service.client.get("/api/v1/console", headers=who).json()
    assert (board["me"]["username"], board["idle_minutes"]) == ("zuoxi37", 15)
    assert board["cursor"] > 0
    with service.session() as session:
        assert session.get(Conversation, conversation[0]).owner == "zuoxi37"
    shape(service.client.get("/api/v1/console", headers=service.user("viewer")), 403, "NotAllowedError")
    shape(service.client.get("/api/v1/console"), 401, "UnauthenticatedError")


def test_the_page_is_for_agents_and_keeps_to_this_host(service: Service) -> None:
    path = "/console?phone=13812345678"
    away = service.client.get(path, follow_redirects=False)
    assert (away.status_code, away.headers["Location"].split("?")[0]) == (303, "/login")
    for name, status in (("the-agent", 200), ("the-viewer", 403)):
        try:
            service.client.post("/api/v1/sessions", json={"username": name, "password": PASSWORD})
            page = service.client.get(path)
        finally:
            service.client.cookies.clear()
        assert page.status_code == status
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert "13812345678" not in page.text
