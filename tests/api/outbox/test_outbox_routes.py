"""Routes of the outbox and of the worker's standing: for administrators alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.outbox import beats
from api.outbox import service as outbox
from api.outbox.handlers import Handler
from api.outbox.relay import Relay
from tests.api.conftest import BACKENDS, Service

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def filled(service: Service) -> None:
    """Leave one entry that was done, one that failed and one that waits."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with service.session(write=True) as session:
        outbox.put(session, "t.good", {"n": 1}, key="good")
        outbox.put(session, "t.unknown", {"n": 2}, key="bad")
        outbox.put(session, "t.good", {"n": 3}, key="later", due_at=tomorrow)
    Relay(service.state.database, {"t.good": Handler(lambda *_: None)}).drain()


def get(service: Service, role: str = "admin", **params: Any) -> Any:
    """Read the outbox."""
    return service.client.get("/api/v1/outbox", params=params, headers=service.user(role))


@everywhere
def test_lists_and_trying_again(alone: Service) -> None:
    filled(alone)
    (failed,) = get(alone).json()
    assert (failed["key"], failed["state"], failed["attempts"]) == ("bad", "failed", 1)
    assert failed["last_error"] == "HopelessError: no handler for t.unknown"
    assert [one["key"] for one in get(alone, state="done").json()] == ["good"]
    assert [one["key"] for one in get(alone, state="waiting").json()] == ["later"]
    assert get(alone, state="waiting", topic="t.other").json() == []
    url = f"/api/v1/outbox/{failed['id']}/retry"
    again = alone.client.post(url, headers=alone.user("admin"))
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (200, "waiting", 0)
    once_more = alone.client.post(url, headers=alone.user("admin"))
    assert (once_more.status_code, once_more.json()["error"]) == (409, "ConflictError")
    with alone.session() as session:
        row = session.exec(select(AuditEntry).where(AuditEntry.action == "retry_outbox")).one()
    assert (row.actor, row.subject, row.detail) == ("the-admin", str(failed["id"]), "t.unknown")


@everywhere
def test_standing_of_the_worker(alone: Service) -> None:
    filled(alone)

    def standing() -> dict[str, Any]:
        return dict(alone.client.get("/api/v1/worker", headers=alone.user("admin")).json())

    asleep = standing()
    assert (asleep["alive"], asleep["due"], asleep["later"], asleep["failed"]) == (False, 0, 1, 1)
    now = datetime.now(UTC)
    beats.Beat(alone.state.database, "one", lambda: now).if_due(7)
    beats.Beat(alone.state.database, "long gone", lambda: now - timedelta(minutes=5)).if_due(3)
    awake = standing()
    assert awake["alive"]
    assert [(worker["name"], worker["handled"]) for worker in awake["workers"]] == [("one", 7)]


def test_beat_is_not_written_each_time(alone: Service) -> None:
    moments = iter(datetime(2026, 11, 23, 8, 0, second, tzinfo=UTC) for second in (0, 1, 9, 12))
    beat = beats.Beat(alone.state.database, "one", lambda: next(moments))
    for handled in range(3):
        beat.if_due(handled)
    with alone.session() as session:
        (worker,) = beats.standing(session, datetime(2026, 11, 23, 8, 0, 13, tzinfo=UTC))["workers"]
    assert (worker["handled"], worker["beat_at"]) == (2, "2026-11-23T16:00:12+08:00")


def test_for_administrators_alone(service: Service) -> None:
    for method, url in (("GET", "/api/v1/outbox"), ("POST", "/api/v1/outbox/1/retry"), ("GET", "/api/v1/worker")):
        for role in ("agent", "maintainer", "reviewer", "viewer"):
            assert service.client.request(method, url, headers=service.user(role)).status_code == 403
        assert service.client.request(method, url).status_code == 401


def test_what_is_not_there_or_makes_no_sense(service: Service) -> None:
    missing = service.client.post("/api/v1/outbox/999999/retry", headers=service.user("admin"))
    assert (missing.status_code, missing.json()["detail"]) == (404, "发件箱里没有第 999999 条。")
    assert service.client.post(f"/api/v1/outbox/{2**40}/retry", headers=service.user("admin")).status_code == 422
    assert get(service, state="lost").status_code == 422
    assert get(service, limit=0).status_code == 422
