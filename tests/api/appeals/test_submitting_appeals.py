"""From a confirmed appeal to its number, its progress and what lies on disk; on every backend."""

from __future__ import annotations

from typing import Any

import pytest

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
    mine, others = f"{case_no}（天元区税务所）", f"{other}（{STORY}）：已登记，等待交办"
    assert progress(service, conversation_id) == [f"{mine}：已登记，等待交办", others]
    told = [
        ("assigned", "已交承办单位，正在办理"),
        ("answered", "已答复。答复：已经受理"),
        ("closed", "已办结。答复：已经受理"),
    ]
    for to, words in told:
        body = {"to": to, "note": "已经受理"}
        service.client.post(path.format(case_no), json=body, headers=service.user("agent"))
        assert progress(service, conversation_id, f"{case_no.lower()}到哪了") == [f"{mine}：{words}"]
    assert progress(service, service.open()[0]) == []


def test_of_another_conversation_nothing_is_told(service: Service) -> None:
    case_no = submit(service, service.open()[0])
    assert progress(service, service.open()[0], case_no) == []
