"""From a confirmed appeal to its number, its progress and what lies on disk; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.appeals.models import Appeal
from tests.api.appeals_parts import PERSONAL, SAID, STORY, submit
from tests.api.conftest import BACKENDS, INTERNAL, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def progress(service: Service, conversation_id: str, text: str = "办到哪了") -> list[str]:
    """Return what the enterprise is told."""
    return list(service.step(conversation_id, "progress", text=text).json()["lines"])


def test_recorded_and_shown_to_its_owner(service: Service) -> None:
    conversation = service.open()
    case_no = submit(service, conversation[0], **PERSONAL)
    assert case_no.startswith("SQ20261123")
    (appeal,) = service.read(conversation)["appeals"]
    created_at = appeal.pop("created_at")
    assert created_at.endswith("+08:00")
    assert appeal == {
        "case_no": case_no,
        "category": None,
        "slots": {**SAID, **PERSONAL},
        "status": "submitted",
        "status_label": "已登记，等待交办",
        "unit": "",
        "result": "",
        "rating": None,
    }
    assert service.read(conversation)["demands"] == []


def test_an_anonymous_one_names_nobody(service: Service) -> None:
    conversation = service.open()
    submit(service, conversation[0])
    (appeal,) = service.read(conversation)["appeals"]
    assert appeal["slots"] == SAID


def test_same_draft_twice_is_one_appeal(service: Service) -> None:
    conversation = service.open()
    first, second = submit(service, conversation[0]), submit(service, conversation[0], appeal_detail="另一件事的经过")
    assert first == second
    assert len(service.read(conversation)["appeals"]) == 1
    assert submit(service, conversation[0], "draft-2") != first
    assert submit(service, service.open()[0]) != first


def test_same_draft_at_once_is_one_appeal(service: Service) -> None:
    conversation = service.open()
    path = f"/internal/v1/conversations/{conversation[0]}/appeals"
    body = {"draft_key": "k", "slots": SAID}
    answers = service.together(*[lambda client: client.post(path, json=body, headers=INTERNAL)] * 6)
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.text for answer in answers}) == 1
    assert len(service.read(conversation)["appeals"]) == 1


@pytest.mark.parametrize("detail", [None, "", "  ", "不好", " 乱收费 "])
def test_without_a_story_it_is_refused(service: Service, detail: str | None) -> None:
    conversation = service.open()
    answer = service.step(conversation[0], "appeals", draft_key="k", slots={**SAID, "appeal_detail": detail})
    shape(answer, 422, "InvalidInputError")
    assert service.read(conversation)["appeals"] == []


@pytest.mark.parametrize(
    "body", [{}, {"draft_key": "", "slots": SAID}, {"draft_key": "k"}, {"draft_key": "x" * 65, "slots": {}}]
)
def test_malformed_draft(service: Service, body: dict[str, Any]) -> None:
    shape(service.step(service.open()[0], "appeals", **body), 422, "ValidationError")


def test_of_no_conversation_and_without_the_token(service: Service) -> None:
    shape(service.step("nobody", "appeals", draft_key="k", slots=SAID), 404, "NotFoundError")
    path, body = f"/internal/v1/conversations/{service.open()[0]}/appeals", {"draft_key": "k", "slots": SAID}
    for headers in ({}, {"X-Qifu-Token": "wrong"}):
        shape(service.client.post(path, json=body, headers=headers), 403, "NotAllowedError")


def test_progress_tells_the_true_state(service: Service) -> None:
    conversation_id = service.open()[0]
    case_no, path = submit(service, conversation_id), "/api/v1/appeals/{}/steps"
    other = submit(service, conversation_id, "draft-2", appeal_object="")
    mine, waits = f"{case_no}（天元区税务所）", "已登记，等待交办。平台正在分给该管的单位，最晚12月7日前答复。"
    assert progress(service, conversation_id) == [f"{mine}：{waits}", f"{other}（{STORY}）：{waits}"]
    told = [
        ("assigned", "已交承办单位，正在办理。在已经受理手里，办完会在这里答复您，最晚12月7日前答复。"),
        ("answered", "已答复。答复：已经受理。已经受理已经答复，满不满意请您打个分，1到5分。"),
        ("closed", "已办结。答复：已经受理。已经结了，对结果不满意可以说“转人工”。"),
    ]
    for to, words in told:
        body = {"to": to, "note": "已经受理"}
        service.client.post(path.format(case_no), json=body, headers=service.user("agent"))
        assert progress(service, conversation_id, f"{case_no.lower()}到哪了") == [f"{mine}：{words}"]
    assert progress(service, service.open()[0]) == []


def test_of_another_conversation_nothing_is_told(service: Service) -> None:
    case_no = submit(service, service.open()[0])
    assert progress(service, service.open()[0], case_no) == []


def test_the_company_is_kept_and_alone_does_not_name_anybody(service: Service) -> None:
    conversation = service.open()
    submit(service, conversation[0], company="天元注塑厂")
    (appeal,) = service.read(conversation)["appeals"]
    assert appeal["slots"]["company"] == "天元注塑厂"
    with service.session() as session:
        assert session.exec(select(Appeal).where(Appeal.case_no == appeal["case_no"])).one().anonymous


def test_it_is_told_by_when_an_answer_comes(service: Service) -> None:
    body = {"draft_key": "k", "slots": SAID}
    assert service.step(service.open()[0], "appeals", **body).json()["answer_by"] == "12月7日"


def test_taking_back_the_newest_open_one_or_the_one_named(service: Service) -> None:
    talk = service.open()[0]
    first, second, third = (submit(service, talk, key) for key in ("a", "b", "c"))

    def taken_back(text: str) -> dict[str, Any]:
        return dict(service.step(talk, "appeal-withdrawals", text=text).json())

    assert taken_back(f"撤回{first.lower()}") == {"case_no": first, "withdrawn": True, "state": "已撤回"}
    assert taken_back("不投诉了") == {"case_no": third, "withdrawn": True, "state": "已撤回"}
    for to in ("assigned", "answered"):
        path, body = f"/api/v1/appeals/{second}/steps", {"to": to, "note": "税务局"}
        assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200
    assert taken_back(second) == {"case_no": second, "withdrawn": False, "state": "已答复"}
    nothing = service.step(service.open()[0], "appeal-withdrawals", text=first).json()
    assert nothing == {"case_no": None, "withdrawn": False, "state": None}
