"""The audit as administrators read it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from api.accounts import service as accounts
from api.accounts.models import AuditEntry
from tests.api.conftest import BACKENDS, Service
from tests.api.reports.test_figure_routes import counted
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PATH = "/api/v1/audit"


def read(service: Service, **params: Any) -> list[dict[str, Any]]:
    """Read the audit."""
    answer = service.client.get(PATH, params=params, headers=service.user("admin"))
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def test_filters_and_pages(alone: Service) -> None:
    for number in range(3):
        with alone.session(write=True) as session:
            accounts.record(session, f"u-{number}", "look", f"XQ-{number}", "回访，打13812345678")
    assert [one["subject"] for one in read(alone, action="look")] == ["XQ-2", "XQ-1", "XQ-0"]
    assert [one["subject"] for one in read(alone, action="look", offset=1, limit=1)] == ["XQ-1"]
    assert [one["subject"] for one in read(alone, actor="u-1")] == ["XQ-1"]
    (entry,) = read(alone, subject="XQ-2")
    assert (entry["actor"], entry["action"], entry["detail"]) == ("u-2", "look", "回访，打138****5678")
    assert entry["at"].endswith("+08:00")
    assert read(alone, actor="u-1", subject="XQ-2") == []


def test_days_are_days_in_china(alone: Service) -> None:
    with alone.session(write=True) as session:
        accounts.record(session, "u", "late", "x")
        session.flush()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "late")).one()
        entry.at = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight of the 23rd
        session.add(entry)
    assert len(read(alone, action="late", since="2026-11-23", until="2026-11-23")) == 1
    assert read(alone, action="late", until="2026-11-22") == []
    assert read(alone, action="late", since="2026-11-24") == []
    assert len(read(alone, action="late", since="0001-01-01", until="9999-12-31")) == 1


def test_names_and_numbers_are_masked_and_the_total_is_told(alone: Service) -> None:
    with alone.session(write=True) as session:
        session.add(AuditEntry(actor="u", action="told", subject="13812345678", detail="我叫周晓燕，电话13812345678"))
        accounts.record(session, "u", "told", "XQ202611230001", "回访")
    answer = alone.client.get(PATH, params={"action": "told", "limit": 1}, headers=alone.user("admin"))
    assert answer.headers["X-Total-Count"] == "2"
    assert [one["subject"] for one in answer.json()] == ["XQ202611230001"]
    (_, entry) = read(alone, action=" told ")
    assert (entry["subject"], entry["detail"]) == ("138****5678", "我叫周**，电话138****5678")


def test_as_many_queries_for_many_as_for_one(alone: Service) -> None:
    with alone.session(write=True) as session:
        for number in range(100):
            accounts.record(session, "u", "counted", f"XQ-{number}")
    for limit in (1, 100):
        with counted(alone) as sent:
            assert len(read(alone, action="counted", limit=limit)) == limit
        assert len([one for one in sent if "FROM audit_entries" in one]) == 2, sent


def test_administrators_only(service: Service) -> None:
    for role in ("agent", "maintainer", "reviewer", "viewer"):
        shape(service.client.get(PATH, headers=service.user(role)), 403, "NotAllowedError")
    shape(service.client.get(PATH), 401, "UnauthenticatedError")
    for params in (
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"since": "yesterday"},
        {"actor": "x" * 65},
        {"who": "x"},
    ):
        answer = service.client.get(PATH, params=params, headers=service.user("admin"))
        shape(answer, 422, "ValidationError")
    backwards = {"since": "2026-11-23", "until": "2026-11-22"}
    answer = service.client.get(PATH, params=backwards, headers=service.user("admin"))
    shape(answer, 422, "InvalidInputError")
    assert answer.json()["detail"] == "结束日期不能早于开始日期。"


def test_reading_it_is_an_entry_itself(alone: Service) -> None:
    read(alone, action="look", since="2026-11-21")
    read(alone, subject="13812345678")
    refused = alone.client.get(PATH, headers=alone.user("agent"))
    assert refused.status_code == 403
    looks = read(alone, action="read_audit")
    assert [(one["actor"], one["subject"], one["detail"]) for one in looks] == [
        ("the-admin", "audit", "subject=138****5678"),
        ("the-admin", "audit", "action=look since=2026-11-21"),
    ]
    with alone.session() as session:
        kept = session.exec(select(AuditEntry.detail).where(AuditEntry.action == "read_audit")).all()
    assert len(kept) == 3  # this look too
    assert "13812345678" not in " ".join(kept)
