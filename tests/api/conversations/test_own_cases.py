"""The enterprise itself opens an answered appeal again; on every backend."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.appeals_parts import submit
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def reopen(service: Service, talk: Any, case_no: str, reason: str = "没有说为什么不受理") -> Any:
    """Ask for it as the holder of a conversation's token."""
    path = f"/api/v1/conversations/{talk[0]}/appeals/{case_no}/reopening"
    return service.client.post(path, json={"reason": reason}, headers=talk[1])


def answered(service: Service, talk: Any) -> str:
    """Return the number of an answered appeal of a conversation."""
    case_no = submit(service, talk[0])
    for to in ("assigned", "answered"):
        path, body = f"/api/v1/appeals/{case_no}/steps", {"to": to, "note": "不予受理"}
        assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200
    return case_no


def test_opened_again_and_told(service: Service) -> None:
    talk = service.open()
    case_no = answered(service, talk)
    done = reopen(service, talk, case_no).json()
    assert (done["status"], done["status_label"]) == ("reopened", "已重新办理，等待交办")
    rows = service.client.get(f"/api/v1/appeals/{case_no}/history", headers=service.user("agent")).json()
    assert [(row["to"], row["actor"], row["channel"], row["note"]) for row in rows][-1] == (
        "reopened",
        "enterprise",
        "web",
        "没有说为什么不受理",
    )
    (line,) = service.step(talk[0], "progress", text="").json()["lines"]
    assert "已重新办理" in line
    assert "日前答复" in line
    shape(reopen(service, talk, case_no), 409, "ConflictError")


def test_what_cannot_be(service: Service) -> None:
    talk, other = service.open(), service.open()
    case_no = answered(service, talk)
    shape(reopen(service, other, case_no), 404, "NotFoundError")
    shape(reopen(service, (talk[0], other[1]), case_no), 401, "UnauthenticatedError")
    shape(reopen(service, (talk[0], {}), case_no), 401, "UnauthenticatedError")
    shape(reopen(service, ("nobody", talk[1]), case_no), 404, "NotFoundError")
    shape(reopen(service, talk, case_no, ""), 422, "ValidationError")
    shape(reopen(service, talk, case_no, "  "), 422, "InvalidInputError")
    shape(reopen(service, talk, submit(service, talk[0], "second")), 409, "ConflictError")
