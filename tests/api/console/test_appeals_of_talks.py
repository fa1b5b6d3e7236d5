"""A complaint told in a conversation that was taken over becomes an appeal in the enterprise's name, once a draft."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.appeals.models import Appeal
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn
from tests.api.identity_parts import Talk, fresh_phone
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
WHAT = "办注销跑了五趟都不受理"


def taken(service: Service, phone: str) -> Talk:
    """Let somebody of the county complain, and its agent take the conversation over."""
    talk = service.open()
    service.bot.script = lambda _: turn(reply(), region="430112", phone=phone, contact="周小姐", company="麓川配件厂")
    service.say(talk, WHAT)
    service.step(talk[0], "handoff")
    took = service.client.post(f"/api/v1/handovers/{talk[0]}/take", headers=service.user("county"))
    assert took.status_code == 200, took.text
    return talk


def file(service: Service, talk: Talk, who: str = "county", **more: Any) -> Any:
    body = {"detail": WHAT, "draft_key": f"appeal-{talk[0][:8]}", **more}
    return service.client.post(f"/api/v1/console/talks/{talk[0]}/appeals", json=body, headers=service.user(who))


def kept(service: Service, case_no: str) -> Appeal:
    with service.session() as session:
        return session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()


def test_recorded_with_what_the_conversation_knows_once(network: Service) -> None:
    phone = fresh_phone()
    talk = taken(network, phone)
    made = file(network, talk, object="望城区税务所", wish="尽快办了")
    assert made.status_code == 201, made.text
    case_no = made.json()["case_no"]
    appeal = kept(network, case_no)
    assert (appeal.region, appeal.channel, appeal.window) == ("430112", "web", network.client.get(
        "/api/v1/console", headers=network.user("county")).json()["me"]["window"])  # fmt: skip
    assert (appeal.personal["phone"], appeal.personal["contact"], appeal.detail) == (phone, "周小姐", WHAT)
    assert phone not in made.text
    assert file(network, talk, object="别的").json()["case_no"] == case_no
    told = network.read(talk)
    assert [one["case_no"] for one in told["appeals"]] == [case_no]
    assert sum(case_no in one["text"] for one in told["messages"]) == 1
    with network.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == case_no, AuditEntry.action == "file_appeal")
        assert [one.actor for one in session.exec(query)] == ["at-county"]


def test_without_a_name_nothing_that_names_him_is_taken_over(network: Service) -> None:
    talk = taken(network, fresh_phone())
    appeal = kept(network, file(network, talk, anonymous=True).json()["case_no"])
    assert not appeal.personal.get("phone")
    assert not appeal.personal.get("contact")
    assert appeal.region == "430112"
    shape(file(network, talk, draft_key="another-draft", anonymous=True, phone="13812345678"), 422, "InvalidInputError")


def test_only_whoever_has_taken_it_over(network: Service) -> None:
    talk = taken(network, fresh_phone())
    shape(file(network, talk, "city"), 409, "ConflictError")
    shape(file(network, talk, "other"), 404, "NotFoundError")
    shape(file(network, talk, detail=""), 422, "ValidationError")
    assert network.read(talk)["appeals"] == []
