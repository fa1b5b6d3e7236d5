"""What agents see of appeals and how they take them to an answer; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.appeals import handling
from api.appeals.models import Appeal, AppealStatus, AppealStep
from tests.api.appeals_parts import PERSONAL, STORY, appeal_in, submit
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
S = AppealStatus


def step(service: Service, case_no: str, to: str, note: str = "天元区税务局") -> Any:
    """Take an appeal to another status as an agent."""
    path = f"/api/v1/appeals/{case_no}/steps"
    return service.client.post(path, json={"to": to, "note": note}, headers=service.user("agent"))


def status_of(service: Service, case_no: str) -> str:
    """Return the status of an appeal as an agent sees it."""
    return str(service.client.get(f"/api/v1/appeals/{case_no}", headers=service.user("agent")).json()["status"])


def test_every_state_has_its_steps_and_its_words(backend: str) -> None:
    assert set(handling.ALLOWED) == set(AppealStatus)
    labels = [handling.label(status) for status in AppealStatus]
    assert labels == [
        "已登记，等待交办",
        "已交承办单位，正在办理",
        "已答复",
        "已办结",
        "已撤回",
        "已重新办理，等待交办",
    ]


@pytest.mark.parametrize("status", AppealStatus)
def test_allowed_and_forbidden_steps(service: Service, status: AppealStatus) -> None:
    case_no = appeal_in(service, status)
    for to in set(AppealStatus) - set(handling.ALLOWED[status]):
        shape(step(service, case_no, to.value), 409, "ConflictError")
    assert status_of(service, case_no) == status.value
    for to in handling.ALLOWED[status]:
        other = appeal_in(service, status)
        assert step(service, other, to.value).json()["status"] == to.value


@pytest.mark.parametrize(
    ("status", "to"), [(S.SUBMITTED, "assigned"), (S.ASSIGNED, "answered"), (S.ASSIGNED, "withdrawn")]
)
def test_unit_answer_and_reason_are_required(service: Service, status: AppealStatus, to: str) -> None:
    case_no = appeal_in(service, status)
    for note in ("", "  "):
        shape(step(service, case_no, to, note), 422, "InvalidInputError")
    assert status_of(service, case_no) == status.value


def test_closing_needs_no_words(service: Service) -> None:
    assert step(service, appeal_in(service, S.ANSWERED), "closed", "").json()["status"] == "closed"


def test_steps_are_kept_with_actor_and_words(service: Service) -> None:
    case_no = submit(service, service.open()[0])
    assert step(service, case_no, "assigned", " 天元区税务局 ").json()["unit"] == "天元区税务局"
    assert step(service, case_no, "answered", "已受理，三日内办结").json()["result"] == "已受理，三日内办结"
    with service.session() as session:
        appeal = session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()
        steps = session.exec(select(AppealStep).where(AppealStep.appeal_id == appeal.id).order_by("id")).all()
        audit = session.exec(select(AuditEntry).where(AuditEntry.subject == case_no).order_by("id")).all()
    assert [(s.from_status, s.to_status, s.actor, s.note) for s in steps] == [
        (None, S.SUBMITTED, "bot", ""),
        (S.SUBMITTED, S.SUBMITTED, "system", ""),  # given to the nearest window
        (S.SUBMITTED, S.ASSIGNED, "the-agent", "天元区税务局"),
        (S.ASSIGNED, S.ANSWERED, "the-agent", "已受理，三日内办结"),
    ]
    assert [(a.actor, a.action, a.detail) for a in audit] == [
        ("the-agent", "appeal_step", "assigned"),
        ("the-agent", "appeal_step", "answered"),
    ]


@pytest.mark.parametrize("body", [{}, {"to": "elsewhere"}, {"to": None}, {"to": "assigned", "note": "x" * 2001}])
def test_malformed_step(service: Service, body: dict[str, Any]) -> None:
    path = f"/api/v1/appeals/{submit(service, service.open()[0])}/steps"
    shape(service.client.post(path, json=body, headers=service.user("agent")), 422, "ValidationError")


def test_of_two_steps_at_once_one_succeeds(service: Service) -> None:
    case_no = submit(service, service.open()[0])
    path, headers = f"/api/v1/appeals/{case_no}/steps", service.user("agent")
    bodies = [{"to": "assigned", "note": "税务局"}, {"to": "withdrawn", "note": "重复登记"}]

    def sending(body: dict[str, str]) -> Any:
        return lambda client: client.post(path, json=body, headers=headers)

    answers = service.together(*map(sending, bodies))
    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([200, 409], [200, 200])  # both only when the withdrawal came after the assignment
    with service.session() as session:
        steps = session.exec(
            select(AppealStep).join(Appeal).where(Appeal.case_no == case_no).order_by(AppealStep.id)
        ).all()
    assert len(steps) == 2 + codes.count(200)


def test_the_same_step_twice_at_once_is_one(service: Service) -> None:
    case_no = appeal_in(service, S.ASSIGNED)
    path, headers = f"/api/v1/appeals/{case_no}/steps", service.user("agent")
    body = {"to": "answered", "note": "已退款"}
    answers = service.together(*[lambda client: client.post(path, json=body, headers=headers)] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    shape(max(answers, key=lambda answer: answer.status_code), 409, "ConflictError")


def test_lists_show_nothing_that_names_a_person(service: Service) -> None:
    case_no = submit(service, service.open()[0], appeal_detail=f"{STORY}，打13812345678找我", **PERSONAL)
    listed = service.client.get("/api/v1/appeals", headers=service.user("agent"))
    one = service.client.get(f"/api/v1/appeals/{case_no}", headers=service.user("agent"))
    mine = next(appeal for appeal in listed.json() if appeal["case_no"] == case_no)
    assert {**mine, "steps": []} == {**one.json(), "steps": []}
    assert (mine["contact"], mine["phone"], mine["anonymous"]) == ("周**", "138****5678", False)
    assert mine["slots"]["appeal_detail"] == f"{STORY}，打138****5678找我"
    assert mine["slots"].keys() == {"appeal_object", "appeal_detail", "appeal_expect", "region"}
    for answer in (listed, one):
        assert "13812345678" not in answer.text
        assert "周小姐" not in answer.text


def test_the_history_and_the_remark_name_nobody(service: Service) -> None:
    case_no = submit(service, service.open()[0], **PERSONAL)
    path, who = f"/api/v1/appeals/{case_no}", service.user("agent")
    assert step(service, case_no, "assigned", "周小姐（13812345678）急").status_code == 200
    assert step(service, case_no, "answered", "已回复周小姐").status_code == 200
    notes = [row["note"] for row in service.client.get(f"{path}/history", headers=who).json()]
    assert notes[-2:] == ["周**（138****5678）急", "已回复周**"]
    body = {"score": 5, "remark": "周小姐很满意"}
    assert service.client.post(f"{path}/rating", json=body, headers=who).json()["remark"] == "周**很满意"


def test_list_by_status_and_page(service: Service) -> None:
    numbers = [appeal_in(service, S.CLOSED) for _ in range(3)]
    headers = service.user("agent")
    listed = service.client.get("/api/v1/appeals?status=closed&limit=2", headers=headers).json()
    assert [appeal["case_no"] for appeal in listed] == numbers[:0:-1]
    following = service.client.get("/api/v1/appeals?status=closed&limit=1&offset=2", headers=headers).json()
    assert [appeal["case_no"] for appeal in following] == numbers[:1]
    for query in ("status=x", "limit=0", "limit=101", "offset=-1", "offset=a"):
        shape(service.client.get(f"/api/v1/appeals?{query}", headers=headers), 422, "ValidationError")


def test_reveal_is_audited(service: Service) -> None:
    case_no = submit(service, service.open()[0], **PERSONAL)
    path = f"/api/v1/appeals/{case_no}/reveal"
    answer = service.client.post(path, json={"purpose": "告知结果"}, headers=service.user("agent"))
    assert answer.json() == PERSONAL
    with service.session() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.subject == case_no)).all()
    assert (entry.actor, entry.action, entry.detail) == ("the-agent", "reveal_phone", "告知结果")
    for body in ({}, {"purpose": ""}, {"purpose": "x" * 201}):
        shape(service.client.post(path, json=body, headers=service.user("agent")), 422, "ValidationError")


def test_an_anonymous_one_has_nobody_to_reveal(service: Service) -> None:
    case_no = submit(service, service.open()[0])
    path = f"/api/v1/appeals/{case_no}"
    answer = service.client.post(f"{path}/reveal", json={"purpose": "告知结果"}, headers=service.user("agent"))
    assert answer.json() == {"contact": None, "phone": None}
    mine = service.client.get(path, headers=service.user("agent")).json()
    assert (mine["anonymous"], mine["contact"], mine["phone"]) == (True, None, None)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/{case_no}", None),
        ("POST", "/{case_no}/steps", {"to": "assigned", "note": "税务局"}),
        ("POST", "/{case_no}/reveal", {"purpose": "回访"}),
    ],
)
def test_agents_only(service: Service, method: str, path: str, body: Any) -> None:
    case_no = submit(service, service.open()[0])
    url = "/api/v1/appeals" + path.format(case_no=case_no)
    for role in ("maintainer", "reviewer", "viewer"):
        shape(service.client.request(method, url, json=body, headers=service.user(role)), 403, "NotAllowedError")
    for headers in ({}, {"Authorization": "Bearer wrong"}, service.open()[1]):
        shape(service.client.request(method, url, json=body, headers=headers), 401, "UnauthenticatedError")
    assert service.client.request(method, url, json=body, headers=service.user("admin")).status_code == 200
    if case_no in url:
        missing = url.replace(case_no, "SQ1")
        shape(service.client.request(method, missing, json=body, headers=service.user("agent")), 404, "NotFoundError")
