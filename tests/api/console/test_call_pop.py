"""A call is shown at the desk where it rings, with all that is known of the number, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.live.models import LiveEvent, LiveKind
from tests.api.conftest import BACKENDS, Service
from tests.api.desk import agent
from tests.api.test_app import shape

PATH = "/api/v1/calls"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def ring(service: Service, who: dict[str, str], phone: str, key: str, **more: Any) -> Any:
    """Announce a call."""
    return service.client.post(PATH, json={"phone": phone, "call_id": key, **more}, headers=who)


def test_who_calls(service: Service) -> None:
    phone, who = "13877770001", agent(service, "zuoxi21")
    talk = service.open()[0]
    case_no = service.submit(talk, phone=phone, contact="周明", company="长沙样例机械有限公司")["case_no"]
    service.step(talk, "call-backs", phone=phone)
    call = ring(service, who, "138 7777 0001", "call-1")
    assert call.status_code == 201
    assert call.json()["phone"] == "138****0001"
    known = service.client.get(f"{PATH}/{call.json()['id']}", headers=who).json()
    assert [one["case_no"] for one in known["open"]] == [case_no]
    assert [one["name"] for one in known["enterprises"]] == ["长沙样例机械有限公司"]
    assert [one["reason"] for one in known["call_backs"]] == ["human"]
    assert known["contact"] == "周**"
    assert phone not in str(known)
    with service.session() as session:
        seen = select(AuditEntry).where(AuditEntry.actor == "zuoxi21", AuditEntry.action == "read_caller")
        assert len(list(session.exec(seen))) == 1


def test_nothing_known_is_no_fault(service: Service) -> None:
    who = agent(service, "zuoxi22")
    call = ring(service, who, "0731-84123456", "call-2").json()
    known = service.client.get(f"{PATH}/{call['id']}", headers=who).json()
    assert (known["open"], known["enterprises"], known["call_backs"], known["contact"]) == ([], [], [], None)


def test_the_same_call_in_another_state(service: Service) -> None:
    who = agent(service, "zuoxi23")
    first = ring(service, who, "13877770002", "call-3").json()
    second = ring(service, who, "13877770002", "call-3", state="ended").json()
    assert (second["id"], second["state"]) == (first["id"], "ended")
    assert [one["id"] for one in service.client.get(PATH, headers=who).json()] == [first["id"]]


def test_it_rings_at_one_desk(service: Service) -> None:
    who, other = agent(service, "zuoxi24"), agent(service, "zuoxi25")
    call = ring(service, service.user("admin"), "13877770003", "call-4", agent="zuoxi24").json()
    with service.session() as session:
        query = select(LiveEvent).where(LiveEvent.kind == LiveKind.CALL, LiveEvent.subject == str(call["id"]))
        assert [one.recipient for one in session.exec(query)] == ["zuoxi24"]
    assert service.client.get(f"{PATH}/{call['id']}", headers=who).status_code == 200
    shape(service.client.get(f"{PATH}/{call['id']}", headers=other), 404, "NotFoundError")


def test_who_may_not(service: Service) -> None:
    who = agent(service, "zuoxi26")
    shape(ring(service, who, "13877770004", "call-5", agent="zuoxi24"), 403, "NotAllowedError")
    shape(ring(service, service.user("admin"), "13877770004", "call-5", agent="nobody"), 404, "NotFoundError")
    shape(ring(service, service.user("viewer"), "13877770004", "call-5"), 403, "NotAllowedError")
    shape(ring(service, {}, "13877770004", "call-5"), 401, "UnauthenticatedError")
    shape(ring(service, who, "不是号码", "call-5"), 422, "InvalidInputError")
    assert ring(service, who, "", "call-5").status_code == 422
    shape(service.client.get(f"{PATH}/987654", headers=who), 404, "NotFoundError")


@pytest.mark.parametrize(("name", "sees"), [("hub", True), ("city", True), ("county", True), ("other", False)])
def test_a_number_opens_no_case_of_another_window(network: Service, name: str, sees: bool) -> None:
    phone = "13877770041"
    talk = network.open()[0]
    case_no = network.submit(talk, phone=phone, contact="周明", company="长沙样例机械有限公司")["case_no"]
    network.step(talk, "call-backs", phone=phone)
    call = ring(network, network.user(name), phone, f"call-of-{name}").json()
    known = network.client.get(f"{PATH}/{call['id']}", headers=network.user(name)).json()
    assert (case_no in [one["case_no"] for one in known["open"]]) is sees
    assert bool(known["enterprises"]) is bool(known["call_backs"]) is (known["contact"] is not None) is sees


@pytest.mark.parametrize(("name", "sees"), [("hub", True), ("city", True), ("county", True), ("other", False)])
def test_when_a_number_rang_is_told_within_the_window_alone(network: Service, name: str, sees: bool) -> None:
    phone = f"1387777{('hub', 'city', 'county', 'other').index(name) + 5100}"
    first = ring(network, network.user("county"), phone, f"rang-for-{name}").json()
    call = ring(network, network.user(name), phone, f"rings-at-{name}").json()
    known = network.client.get(f"{PATH}/{call['id']}", headers=network.user(name)).json()
    assert call["created_at"] in known["calls"]
    assert len(known["calls"]) == (2 if sees else 1)
    assert first["id"] != call["id"]
