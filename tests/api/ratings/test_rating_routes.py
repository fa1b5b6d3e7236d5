"""Scores given by agents; low ones bring a call and, after a while, open the case again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from api import clock
from api.accounts.models import AuditEntry
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.demands.models import Demand, DemandStatus, Transition
from api.ratings import sweeping
from tests.api.appeals_parts import PERSONAL, S, appeal_in, submit
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_demand_routes import demand_in, status_of
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def rate(service: Service, case_no: str, who: str = "agent", **body: Any) -> Any:
    """Rate as one of the users."""
    kind = "demands" if case_no.startswith("XQ") else "appeals"
    path = f"/api/v1/{kind}/{case_no}/rating"
    return service.client.post(path, json={"score": 4, **body}, headers=service.user(who))


def rating_of(service: Service, case_no: str, who: str = "agent") -> Any:
    """Read a rating as one of the users."""
    kind = "demands" if case_no.startswith("XQ") else "appeals"
    return service.client.get(f"/api/v1/{kind}/{case_no}/rating", headers=service.user(who))


def sweep(service: Service, minutes: int) -> int:
    """Sweep so many minutes from now."""
    with clock.at(utc_now() + timedelta(minutes=minutes)), service.session(write=True) as session:
        return sweeping.sweep(session)


def calls(service: Service, case_no: str) -> list[bool]:
    """Return for each call-back of a case whether it is done."""
    with service.session() as session:
        return [call.done_at is not None for call in session.exec(select(CallBack).where(CallBack.case_no == case_no))]


def test_an_agent_notes_what_the_enterprise_says(service: Service) -> None:
    case_no = demand_in(service, DemandStatus.COMPLETED)
    shape(rating_of(service, case_no), 404, "NotFoundError")
    done = rate(service, case_no, remark="很快，打13812345678找我")
    assert done.status_code == 201, done.text
    assert (done.json()["score"], done.json()["status"], done.json()["low"]) == (4, "rated", False)
    kept = rating_of(service, case_no).json()
    assert (kept["remark"], kept["by"], kept["channel"]) == ("很快，打138****5678找我", "the-agent", "console")
    assert rate(service, case_no, score=5).json()["score"] == 5
    with service.session() as session:
        audit = session.exec(
            select(AuditEntry.action).where(AuditEntry.subject == case_no).order_by(AuditEntry.id)
        ).all()
        moved = select(Transition.actor).join(Demand).where(Demand.case_no == case_no, Transition.to_status == "rated")
        assert session.exec(moved).all() == ["the-agent"]
    assert audit[-2:] == ["rate", "rate"]


def test_an_appeal_is_rated(service: Service) -> None:
    case_no = appeal_in(service, S.ANSWERED)
    assert rate(service, case_no, score=3).json()["status"] == "answered"
    path = f"/api/v1/appeals/{case_no}"
    assert service.client.get(path, headers=service.user("agent")).json()["rating"] == 3
    rows = service.client.get(f"{path}/history", headers=service.user("agent")).json()
    assert (rows[-1]["action"], rows[-1]["note"]) == ("rate", "3 分")


@pytest.mark.parametrize("case", ["demand", "appeal"])
def test_what_cannot_be(service: Service, case: str) -> None:
    open_one = demand_in(service, DemandStatus.MATCHED) if case == "demand" else appeal_in(service, S.ASSIGNED)
    shape(rate(service, open_one), 409, "ConflictError")
    for wrong in ({"score": 0}, {"score": 6}, {"score": None}, {"remark": "x" * 501}):
        shape(rate(service, open_one, **wrong), 422, "ValidationError")
    shape(rate(service, open_one, version=99), 409, "ConflictError")
    shape(rate(service, f"{open_one[:2]}1"), 404, "NotFoundError")
    for role in ("maintainer", "reviewer", "viewer", "institution"):
        shape(rate(service, open_one, role), 403, "NotAllowedError")
        shape(rating_of(service, open_one, role), 403, "NotAllowedError")


def test_in_scope_only(network: Service) -> None:
    case_no = network.submit(network.open()[0])["case_no"]
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert network.move(case_no, to, role="county").status_code == 200
    shape(rate(network, case_no, "other"), 404, "NotFoundError")
    shape(rating_of(network, case_no, "other"), 404, "NotFoundError")
    assert rate(network, case_no, "city").status_code == 201


def test_a_low_score_brings_a_call_at_once_and_opens_the_case_after_a_while(service: Service) -> None:
    case_no = demand_in(service, DemandStatus.COMPLETED)
    assert rate(service, case_no, score=1, remark="收了钱没办成").json()["low"]
    assert (calls(service, case_no), status_of(service, case_no)) == ([False], "rated")
    sweep(service, 9)
    assert status_of(service, case_no) == "rated"
    assert sweep(service, 11) >= 1
    assert sweep(service, 11) == 0
    assert status_of(service, case_no) == "reopened"
    with service.session() as session:
        steps = select(Transition).join(Demand).where(Demand.case_no == case_no).order_by(Transition.id.desc())
        last = session.exec(steps).first()
    assert (last.actor_kind, last.reason) == ("system", "评价 1 分：收了钱没办成")
    shape(rate(service, case_no, score=5), 409, "ConflictError")


def test_a_score_that_is_put_right_in_time_opens_nothing(service: Service) -> None:
    case_no = demand_in(service, DemandStatus.COMPLETED)
    rate(service, case_no, score=1)
    rate(service, case_no, score=5)
    sweep(service, 11)
    assert (calls(service, case_no), status_of(service, case_no)) == ([True], "rated")


def test_an_answer_that_does_not_satisfy_is_taken_up_again(service: Service) -> None:
    case_no = appeal_in(service, S.CLOSED)
    assert rate(service, case_no, score=2, remark="答非所问").json()["low"]
    sweep(service, 11)
    one = service.client.get(f"/api/v1/appeals/{case_no}", headers=service.user("agent")).json()
    assert (one["status"], one["reopened"]) == ("reopened", 1)


def test_no_call_where_none_is_wished(service: Service) -> None:
    talk = service.open()[0]
    case_no = submit(service, talk, **PERSONAL)
    for to in ("assigned", "answered"):
        path, body = f"/api/v1/appeals/{case_no}/steps", {"to": to, "note": "税务局"}
        service.client.post(path, json=body, headers=service.user("agent"))
    service.step(talk, "ratings", text="1分")
    assert calls(service, case_no) == [False]
    service.step(talk, "low-ratings", wish="nothing")
    assert calls(service, case_no) == [True]
