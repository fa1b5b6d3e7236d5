"""An agent who is sure binds a conversation to a number and undoes it; with a reason, kept, within his scope."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import Talk, bindings, fresh_phone, history, hotline_case, told, verify
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
WHY = "本人来电，报出了编号和企业名称"
PATH = "/api/v1/identity"


def sure(service: Service, who: str, **what: Any) -> Any:
    """Bind as somebody."""
    return service.client.post(f"{PATH}/bindings", json={"reason": WHY, **what}, headers=service.user(who))


def remove(service: Service, who: str, binding_id: int, reason: str = "本人来电说号码换了") -> Any:
    path = f"{PATH}/bindings/{binding_id}/removal"
    return service.client.post(path, json={"reason": reason}, headers=service.user(who))


def seen(service: Service, who: str, rest: str) -> dict[str, Any]:
    answer = service.client.get(f"{PATH}/{rest}", headers=service.user(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def audit(service: Service, talk: Talk) -> list[tuple[str, str, str]]:
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == talk[0]).order_by(AuditEntry.id)  # type: ignore[arg-type]
        return [(row.actor, row.action, row.detail) for row in session.exec(query)]


def test_bound_by_an_agent_and_undone(network: Service) -> None:
    phone, web, chat = fresh_phone(), network.open(), network.open("wechat")
    mine, other = network.submit(web[0])["case_no"], network.submit(chat[0])["case_no"]
    verify(network, chat, phone)
    made = sure(network, "county", case_no=mine, phone=phone)
    assert made.status_code == 201, made.text
    assert (made.json()["phone"], made.json()["channel"]) == (f"{phone[:3]}****{phone[-4:]}", "web")
    assert history(network, web) == history(network, chat) == [other, mine]
    assert ("at-county", "bind_identity", WHY) in audit(network, web)
    (row,) = bindings(network, web)
    assert (row.how.value, row.bound_by, row.reason) == ("agent", "at-county", WHY)
    shape(sure(network, "county", case_no=mine, phone=phone), 409, "ConflictError")
    undone = remove(network, "county", row.id or 0)
    assert (undone.status_code, undone.json()["unbound_by"]) == (200, "at-county")
    assert told(network, web) == [mine]
    assert ("at-county", "unbind_identity", "本人来电说号码换了") in audit(network, web)
    shape(remove(network, "county", row.id or 0), 409, "ConflictError")


def test_with_the_caller_on_the_telephone(network: Service) -> None:
    phone, chat = fresh_phone(), network.open("wechat")
    case_no = network.submit(chat[0])["case_no"]
    complaint = appeals_parts.submit(network, chat[0], region="430112")
    ring = {"phone": phone, "call_id": f"call-{phone}"}
    call = network.client.post("/api/v1/calls", json=ring, headers=network.user("county")).json()
    before = network.client.get(f"/api/v1/calls/{call['id']}", headers=network.user("county")).json()
    assert (before["open"], before["appeals"]) == ([], [])
    assert seen(network, "county", f"calls/{call['id']}")["bound"] is False
    shape(sure(network, "city", conversation_id=chat[0], call_id=call["id"]), 404, "NotFoundError")  # not his call
    assert sure(network, "county", conversation_id=chat[0], call_id=call["id"]).status_code == 201
    after = network.client.get(f"/api/v1/calls/{call['id']}", headers=network.user("county")).json()
    assert [one["case_no"] for one in after["open"]] == [case_no]  # found although no number was left with it
    assert [one["case_no"] for one in after["appeals"]] == [complaint]
    person = seen(network, "county", f"calls/{call['id']}")
    assert (person["bound"], person["phone"]) == (True, f"{phone[:3]}****{phone[-4:]}")
    assert {one["channel"] for one in person["bindings"]} == {"wechat", "hotline"}
    assert {one["case_no"] for one in person["cases"]} == {case_no, complaint}
    assert [one["channel"] for one in person["talks"]] == ["wechat"]
    assert phone not in str(person)


def test_one_history_on_the_console(network: Service) -> None:
    phone, web, chat = fresh_phone(), network.open(), network.open("wecom")
    first, second = network.submit(web[0])["case_no"], network.submit(chat[0])["case_no"]
    called = hotline_case(network, phone, f"c-{phone}", "county")
    assert seen(network, "county", f"demands/{first}") == {
        "bound": False, "binding_id": None, "phone": None, "bindings": [], "talks": [], "cases": [], "can_bind": True,
    }  # fmt: skip
    verify(network, web, phone)
    verify(network, chat, phone)
    for rest in (f"demands/{first}", f"demands/{called}", f"conversations/{chat[0]}"):
        person = seen(network, "county", rest)
        assert [one["case_no"] for one in person["cases"]] == [called, second, first]
        assert {one["conversation_id"] for one in person["talks"]} == {web[0], chat[0]}
        assert (person["binding_id"] is not None, person["can_bind"]) == (True, False)
    assert "can_bind" in seen(network, "county", f"demands/{called}")


def test_nobody_sees_or_touches_what_is_not_in_his_scope(network: Service) -> None:
    phone, here, there = fresh_phone(), network.open(), network.open("wechat")
    mine = network.submit(here[0])["case_no"]
    theirs = network.submit(there[0], region="430211")["case_no"]  # a county of another city
    verify(network, here, phone)
    verify(network, there, phone)
    person = seen(network, "county", f"demands/{mine}")
    assert [one["case_no"] for one in person["cases"]] == [mine]
    assert [one["conversation_id"] for one in person["talks"]] == [here[0]]
    assert {one["channel"] for one in person["bindings"]} == {"web", "hotline"}
    assert {one["case_no"] for one in seen(network, "hub", f"demands/{mine}")["cases"]} == {mine, theirs}
    (own,), (far,) = bindings(network, here), bindings(network, there)
    shape(remove(network, "county", far.id or 0), 404, "NotFoundError")
    shape(remove(network, "other", own.id or 0), 404, "NotFoundError")
    shape(sure(network, "county", conversation_id=there[0], phone=phone), 404, "NotFoundError")
    shape(sure(network, "county", case_no=theirs, phone=phone), 404, "NotFoundError")
    assert history(network, there)  # nothing was touched


def test_by_an_appeal(network: Service) -> None:
    phone, talk, other = fresh_phone(), network.open(), network.open("wechat")
    complaint = appeals_parts.submit(network, talk[0], region="430112")
    mine = network.submit(other[0])["case_no"]
    verify(network, other, phone)
    assert seen(network, "county", f"appeals/{complaint}")["can_bind"] is True
    shape(sure(network, "other", case_no=complaint, phone=phone), 404, "NotFoundError")
    assert sure(network, "county", case_no=complaint, phone=phone).status_code == 201
    person = seen(network, "county", f"appeals/{complaint}")
    assert [(one["kind"], one["case_no"]) for one in person["cases"]] == [("case", mine), ("appeal", complaint)]
    assert set(history(network, talk)) == {complaint, mine}


def test_only_whoever_has_the_case_in_hand(network: Service) -> None:
    talk = network.open()
    case_no = network.submit(talk[0])["case_no"]
    up = {"text": "请市里办"}
    assert network.client.post(
        f"/api/v1/demands/{case_no}/escalation", json=up, headers=network.user("county")
    ).is_success
    shape(sure(network, "county", case_no=case_no, phone=fresh_phone()), 403, "NotAllowedError")
    assert sure(network, "city", case_no=case_no, phone=fresh_phone()).status_code == 201


def test_what_makes_no_sense(network: Service) -> None:
    phone, talk = fresh_phone(), network.open()
    case_no = network.submit(talk[0])["case_no"]
    called = hotline_case(network, phone, f"d-{phone}", "county")
    assert (
        "没有可以归到一起的"
        in shape(sure(network, "county", case_no=called, phone=phone), 409, "ConflictError")["detail"]
    )
    for what in (
        {}, {"case_no": case_no}, {"phone": phone}, {"case_no": case_no, "conversation_id": talk[0], "phone": phone},
        {"case_no": case_no, "phone": phone, "call_id": 1}, {"case_no": case_no, "phone": phone, "reason": ""},
    ):  # fmt: skip
        shape(sure(network, "county", **what), 422, "ValidationError")
    shape(sure(network, "county", case_no=case_no, phone="没有这个号"), 422, "InvalidInputError")
    shape(sure(network, "county", case_no=case_no, phone=phone, reason="   "), 422, "InvalidInputError")
    shape(sure(network, "county", case_no="XQ1234", phone=phone), 404, "NotFoundError")
    shape(remove(network, "county", 987_654_321), 404, "NotFoundError")
    for who, status in (("viewer", 403), ("inst", 403)):
        assert sure(network, who, case_no=case_no, phone=phone).status_code == status
    landline = sure(network, "county", case_no=case_no, phone="0731-84123456")  # confirmed by ear, no code needed
    assert landline.status_code == 201


def test_the_number_itself_is_let_go(network: Service) -> None:
    phone, talk = fresh_phone(), network.open()
    mine = network.submit(talk[0])["case_no"]
    called = hotline_case(network, phone, f"e-{phone}", "county")
    verify(network, talk, phone)
    assert history(network, talk) == [called, mine]
    person = seen(network, "county", f"demands/{called}")
    number = next(one for one in person["bindings"] if one["channel"] == "hotline")
    shape(remove(network, "other", number["id"]), 404, "NotFoundError")
    assert remove(network, "county", number["id"], "这个座机是几家合用的").status_code == 200
    assert history(network, talk) == [mine]
    assert seen(network, "county", f"demands/{called}")["bound"] is False
