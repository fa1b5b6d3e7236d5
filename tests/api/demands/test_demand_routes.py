"""What agents see of demands and how they take them through their states; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.demands import lifecycle
from api.demands.models import Demand, DemandStatus, Transition
from api.masking import mask_name, mask_phone
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
S = DemandStatus
WAY: dict[DemandStatus, tuple[str, ...]] = {
    S.MATCHED: (),
    S.NO_MATCH: ("no_match",),
    S.DISPATCHED: ("dispatched",),
    S.ACCEPTED: ("dispatched", "accepted"),
    S.IN_SERVICE: ("dispatched", "accepted", "in_service"),
    S.COMPLETED: ("dispatched", "accepted", "in_service", "completed"),
    S.RATED: ("dispatched", "accepted", "in_service", "completed", "rated"),
    S.CLOSED: ("dispatched", "accepted", "in_service", "completed", "closed"),
    S.RETURNED: ("dispatched", "returned"),
    S.CANCELLED: ("cancelled",),
    S.REOPENED: ("cancelled", "reopened"),
}


def demand_in(service: Service, status: DemandStatus) -> str:
    """Return the number of a demand in this status."""
    case_no = str(service.submit(service.open()[0], contact="周小姐", phone="13812345678")["case_no"])
    for to in WAY[status]:
        assert take(service, case_no, to).status_code == 200
    return case_no


def take(service: Service, case_no: str, to: str) -> Any:
    """Take a step as an agent; to be rated, a demand is given a score."""
    if to != S.RATED.value:
        return service.move(case_no, to)
    path, agent = f"/api/v1/demands/{case_no}/rating", service.user("agent")
    answer = service.client.post(path, json={"score": 5}, headers=agent)
    assert answer.status_code == 201, answer.text
    return service.client.get(f"/api/v1/demands/{case_no}", headers=agent)


def status_of(service: Service, case_no: str) -> str:
    """Return the status of a demand as an agent sees it."""
    return str(service.client.get(f"/api/v1/demands/{case_no}", headers=service.user("agent")).json()["status"])


def test_every_state_can_be_reached_and_left(backend: str) -> None:
    assert set(lifecycle.ALLOWED) == set(DemandStatus)
    assert all(lifecycle.ALLOWED[status] for status in DemandStatus)
    assert all(lifecycle.label(status) for status in DemandStatus)


@pytest.mark.parametrize("status", WAY)
def test_allowed_and_forbidden_steps(service: Service, status: DemandStatus) -> None:
    allowed = [to for to in lifecycle.ALLOWED[status] if to not in (S.MERGED, status)]
    if status is not S.MATCHED and status not in lifecycle.ALLOWED[S.MATCHED]:
        allowed = allowed[:1]  # the others begin a new demand each; one is enough to show the way
    case_no = demand_in(service, status)
    shape(service.move(case_no, "merged"), 422, "InvalidInputError")
    shape(service.move(case_no, status.value), 409, "ConflictError")
    for to in set(DemandStatus) - {*lifecycle.ALLOWED[status], S.MERGED}:
        shape(service.move(case_no, to.value), 409, "ConflictError")
    assert status_of(service, case_no) == status.value
    for to in allowed:
        other = demand_in(service, status)
        assert take(service, other, to.value).json()["status"] == to.value


def test_nothing_is_rated_without_a_score(service: Service) -> None:
    case_no = demand_in(service, S.COMPLETED)
    refused = shape(service.move(case_no, "rated"), 422, "InvalidInputError")
    assert "分数" in refused["detail"]
    found = service.client.get(f"/api/v1/demands/{case_no}", headers=service.user("agent")).json()
    assert (found["status"], found["rating"]) == ("completed", None)
    assert "rated" not in [one["to"] for one in found["steps"]]


def test_step_is_kept_with_actor_and_reason(service: Service) -> None:
    case_no = demand_in(service, S.DISPATCHED)
    assert service.move(case_no, "returned", "机构人手不足").status_code == 200
    with service.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        steps = session.exec(select(Transition).where(Transition.demand_id == demand.id).order_by("id")).all()
        audit = session.exec(select(AuditEntry).where(AuditEntry.subject == case_no).order_by("id")).all()
    assert [(s.from_status, s.to_status, s.actor, s.actor_kind, s.channel, s.reason) for s in steps] == [
        (S.SUBMITTED, S.SUBMITTED, "system", "system", "system", ""),  # given to the nearest window
        (S.SUBMITTED, S.MATCHED, "bot", "bot", "web", ""),
        (S.MATCHED, S.DISPATCHED, "the-agent", "agent", "console", "按约定"),
        (S.DISPATCHED, S.RETURNED, "the-agent", "agent", "console", "机构人手不足"),
        (S.RETURNED, S.RETURNED, "system", "system", "system", "窗口退单"),  # to the window above
    ]
    assert [(a.actor, a.action, a.detail) for a in audit] == [
        ("the-agent", "transition", "dispatched"),
        ("the-agent", "transition", "returned"),
    ]


@pytest.mark.parametrize(
    ("status", "to"), [(S.DISPATCHED, "returned"), (S.MATCHED, "cancelled"), (S.CLOSED, "reopened")]
)
def test_reason_is_required(service: Service, status: DemandStatus, to: str) -> None:
    case_no = demand_in(service, status)
    for reason in ("", "  "):
        shape(service.move(case_no, to, reason), 422, "InvalidInputError")
    assert status_of(service, case_no) == status.value


@pytest.mark.parametrize("body", [{}, {"to": "elsewhere"}, {"to": None}, {"to": "dispatched", "reason": "x" * 501}])
def test_malformed_step(service: Service, body: dict[str, Any]) -> None:
    path = f"/api/v1/demands/{demand_in(service, S.MATCHED)}/transitions"
    shape(service.client.post(path, json=body, headers=service.user("agent")), 422, "ValidationError")


def test_of_two_steps_at_once_one_succeeds(service: Service) -> None:
    case_no = demand_in(service, S.MATCHED)
    path, headers = f"/api/v1/demands/{case_no}/transitions", service.user("agent")
    answers = service.together(*[lambda client: client.post(path, json={"to": "dispatched"}, headers=headers)] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    shape(max(answers, key=lambda answer: answer.status_code), 409, "ConflictError")
    with service.session() as session:
        steps = session.exec(
            select(Transition).join(Demand).where(Demand.case_no == case_no).order_by(Transition.id)
        ).all()
    assert [step.to_status for step in steps].count(S.DISPATCHED) == 1


def test_list_shows_nothing_that_names_a_person(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0], need="贷款，打13812345678", contact="周小姐", phone="13812345678")[
        "case_no"
    ]
    answer = service.client.get("/api/v1/demands", headers=service.user("agent"))
    mine = next(demand for demand in answer.json() if demand["case_no"] == case_no)
    assert (mine["contact"], mine["phone"], mine["need"]) == ("周**", "138****5678", "贷款，打138****5678")
    assert "13812345678" not in answer.text
    assert "周小姐" not in answer.text
    one = service.client.get(f"/api/v1/demands/{case_no}", headers=service.user("agent"))
    assert "13812345678" not in one.text
    assert "周小姐" not in one.text
    assert set(one.json()) == {*mine, "shown", "chosen", "rating", "dispatches", "deadlines", "steps"}


def test_list_by_status_and_page(service: Service) -> None:
    numbers = [demand_in(service, S.ACCEPTED) for _ in range(3)]
    headers = service.user("agent")
    listed = service.client.get("/api/v1/demands?status=accepted&limit=2", headers=headers).json()
    assert [demand["case_no"] for demand in listed] == numbers[:0:-1]
    assert {demand["status"] for demand in listed} == {"accepted"}
    following = service.client.get("/api/v1/demands?status=accepted&limit=1&offset=2", headers=headers).json()
    assert [demand["case_no"] for demand in following] == numbers[:1]
    for query in ("status=x", "limit=0", "limit=101", "offset=-1", "offset=a"):
        shape(service.client.get(f"/api/v1/demands?{query}", headers=headers), 422, "ValidationError")


def test_blanks_are_no_purpose_and_no_note(service: Service) -> None:
    path = f"/api/v1/demands/{service.submit(service.open()[0])['case_no']}"
    for what, body in (("reveal", {"purpose": "  \u3000"}), ("notes", {"text": " \n "}), ("wait", {"text": " "})):
        shape(service.client.post(f"{path}/{what}", json=body, headers=service.user("agent")), 422, "ValidationError")
    why = {"case_no": path[-14:], "purpose": "   "}
    for what in ("exports", "erasures"):
        answer = service.client.post(f"/api/v1/privacy/{what}", json=why, headers=service.user("admin"))
        shape(answer, 422, "ValidationError")


def test_reveal_is_audited(service: Service) -> None:
    case_no = demand_in(service, S.MATCHED)
    path = f"/api/v1/demands/{case_no}/reveal"
    answer = service.client.post(path, json={"purpose": "回访"}, headers=service.user("agent"))
    assert answer.json() == {"contact": "周小姐", "phone": "13812345678"}
    with service.session() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.subject == case_no)).all()
    assert (entry.actor, entry.action, entry.detail) == ("the-agent", "reveal_phone", "回访")
    for body in ({}, {"purpose": ""}, {"purpose": "x" * 201}):
        shape(service.client.post(path, json=body, headers=service.user("agent")), 422, "ValidationError")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/{case_no}", None),
        ("POST", "/{case_no}/transitions", {"to": "dispatched"}),
        ("POST", "/{case_no}/reveal", {"purpose": "回访"}),
    ],
)
def test_agents_only(service: Service, method: str, path: str, body: Any) -> None:
    case_no = demand_in(service, S.MATCHED)
    url = "/api/v1/demands" + path.format(case_no=case_no)
    others = ("maintainer", "reviewer", *(("viewer",) if path else ()))  # who sees figures sees the list behind them
    for role in others:
        shape(service.client.request(method, url, json=body, headers=service.user(role)), 403, "NotAllowedError")
    conversation = service.open()
    for headers in ({}, {"Authorization": "Bearer wrong"}, conversation[1]):
        shape(service.client.request(method, url, json=body, headers=headers), 401, "UnauthenticatedError")
    assert service.client.request(method, url, json=body, headers=service.user("admin")).status_code == 200
    if case_no in url:
        missing = url.replace(case_no, "XQ1")
        shape(service.client.request(method, missing, json=body, headers=service.user("agent")), 404, "NotFoundError")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812345678", "138****5678"), ("88123456", "881****3456"), ("12345", "****"), ("", ""), (None, None)],
)
def test_mask_phone(backend: str, phone: str | None, masked: str | None) -> None:
    assert mask_phone(phone) == masked


def test_mask_name(backend: str) -> None:
    assert (mask_name("周小姐"), mask_name(""), mask_name(None)) == ("周**", None, None)
