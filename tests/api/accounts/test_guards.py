"""Waits after failed logins: by name and by address, growing, across processes, ended by an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from api import clock
from api.accounts import guards
from api.accounts.models import AuditEntry, GuardScope, LoginGuard
from api.clock import utc_now
from tests.api.conftest import BACKENDS, PASSWORD, Service, StartService
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
LOCKOUTS = "/api/v1/lockouts"


def log_in(service: Service, username: str = "the-agent", password: str = "wrong") -> Any:  # noqa: S107
    """Try to log in."""
    return service.client.post("/api/v1/login", json={"username": username, "password": password})


@pytest.fixture
def _at_one_moment() -> Iterator[None]:
    """Let everything happen at one moment: what is left of a wait is told in seconds."""
    with clock.at(utc_now()):
        yield


def fail(service: Service, times: int, username: str = "the-agent") -> None:
    """Fail so often."""
    for _ in range(times):
        shape(log_in(service, username), 401, "UnauthenticatedError")


def later(service: Service, by: timedelta) -> None:
    """Let time pass for all guards."""
    with service.session(write=True) as session:
        for guard in session.exec(select(LoginGuard)):
            guard.last_at -= by
            guard.locked_until = guard.locked_until and guard.locked_until - by


@pytest.mark.usefixtures("_at_one_moment")
def test_the_right_password_has_to_wait_as_well(alone: Service) -> None:
    fail(alone, 5)
    answer = log_in(alone, password=PASSWORD)
    body = shape(answer, 429, "TooManyAttemptsError")
    assert body["detail"] == "这个用户名连续登录失败次数太多，请过60秒再试，或请管理员解锁。"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert log_in(alone, "the-viewer", PASSWORD).status_code == 200
    later(alone, timedelta(seconds=61))
    assert log_in(alone, password=PASSWORD).status_code == 200
    fail(alone, 5)  # a success had begun anew


def test_the_wait_grows_up_to_an_hour(alone: Service) -> None:
    fail(alone, 5)
    for minutes in (2, 4, 8, 16, 32, 60, 60):
        later(alone, timedelta(minutes=61))
        fail(alone, 1)
        answer = log_in(alone, password=PASSWORD)
        assert f"请过{minutes}分钟再试" in answer.json()["detail"]
    later(alone, timedelta(hours=25))
    fail(alone, 4)
    assert log_in(alone, password=PASSWORD).status_code == 200  # after a day counting begins anew


@pytest.mark.usefixtures("_at_one_moment")
def test_names_that_nobody_has_wait_alike(alone: Service) -> None:
    """Otherwise the wait would tell which names there are."""
    fail(alone, 5, "nobody")
    told = shape(log_in(alone, "nobody"), 429, "TooManyAttemptsError")["detail"]
    fail(alone, 5)
    assert shape(log_in(alone), 429, "TooManyAttemptsError")["detail"] == told


def test_an_address_that_tries_many_names(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guards.LIMITS, GuardScope.ADDRESS, guards.Limit(6, "地址{wait}"))
    for number in range(6):
        fail(alone, 1, f"name-{number}")
    shape(log_in(alone, "the-viewer", PASSWORD), 429, "TooManyAttemptsError")
    (locked,) = alone.client.get(LOCKOUTS, headers=alone.user("admin")).json()
    assert (locked["scope"], locked["subject"], locked["failures"]) == ("address", "testclient", 6)
    assert alone.client.delete(f"{LOCKOUTS}/{locked['id']}", headers=alone.user("admin")).status_code == 204
    assert log_in(alone, "the-viewer", PASSWORD).status_code == 200


def test_it_holds_in_every_process(alone: Service, start: StartService) -> None:
    fail(alone, 5)
    shape(log_in(start(alone.state.settings), password=PASSWORD), 429, "TooManyAttemptsError")


def test_guesses_sent_at_once_do_not_outrun_the_count(alone: Service) -> None:
    body = {"username": "the-agent", "password": "guess"}
    answers = alone.together(*[lambda client: client.post("/api/v1/login", json=body)] * 12)
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7


def test_unlocking(alone: Service) -> None:
    admin = alone.user("admin")
    fail(alone, 5)
    (locked,) = alone.client.get(LOCKOUTS, headers=admin).json()
    assert (locked["scope"], locked["subject"], locked["failures"]) == ("user", "the-agent", 5)
    assert alone.client.post("/api/v1/users/the-agent/unlock", headers=admin).json()["username"] == "the-agent"
    assert log_in(alone, password=PASSWORD).status_code == 200
    assert alone.client.get(LOCKOUTS, headers=admin).json() == []
    shape(alone.client.post("/api/v1/users/nobody/unlock", headers=admin), 404, "NotFoundError")
    shape(alone.client.delete(f"{LOCKOUTS}/{locked['id']}", headers=admin), 404, "NotFoundError")
    for path, method in ((LOCKOUTS, "GET"), (f"{LOCKOUTS}/1", "DELETE"), ("/api/v1/users/the-agent/unlock", "POST")):
        shape(alone.client.request(method, path, headers=alone.user("agent")), 403, "NotAllowedError")
        shape(alone.client.request(method, path), 401, "UnauthenticatedError")


def test_every_attempt_is_kept_and_no_password(alone: Service) -> None:
    fail(alone, 5)
    log_in(alone)
    log_in(alone, "my-secret-typed-into-the-name", "x")
    assert log_in(alone, "the-viewer", PASSWORD).status_code == 200
    with alone.session() as session:
        query = select(AuditEntry).where(col(AuditEntry.action).startswith("login")).order_by(col(AuditEntry.id))
        entries = list(session.exec(query))
        kept = str([guard.model_dump() for guard in session.exec(select(LoginGuard))])
    assert [(e.actor, e.action, e.subject) for e in entries] == [
        *[("the-agent", "login_failed", "the-agent")] * 5,
        ("the-agent", "login_locked", "the-agent"),
        ("?", "login_failed", "?"),
        ("the-viewer", "login", "the-viewer"),
    ]
    assert all(e.detail.startswith("testclient") for e in entries)
    for secret in ("wrong", PASSWORD, "my-secret-typed-into-the-name"):
        assert secret not in str([e.model_dump() for e in entries]) + kept


@pytest.mark.parametrize(
    ("address", "subject"),
    [("10.0.0.5", "10.0.0.5"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("testclient", "testclient"), ("", "")],
)
def test_what_an_address_is_counted_by(backend: str, address: str, subject: str) -> None:
    assert guards.subject_of_address(address) == subject


def test_a_guard_of_long_ago_is_no_wait(alone: Service) -> None:
    fail(alone, 5)
    with alone.session(write=True) as session:
        session.connection().execute(update(LoginGuard).values(locked_until=utc_now() - timedelta(seconds=1)))
    assert log_in(alone, password=PASSWORD).status_code == 200
