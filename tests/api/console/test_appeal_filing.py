"""A complaint on the phone becomes an appeal in the enterprise's name, once, at the right window; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.appeals.models import Appeal
from api.consents.models import Consent
from api.console.appeal_filing import TOO_MUCH
from api.conversations.models import Message, Speaker
from tests.api import windows
from tests.api.conftest import BACKENDS, Service
from tests.api.desk import agent
from tests.api.test_app import shape

PATH = "/api/v1/console/appeals"
STORY = "办注销跑了五趟都不受理，身份证号430102198001011234"
SAID = {
    "object": "天元区税务所",
    "wish": "尽快办了",
    "region": "株洲天元区",
    "contact": "周小姐",
    "phone": "138 1234 5678",
}
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def file(service: Service, who: dict[str, str], key: str, **more: Any) -> Any:
    """File what was told on the phone."""
    return service.client.post(PATH, json={"detail": STORY, "draft_key": key, **more}, headers=who)


def kept(service: Service, case_no: str) -> Appeal:
    """Return an appeal as it is kept."""
    with service.session() as session:
        return session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()


def ring(service: Service, who: dict[str, str], phone: str) -> int:
    """Let a phone ring at an agent."""
    answer = service.client.post("/api/v1/calls", json={"phone": phone, "call_id": f"appeal-{phone}"}, headers=who)
    return int(answer.json()["id"])


def test_told_once_kept_once(service: Service) -> None:
    who = agent(service, "zuoxi71")
    first, second = (file(service, who, "appeal-of-71", **SAID) for _ in range(2))
    assert first.status_code == 201
    assert first.json() == second.json()
    told = first.json()
    assert (told["channel"], told["status"], told["anonymous"]) == ("hotline", "submitted", False)
    assert (told["contact"], told["phone"]) == ("周**", "138****5678")
    assert told["slots"]["region"] == "430211"
    appeal = kept(service, told["case_no"])
    assert (appeal.object, appeal.wish, appeal.personal["phone"]) == ("天元区税务所", "尽快办了", "13812345678")
    assert "430102198001011234" not in appeal.detail
    rows = service.client.get(f"/api/v1/appeals/{told['case_no']}/history", headers=who).json()
    assert (rows[0]["actor"], rows[0]["channel"], rows[0]["to"]) == ("zuoxi71", "hotline", "submitted")
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.action == "file_appeal", AuditEntry.actor == "zuoxi71")
        assert [one.subject for one in session.exec(query)] == [told["case_no"]]
        query = select(Message).where(Message.conversation_id == appeal.conversation_id)
        (message,) = session.exec(query)
        assert message.speaker is Speaker.AGENT
        consents = session.exec(select(Consent).where(Consent.conversation_id == appeal.conversation_id)).all()
        assert {one.collected.value for one in consents} == {"contact", "phone"}


def test_the_number_of_the_call_and_whoever_does_not_want_to_be_known(service: Service) -> None:
    who = agent(service, "zuoxi72")
    call = ring(service, who, "13877770072")
    made = file(service, who, "appeal-of-72", call_id=call).json()
    assert (made["phone"], made["anonymous"]) == ("138****0072", False)
    again = service.client.get(f"/api/v1/calls/{call}", headers=who).json()
    assert made["case_no"] in [one["case_no"] for one in again["appeals"]]
    hidden = file(service, who, "appeal-of-72-hidden", call_id=call, anonymous=True).json()
    assert (hidden["phone"], hidden["contact"], hidden["anonymous"]) == (None, None, True)
    assert kept(service, hidden["case_no"]).phone_fingerprint is None


def test_what_cannot_be_filed(service: Service) -> None:
    who, key = agent(service, "zuoxi73"), "appeal-of-73"
    shape(file(service, service.user("viewer"), key), 403, "NotAllowedError")
    shape(file(service, service.user("institution"), key), 403, "NotAllowedError")
    shape(file(service, {}, key), 401, "UnauthenticatedError")
    shape(file(service, who, key, call_id=987654), 404, "NotFoundError")
    other = ring(service, agent(service, "zuoxi74"), "13877770074")
    shape(file(service, who, key, call_id=other), 404, "NotFoundError")
    shape(file(service, who, key, region="没有这地方"), 422, "InvalidInputError")
    shape(file(service, who, key, phone="12"), 422, "InvalidInputError")
    shape(file(service, who, key, detail="吵"), 422, "InvalidInputError")
    shape(file(service, who, key, detail=""), 422, "ValidationError")
    shape(file(service, who, "short"), 422, "ValidationError")
    told = shape(file(service, who, key, anonymous=True, phone="13812345678"), 422, "InvalidInputError")
    assert told["detail"] == TOO_MUCH
    with service.session() as session:
        assert session.exec(select(AuditEntry).where(AuditEntry.actor == "zuoxi73")).all() == []


def test_it_goes_to_the_nearest_window_and_its_recorder_may_follow_it(network: Service) -> None:
    case_no = file(network, network.user("county"), "appeal-of-county", region="株洲天元区").json()["case_no"]

    def get(who: str) -> Any:
        return network.client.get(f"/api/v1/appeals/{case_no}", headers=network.user(who))

    assert get("other").json()["window"] == windows.OTHER
    assert get("other").json()["steps"] != []
    assert (get("county").status_code, get("county").json()["steps"]) == (200, [])
    body = {"to": "assigned", "note": "税务局"}
    path = f"/api/v1/appeals/{case_no}/steps"
    shape(network.client.post(path, json=body, headers=network.user("county")), 403, "NotAllowedError")
    assert network.client.post(path, json=body, headers=network.user("other")).status_code == 200


def test_without_a_place_it_stays_where_it_was_told(network: Service) -> None:
    made = file(network, network.user("county"), "appeal-of-nowhere").json()
    assert made["window"] == windows.COUNTY
    path = f"/api/v1/appeals/{made['case_no']}"
    shape(network.client.get(path, headers=network.user("other")), 404, "NotFoundError")
