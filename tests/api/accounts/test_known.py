"""Callers known for seconds: no question to the database, and none too many answered after a change."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from api.accounts import known
from api.accounts import service as accounts
from api.accounts.models import Role, User, UserUpdate
from tests.api.conftest import Service


def me(service: Service) -> int:
    """Ask who the agent is, as the agent."""
    return int(service.client.get("/api/v1/me", headers=service.user("agent")).status_code)


def test_the_second_question_is_answered_from_memory(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert me(alone) == 200
    monkeypatch.setattr(accounts, "of_token", lambda *_: pytest.fail("the database was asked again"))
    assert me(alone) == 200


def test_a_change_of_the_user_counts_at_once(alone: Service) -> None:
    assert me(alone) == 200
    with alone.session(write=True) as session:
        accounts.update(session, "the-agent", UserUpdate(is_active=False), "admin")
    assert me(alone) == 401


def test_a_change_by_another_process_counts_after_seconds(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "SECONDS", 0.0)
    assert me(alone) == 200
    with alone.state.database.engine.begin() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE users SET is_active = false WHERE username = 'the-agent'")
    assert me(alone) == 401


def test_what_changed_while_the_user_was_read_is_not_kept() -> None:
    callers, user = known.KnownCallers(), User(username="a-user", role=Role.AGENT, password_hash="")
    before = callers.changes()
    session = Session(info={known.TOUCHED: True})
    known._count(session)
    callers.keep("token", user, before)
    assert callers.get("token") is None
    callers.keep("token", user, callers.changes())
    assert callers.get("token") is user
