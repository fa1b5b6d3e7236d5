"""The worker's commands: what they print and what they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from api import encryption, worker_commands
from api import worker as working
from api.clock import in_china
from api.database import Database
from api.demands.models import Demand, DemandStatus, Transition
from api.followups import planning
from api.followups.models import FollowUp, FollowUpAttempt, FollowUpKind
from api.outbox import service as outbox
from api.outbox.relay import Relay
from api.settings import Settings


def opened(settings: Settings) -> Database:
    """Return the database of the command."""
    encryption.use_secret(settings.resolved_secret())
    return Database(settings.resolved_database_url())


def test_outbox(qifu: Any, settings: Settings) -> None:
    database = opened(settings)
    with database.session() as session:
        outbox.put(session, "t.unknown", {}, key="bad")
        outbox.put(session, "t.later", {}, due_at=datetime.now(UTC) + timedelta(days=1))
    Relay(database, {}).drain()
    lines = qifu("outbox").output.splitlines()
    assert lines[0] == "后台进程没有在运行；到期 0，未到期 1，失败 1"
    number = lines[1].split()[0]
    assert lines[1].split()[2:] == [
        "t.unknown",
        "1",
        "次",
        "bad",
        "HopelessError:",
        "no",
        "handler",
        "for",
        "t.unknown",
    ]
    assert qifu("outbox", "--retry", number).output == f"第 {number} 条已排队重试（t.unknown）\n"
    again = qifu("outbox", "--retry", number)
    assert (again.exit_code, again.output) == (1, f"✗ 第 {number} 条没有失败，不用重试。\n")
    assert qifu("outbox", "--state", "waiting").output.count("\n") == 3
    assert qifu("outbox", "--state", "lost").exit_code == 2
    database.close()


def planned(database: Database) -> None:
    """Leave a demand of the past that nobody can be reached for."""
    with database.session() as session:
        demand = Demand(case_no="XQ202001060001", draft_key="d", need="样例需求", status=DemandStatus.ACCEPTED)
        session.add(demand)
        session.flush()
        step = Transition(demand_id=demand.id or 0, to_status=DemandStatus.ACCEPTED, actor="tests")
        session.add(step)
        session.flush()
        since = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
        planning.plan(session, demand, step.id or 0, FollowUpKind.AFTER_ACCEPTANCE, 1, since)


def test_what_is_sent_by_command_carries_the_link_too(
    qifu: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.public_url = "https://qifu.example"
    database = opened(settings)
    with database.session() as session:
        demand = Demand(case_no="XQ202611230001", draft_key="d", need="样例需求", status=DemandStatus.COMPLETED)
        demand.personal = {"phone": "13812345678"}
        session.add(demand)
        session.flush()
        step = Transition(demand_id=demand.id or 0, to_status=DemandStatus.COMPLETED, actor="tests")
        session.add(step)
        session.flush()
        since = in_china(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
        planning.plan(session, demand, step.id or 0, FollowUpKind.AFTER_COMPLETION, 1, since)
    monkeypatch.setattr(worker_commands, "utc_now", lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert qifu("followups", "--sweep").output.startswith("往前走了 1 步")
    with database.session(write=False) as session:
        (attempt,) = session.exec(select(FollowUpAttempt)).all()
    assert "https://qifu.example/r/XQ202611230001." in attempt.text
    database.close()


def test_followups(qifu: Any, settings: Settings) -> None:
    database = opened(settings)
    planned(database)
    assert qifu("followups").output == ""
    output = qifu("followups", "--list", "all").output
    assert "XQ202001060001  受理后回访  已计划  2020-01-" in output
    assert output.endswith("没有电话\n")
    first, line = qifu("followups", "--sweep", "--list", "all", "--case", "XQ202001060001").output.splitlines()
    assert first == "往前走了 1 步"
    assert line.endswith("没有别的联系办法了，企业没有回复")
    assert qifu("followups", "--list", "mine").exit_code == 2
    with database.session(write=False) as session:
        assert session.get(FollowUp, 1) is not None
    database.close()


def test_worker(qifu: Any, settings: Settings, monkeypatch: Any) -> None:
    ran: list[Settings] = []
    monkeypatch.setattr(worker_commands, "Settings", lambda: settings)
    monkeypatch.setattr(working, "run", ran.append)
    assert qifu("worker").exit_code == 0
    assert ran == [settings]

    def refuse(_: Settings) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(working, "run", refuse)
    assert qifu("worker").output == "✗ disk is full\n"
