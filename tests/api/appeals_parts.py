"""An appeal as the tests make it."""

from __future__ import annotations

from typing import Any

from api.appeals.models import AppealStatus
from tests.api.conftest import Service

S = AppealStatus
STORY = "办注销跑了五趟都不受理"
SAID = {"appeal_object": "天元区税务所", "appeal_detail": STORY, "appeal_expect": "尽快办了", "region": "430211"}
PERSONAL = {"contact": "周小姐", "phone": "13812345678"}
WAY: dict[AppealStatus, tuple[str, ...]] = {
    S.SUBMITTED: (),
    S.ASSIGNED: ("assigned",),
    S.ANSWERED: ("assigned", "answered"),
    S.CLOSED: ("assigned", "answered", "closed"),
    S.WITHDRAWN: ("withdrawn",),
    S.REOPENED: ("assigned", "answered", "reopened"),
}


def submit(service: Service, conversation_id: str, key: str = "draft-1", **slots: Any) -> str:
    """Record an appeal and return its number."""
    answer = service.step(conversation_id, "appeals", draft_key=key, slots={**SAID, **slots})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["case_no"])


def appeal_in(service: Service, status: AppealStatus) -> str:
    """Return the number of an appeal in this status."""
    case_no = submit(service, service.open()[0])
    for to in WAY[status]:
        body = {"to": to, "note": "天元区税务局"}
        path = f"/api/v1/appeals/{case_no}/steps"
        assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200
    return case_no
