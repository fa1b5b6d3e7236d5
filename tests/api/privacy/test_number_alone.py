"""The telephone number alone is taken out of what was recorded in a talk; the cases go on without it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.appeals.models import Appeal
from api.callbacks.models import CallBack
from api.demands.models import Demand
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

PHONE = "13812345678"
APPEAL = {"appeal_detail": "办事跑了五趟", "phone": PHONE}


def remove(service: Service, talk: str, text: str = "把我电话删掉") -> dict[str, Any]:
    return dict(service.step(talk, "number-removals", text=text).json())


def demand(service: Service, talk: str, key: str) -> str:
    return str(service.submit(talk, key, contact="李", phone=PHONE)["case_no"])


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_of_every_case_of_the_talk(service: Service) -> None:
    conversation, other = service.open(), service.open()
    talk = conversation[0]
    waiting, worked_on, elsewhere = (
        demand(service, talk, "a"),
        demand(service, talk, "b"),
        demand(service, other[0], "c"),
    )
    appeal = service.step(talk, "appeals", draft_key="k", slots=APPEAL).json()["case_no"]
    service.step(talk, "call-backs", phone=PHONE)
    service.move(worked_on, "dispatched")
    assert remove(service, talk) == {"case_nos": [waiting, worked_on, appeal], "under_way": [worked_on]}
    assert remove(service, talk) == {"case_nos": [], "under_way": []}
    with service.session() as session:
        kept = {one.case_no: one for one in session.exec(select(Demand))}
        assert kept[waiting].personal == {"contact": "李"}
        assert kept[waiting].phone_fingerprint is None
        assert kept[elsewhere].personal["phone"] == PHONE
        appealed = session.exec(select(Appeal).where(Appeal.case_no == appeal)).one()
        assert (appealed.personal, appealed.anonymous, appealed.phone_fingerprint) == ({}, True, None)
        (call,) = session.exec(select(CallBack).where(CallBack.conversation_id == talk)).all()
        assert (call.phone, call.done_by) == (None, "enterprise")
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "forget_phone")).all()
        assert {waiting, worked_on, appeal} <= {one.subject for one in noted}
    assert "phone" not in service.read(conversation)["demands"][0]["slots"]


def test_of_the_case_that_is_named(service: Service) -> None:
    talk = service.open()[0]
    first, second = demand(service, talk, "a"), demand(service, talk, "b")
    assert remove(service, talk, f"把{first.lower()}的电话删了")["case_nos"] == [first]
    with service.session() as session:
        kept = session.exec(select(Demand).where(Demand.case_no == second)).one()
        assert kept.personal["phone"] == PHONE


def test_a_talk_that_is_not_there(service: Service) -> None:
    shape(service.step("nothing", "number-removals", text="删电话"), 404, "NotFoundError")
