"""A call under a bound number is nobody's until a younger proof or an agent says whose it is: numbers change hands."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from api import worker
from api.accounts.models import AuditEntry
from api.demands.models import Demand
from api.followups import channels
from api.identity.models import Binding
from tests.api.conftest import BACKENDS, Service
from tests.api.identity.test_reissued_numbers import LONG, aged
from tests.api.identity_parts import Talk, fresh_phone, history, hotline_case, path, told, unbind, verify
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
WHY = "来电人报出了以前的编号和企业名称"


def confirm(service: Service, who: str, case_no: str, **more: Any) -> Any:
    """Say as an agent that a call was of the person who has bound its number."""
    body = {"case_no": case_no, "reason": WHY, **(more if "phone" in more else {"own_number": True, **more})}
    return service.client.post("/api/v1/identity/bindings", json=body, headers=service.user(who))


def of_case(service: Service, who: str, case_no: str) -> dict[str, Any]:
    """Return what an agent is told of whose a case is."""
    kind = "appeals" if case_no.startswith("SQ") else "demands"
    answer = service.client.get(f"/api/v1/identity/{kind}/{case_no}", headers=service.user(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ring(service: Service, who: str, phone: str) -> int:
    body = {"phone": phone, "call_id": f"call-{phone}"}
    return int(service.client.post("/api/v1/calls", json=body, headers=service.user(who)).json()["id"])


def filed(service: Service, who: str, phone: str, what: str = "cases") -> str:
    """Have an agent file his notes of a call."""
    said = {"text": "望城的小微企业想贷款，没有抵押物"} if what == "cases" else {"detail": "办注销跑了五趟"}
    body = {**said, "draft_key": f"draft-{what}-{phone}", "call_id": ring(service, who, phone)}
    answer = service.client.post(f"/api/v1/console/{what}", json=body, headers=service.user(who))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_no"])


def bound(service: Service) -> tuple[str, Talk, str]:
    """Return a number, the page on which it was bound, and the case that was recorded there."""
    phone, page = fresh_phone(), service.open()
    mine = service.submit(page[0])["case_no"]
    verify(service, page, phone)
    return phone, page, mine


def test_who_only_calls_under_a_number_given_out_anew_is_not_shown_to_the_earlier_holder(service: Service) -> None:
    phone, page, mine = bound(service)
    aged(service, phone, LONG)
    theirs = [hotline_case(service, phone, f"anew-{phone}"), filed(service, "agent", phone)]
    assert history(service, page) == told(service, page) == [mine]
    for case_no in theirs:
        asked = service.step(page[0], "progress", text=case_no).json()
        assert (asked["lines"], asked["unknown"]) == ([], [case_no])


def test_nor_within_the_time_for_numbers_are_handed_over_too(service: Service) -> None:
    phone, page, mine = bound(service)
    theirs = hotline_case(service, phone, f"soon-{phone}")
    assert history(service, page) == [mine]
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(theirs, to).status_code == 200
    assert service.step(page[0], "ratings", text="打1分").json()["case_no"] is None


def test_verified_anew_after_the_call_it_is_his(service: Service) -> None:
    phone, page, mine = bound(service)
    called = hotline_case(service, phone, f"again-{phone}")
    unbind(service, page)
    verify(service, page, phone)
    assert set(history(service, page)) == {mine, called}
    chat = service.open("wechat")
    later = hotline_case(service, phone, f"later-{phone}")
    verify(service, chat, phone)
    assert set(history(service, chat)) == set(history(service, page)) == {mine, called, later}


def test_an_agent_who_made_sure_joins_the_one_call_and_takes_it_back(network: Service) -> None:
    phone, page, mine = bound(network)
    called, other = (hotline_case(network, phone, f"{key}-{phone}", "county") for key in ("sure", "unsure"))
    seen = of_case(network, "county", called)
    assert (seen["bound"], seen["checked"], seen["can_confirm"], seen["case_no"]) == (False, False, True, called)
    assert [one["case_no"] for one in seen["cases"]] == [mine]
    assert {one["case_no"] for one in seen["same_number"]} == {called, other}
    shape(confirm(network, "other", called), 404, "NotFoundError")
    shape(confirm(network, "county", called, phone="13999999999"), 409, "ConflictError")
    shape(confirm(network, "county", called, reason=""), 422, "ValidationError")
    made = confirm(network, "county", called)
    assert (made.status_code, made.json()["phone"]) == (201, f"{phone[:3]}****{phone[-4:]}")
    assert set(history(network, page)) == set(told(network, page)) == {mine, called}
    shape(confirm(network, "county", called), 409, "ConflictError")
    with network.session() as session:
        kept = session.exec(select(AuditEntry).where(AuditEntry.subject == called, AuditEntry.detail == WHY)).all()
        assert [(one.actor, one.action) for one in kept] == [("at-county", "bind_identity")]
    seen = of_case(network, "county", called)
    assert (seen["bound"], seen["checked"]) == (True, True)
    assert [one["case_no"] for one in seen["same_number"]] == [other]
    url = f"/api/v1/identity/bindings/{seen['binding_id']}/removal"
    undone = network.client.post(url, json={"reason": "弄错了"}, headers=network.user("county"))
    assert undone.status_code == 200, undone.text
    assert history(network, page) == [mine]


def test_an_appeal_of_the_telephone_too(network: Service) -> None:
    phone, page, mine = bound(network)
    called = filed(network, "county", phone, "appeals")
    assert of_case(network, "county", called)["can_confirm"] is True
    assert history(network, page) == [mine]
    assert confirm(network, "county", called).status_code == 201
    assert set(history(network, page)) == {mine, called}


def test_the_person_hears_of_it_on_his_page(service: Service) -> None:
    phone, page, _ = bound(service)
    called = hotline_case(service, phone, f"heard-{phone}")
    assert confirm(service, "agent", called).status_code == 201
    parts = worker.Parts(service.state.settings, service.state.database, worker.Senders())
    worker.Relay(service.state.database, worker.handlers(parts)).drain()
    assert f"{called} 归到了您的手机号" in service.read(page)["messages"][-1]["text"]
    holders = service.client.get(path(page), headers=page[1]).json()["holders"]
    assert [one["channel"] for one in holders] == ["web", "hotline"]


def test_nothing_to_be_joined_with(service: Service) -> None:
    phone, page = fresh_phone(), service.open()
    called = hotline_case(service, phone, f"alone-{phone}")
    shape(confirm(service, "agent", called), 409, "ConflictError")  # nobody has bound the number
    verify(service, page, phone)
    unbind(service, page)
    shape(confirm(service, "agent", called), 409, "ConflictError")
    mine = service.submit(page[0])["case_no"]
    shape(confirm(service, "agent", mine), 422, "InvalidInputError")  # a conversation needs a number


def test_what_was_confirmed_stays_his_when_the_number_goes_on(service: Service) -> None:
    phone, page, mine = bound(service)
    called = hotline_case(service, phone, f"mine-{phone}")
    assert confirm(service, "agent", called).status_code == 201
    aged(service, phone, LONG)
    new = service.open()
    assert verify(service, new, phone)["asks_earlier"] is True
    assert history(service, new) == []
    assert set(history(service, page)) == {mine, called}


def test_the_call_that_was_confirmed_is_a_sign_of_the_same_holder(service: Service) -> None:
    phone, page, mine = bound(service)
    aged(service, phone, LONG)
    called = hotline_case(service, phone, f"sign-{phone}")
    assert confirm(service, "agent", called).status_code == 201
    chat = service.open("wechat")
    assert verify(service, chat, phone)["asks_earlier"] is False
    assert set(history(service, chat)) == {mine, called}


def test_staff_see_both_when_it_rings_and_which_is_not_sure(service: Service) -> None:
    phone, _, mine = bound(service)
    called = filed(service, "agent", phone)
    service.client.post("/api/v1/calls", json={"phone": phone, "call_id": "again"}, headers=service.user("agent"))
    call = ring(service, "agent", phone)
    known = service.client.get(f"/api/v1/calls/{call}", headers=service.user("agent")).json()
    assert {one["case_no"]: one["checked"] for one in known["open"]} == {mine: True, called: False}
    person = service.client.get(f"/api/v1/identity/calls/{call}", headers=service.user("agent")).json()
    assert (person["bound"], person["checked"]) == (True, False)
    assert [one["case_no"] for one in person["same_number"]] == [called]


def test_duplicates_say_that_a_number_alone_proves_nothing(service: Service) -> None:
    phone, page = fresh_phone(), service.open()
    mine = service.submit(page[0], need="小微企业贷款，没有抵押物", phone=phone)["case_no"]
    verify(service, page, phone)
    called = hotline_case(service, phone, f"twice-{phone}")

    def reasons() -> list[str]:
        url = f"/api/v1/demands/{called}/duplicates"
        rows = service.client.get(url, headers=service.user("admin")).json()
        return list(next(one["reasons"] for one in rows if one["case_no"] == mine))

    assert "同号码，未核对是同一个人" in reasons()
    assert confirm(service, "agent", called).status_code == 201
    assert "同一个电话" in reasons()


def test_a_confirmation_goes_with_its_case(service: Service) -> None:
    phone, page, mine = bound(service)
    called = hotline_case(service, phone, f"gone-{phone}")
    assert confirm(service, "agent", called).status_code == 201
    body = {"case_no": called, "purpose": "本人来电要求"}
    done = service.client.post("/api/v1/privacy/erasures", json=body, headers=service.user("admin"))
    assert done.status_code == 200, done.text
    assert history(service, page) == [mine]
    with service.session() as session:
        assert session.exec(select(Binding).where(Binding.case_no == called)).all() == []
        assert session.exec(select(Demand.need).where(col(Demand.case_no) == called)).one() == ""


def test_who_has_the_number_now_is_asked_nothing_of_the_earlier_holders_case(service: Service) -> None:
    phone, page, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(page[0], phone=phone)["case_no"]
    verify(service, page, phone)
    aged(service, phone, LONG)

    def number() -> str | None:
        with service.session() as session:
            demand = session.exec(select(Demand).where(Demand.case_no == mine)).one()
            return channels.number(session, demand)

    assert number() == phone
    verify(service, new, phone)
    assert number() is None
