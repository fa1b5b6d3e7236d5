"""Needs recorded twice: suggested with reasons, merged and taken apart by a person; on every backend."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from api import clock
from api.accounts.models import AuditEntry
from api.clock import CHINA, aware
from api.demands.models import Demand, DemandStatus, Transition
from api.demands.work_models import Deadline, Dispatch, DispatchState
from tests.api import windows
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_demand_routes import demand_in
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
S = DemandStatus
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)


def post(service: Service, case_no: str, what: str, who: str = "agent", **body: Any) -> Any:
    """Merge or unmerge as one of the users."""
    path = f"/api/v1/demands/{case_no}/{what}"
    return service.client.post(path, json={"reason": "同一件事", **body}, headers=service.user(who))


def suggested(service: Service, case_no: str, who: str = "agent") -> Any:
    """Return the suggestions as a user sees them."""
    return service.client.get(f"/api/v1/demands/{case_no}/duplicates", headers=service.user(who))


def row(service: Service, case_no: str) -> Demand:
    """Return a demand as it is stored."""
    with service.session() as session:
        return session.exec(select(Demand).where(Demand.case_no == case_no)).one()


def two(service: Service, **second: Any) -> tuple[str, str]:
    """Record one need twice from two conversations of one enterprise."""
    company = f"样例{uuid4().hex[:8]}厂"
    one = service.submit(service.open()[0], company=company)["case_no"]
    return one, service.submit(service.open()[0], **{"company": company, **second})["case_no"]


def test_the_same_need_of_the_same_enterprise_is_suggested_with_reasons(service: Service) -> None:
    first, second = two(service, need="小微企业贷款，没有抵押物可以吗")
    (found,) = suggested(service, second).json()
    assert (found["case_no"], found["in_hand"]) == (first, True)
    assert found["reasons"] == ["同一家企业", "都是“投融资”", "同一天登记", "说法相近"]
    assert 0.8 < found["likeness"] <= 1
    assert "phone" in found


def test_the_phone_is_enough(service: Service) -> None:
    phone = f"139{uuid4().int % 10**8:08d}"
    one = service.submit(service.open()[0], phone=phone)["case_no"]
    other = service.submit(service.open()[0], phone=phone)["case_no"]
    assert [(found["case_no"], found["reasons"][0]) for found in suggested(service, other).json()] == [
        (one, "同号码，未核对是同一个人")
    ]


def test_the_days_between_are_told_from_either_side(service: Service) -> None:
    company = f"样例{uuid4().hex[:8]}厂"
    with clock.at(MONDAY):
        first = service.submit(service.open()[0], company=company)["case_no"]
    with clock.at(MONDAY + timedelta(minutes=5)):
        same_day = service.submit(service.open()[0], company=company)["case_no"]
    with clock.at(MONDAY + timedelta(days=2, hours=-1)):
        later = service.submit(service.open()[0], company=company)["case_no"]

    def told(case_no: str) -> dict[str, str]:
        return {found["case_no"]: found["reasons"][2] for found in suggested(service, case_no).json()}

    assert told(first) == {same_day: "同一天登记", later: "相隔 2 天"}
    assert told(same_day)[first] == "同一天登记"
    assert told(later) == {first: "相隔 2 天", same_day: "相隔 2 天"}


@pytest.mark.parametrize("other", [{"company": "另一家样例厂"}, {"need": "参加广交会展位"}, {"category": "legal"}])
def test_what_differs_is_not_suggested(service: Service, other: dict[str, str]) -> None:
    assert suggested(service, two(service, **other)[1]).json() == []


def test_what_is_done_or_long_ago_is_not_suggested(service: Service) -> None:
    first, second = two(service)
    assert service.move(first, "cancelled").status_code == 200
    assert suggested(service, second).json() == []
    third, fourth = two(service)
    with service.session(write=True) as session:
        old = session.exec(select(Demand).where(Demand.case_no == third)).one()
        old.created_at = aware(old.created_at) - timedelta(days=31)
        session.add(old)
    assert suggested(service, fourth).json() == []


def test_a_merged_demand_goes_on_nowhere_else(service: Service) -> None:
    first, second = two(service)
    assert post(service, second, "merge", into=first).status_code == 200
    where = {"window": None, "institution": None, "note": "派给别人"}
    handed = service.client.post(f"/api/v1/demands/{second}/dispatch", json=where, headers=service.user("agent"))
    assert handed.status_code == 409
    assert f"已并入 {first}" in handed.json()["detail"]
    for to in ("cancelled", "no_match", "returned"):
        assert service.move(second, to).status_code == 422
    assert (row(service, second).status, row(service, second).merged_into) == (S.MERGED, first)
    assert post(service, second, "unmerge").status_code == 200


def test_merged_and_apart_again(service: Service) -> None:
    first, second = two(service)
    merged = post(service, second, "merge", into=first)
    assert merged.status_code == 200, merged.text
    assert (merged.json()["status"], merged.json()["merged_into"], merged.json()["due_at"]) == ("merged", first, None)
    assert suggested(service, second).json() == []
    apart = post(service, second, "unmerge", reason="是两笔贷款").json()
    assert (apart["status"], apart["merged_into"]) == ("matched", None)
    assert apart["due_at"] is not None
    with service.session() as session:
        steps = select(Transition.action, Transition.target, Transition.reason).join(Demand)
        own = session.exec(steps.where(Demand.case_no == second).order_by(Transition.id)).all()[-2:]
        of_other = session.exec(steps.where(Demand.case_no == first).order_by(Transition.id)).all()[-2:]
        audit = session.exec(
            select(AuditEntry.action).where(AuditEntry.subject == second).order_by(AuditEntry.id)
        ).all()
    assert own == [("move", first, "同一件事"), ("move", first, "是两笔贷款")]
    assert of_other == [("merge", second, "同一件事"), ("unmerge", second, "是两笔贷款")]
    assert audit == ["merge", "unmerge"]


@pytest.mark.parametrize("status", [S.MATCHED, S.NO_MATCH, S.DISPATCHED, S.RETURNED, S.REOPENED])
def test_it_stands_where_it_stood(service: Service, status: DemandStatus) -> None:
    case_no, other = demand_in(service, status), demand_in(service, S.MATCHED)
    assert post(service, case_no, "merge", into=other).status_code == 200
    with service.session() as session:
        query = select(Dispatch.state).join(Demand).where(Demand.case_no == case_no)
        assert DispatchState.OPEN not in session.exec(query).all()
    assert post(service, case_no, "unmerge").json()["status"] == status.value
    with service.session() as session:
        states = session.exec(query).all()
    assert (DispatchState.OPEN in states) is (status is S.DISPATCHED)


def test_the_deadline_goes_on_with_the_time_that_was_left(service: Service) -> None:
    with clock.at(MONDAY):
        case_no, other = demand_in(service, S.MATCHED), demand_in(service, S.MATCHED)
    with clock.at(MONDAY + timedelta(hours=1)):
        assert post(service, case_no, "merge", into=other).status_code == 200
    with clock.at(MONDAY + timedelta(days=1)):  # of four hours three are left
        assert post(service, case_no, "unmerge").status_code == 200
    with service.session() as session:
        (deadline,) = session.exec(select(Deadline).join(Demand).where(Demand.case_no == case_no)).all()
    assert aware(deadline.due_at) == MONDAY + timedelta(days=1, hours=4, minutes=30)  # an hour and a half for lunch
    assert aware(row(service, case_no).due_at) == aware(deadline.due_at)
    assert (deadline.ended_at, deadline.met, deadline.took_minutes) == (None, None, None)


def test_one_that_waits_for_the_enterprise_waits_on(service: Service) -> None:
    case_no, other = demand_in(service, S.MATCHED), demand_in(service, S.MATCHED)
    assert post(service, case_no, "wait", text="请补充营业执照").status_code == 200
    assert post(service, case_no, "merge", into=other).json()["waiting_since"] is None
    apart = post(service, case_no, "unmerge").json()
    assert (apart["waiting_since"] is not None, apart["due_at"]) == (True, None)
    assert post(service, case_no, "resume", text="补来了").json()["due_at"] is not None


def test_merges_that_cannot_be(service: Service) -> None:
    one, other, third = (demand_in(service, S.MATCHED) for _ in range(3))
    shape(post(service, one, "merge", into=one), 422, "InvalidInputError")
    shape(post(service, one, "merge", into="XQ1"), 404, "NotFoundError")
    shape(post(service, one, "merge", into=other, reason=""), 422, "ValidationError")
    shape(post(service, one, "merge", into=other, reason=" "), 422, "ValidationError")
    shape(post(service, one, "merge"), 422, "ValidationError")
    shape(post(service, one, "merge", into=other, version=99), 409, "ConflictError")
    shape(post(service, one, "unmerge"), 409, "ConflictError")
    shape(post(service, "XQ1", "unmerge"), 404, "NotFoundError")
    assert post(service, one, "merge", into=other).status_code == 200
    shape(post(service, other, "merge", into=third), 409, "ConflictError")  # a chain
    shape(post(service, third, "merge", into=one), 409, "ConflictError")
    shape(post(service, one, "merge", into=third), 409, "ConflictError")
    for status in (S.COMPLETED, S.CLOSED, S.CANCELLED):
        shape(post(service, third, "merge", into=demand_in(service, status)), 409, "ConflictError")
    shape(post(service, demand_in(service, S.ACCEPTED), "merge", into=third), 409, "ConflictError")


def test_of_two_merges_at_once_one_succeeds(service: Service) -> None:
    one, other = demand_in(service, S.MATCHED), demand_in(service, S.MATCHED)
    headers = service.user("agent")

    def sending(case_no: str, into: str) -> Any:
        body = {"into": into, "reason": "同一件事"}
        return lambda client: client.post(f"/api/v1/demands/{case_no}/merge", json=body, headers=headers)

    answers = service.together(sending(one, other), sending(other, one))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert sorted(row(service, case_no).status for case_no in (one, other)) == ["matched", "merged"]


def test_both_must_be_in_hand(network: Service) -> None:
    mine = network.submit(network.open()[0])["case_no"]
    foreign = network.submit(network.open()[0], region="430211")["case_no"]
    assert (row(network, mine).window, row(network, foreign).window) == (windows.COUNTY, windows.OTHER)
    shape(post(network, mine, "merge", "county", into=foreign), 404, "NotFoundError")
    shape(post(network, mine, "merge", "other", into=foreign), 404, "NotFoundError")
    shape(suggested(network, mine, "other"), 404, "NotFoundError")
    assert post(network, mine, "escalation", "county", text="办不了").status_code == 200
    own = network.submit(network.open()[0])["case_no"]
    shape(post(network, mine, "merge", "county", into=own), 403, "NotAllowedError")
    assert post(network, mine, "merge", "hub", into=foreign).status_code == 200
    shape(post(network, mine, "unmerge", "county"), 403, "NotAllowedError")


@pytest.mark.parametrize("role", ["maintainer", "reviewer", "viewer", "institution"])
def test_agents_only(service: Service, role: str) -> None:
    case_no = demand_in(service, S.MATCHED)
    shape(suggested(service, case_no, role), 403, "NotAllowedError")
    shape(post(service, case_no, "merge", role, into="XQ1"), 403, "NotAllowedError")
    shape(post(service, case_no, "unmerge", role), 403, "NotAllowedError")


def test_the_enterprise_hears_of_the_other_one(service: Service) -> None:
    talk = service.open()
    case_no = service.submit(talk[0])["case_no"]
    other = demand_in(service, S.MATCHED)
    assert post(service, case_no, "merge", into=other).status_code == 200
    assert service.move(other, "dispatched").status_code == 200
    (line,) = service.step(talk[0], "progress", text="").json()["lines"]
    assert line.startswith(
        f"{case_no}（小微企业贷款，没有抵押物）：已并入另一件，按{other}一起办，已派单，等待机构受理。"
    )
