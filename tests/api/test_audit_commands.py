"""``qifu audit`` shows what the route shows, and says in a sentence what does not fit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import col, select

from api import audit_commands
from api.accounts import service as accounts
from api.accounts.models import AuditEntry
from api.settings import Settings
from tests.api.conftest import BACKENDS, Service, StartService
from tests.api.demands import cases
from tests.api.test_cli import fails

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def service(start: StartService, settings: Settings) -> Service:
    """Return a service with three entries, of three days and by two users."""
    service = start(settings)
    for day, actor in ((20, "at-county"), (21, "at-city"), (22, "at-county")):
        with cases.written(service, f"2026-11-{day}T00:30:00") as session:
            accounts.record(session, actor, "look", f"XQ202611{day}0001", f"我叫周晓燕，回访，打13812345678，第{day}天")
    return service


@everywhere
def test_newest_first_and_masked(service: Service, qifu: Any) -> None:
    lines = qifu("audit", "--action", "look").output.splitlines()
    assert [line.split()[1:4] for line in lines[:-1]] == [
        ["2026-11-22T00:30:00+08:00", "at-county", "look"],
        ["2026-11-21T00:30:00+08:00", "at-city", "look"],
        ["2026-11-20T00:30:00+08:00", "at-county", "look"],
    ]
    assert lines[0].endswith("XQ202611220001  我叫周**，回访，打138****5678，第22天")
    assert lines[-1] == "共 3 条"
    plain = qifu("audit", "--limit", 1000).output
    assert "create_user" in plain
    assert "13812345678" not in plain


@everywhere
def test_each_filter_and_pages(service: Service, qifu: Any) -> None:
    def found(*words: object) -> list[str]:
        lines = qifu("audit", "--action", "look", *words).output.splitlines()
        return [line.split()[4][-6:-4] for line in lines[:-1]]

    assert found("--actor", "at-county") == ["22", "20"]
    assert found("--subject", "XQ202611210001") == ["21"]
    assert found("--since", "2026-11-21") == ["22", "21"]
    assert found("--until", "2026-11-21") == ["21", "20"]
    assert found("--since", "2026-11-21", "--until", "2026-11-21", "--actor", "at-city") == ["21"]
    assert found("--since", "0001-01-01", "--until", "9999-12-31") == ["22", "21", "20"]
    assert found("--limit", "1", "--offset", "1") == ["21"]
    assert found("--actor", "nobody") == []
    assert qifu("audit", "--action", "look", "--limit", "1").output.splitlines()[-1] == "共 3 条"


@everywhere
def test_lines_of_json_are_what_the_route_answers(service: Service, qifu: Any) -> None:
    answer = service.client.get("/api/v1/audit", params={"action": "look"}, headers=service.user("admin"))
    told = qifu("audit", "--action", "look", "--json")
    assert [json.loads(line) for line in told.output.splitlines()] == answer.json()
    assert len(answer.json()) == 3
    assert qifu("audit", "--actor", "nobody", "--json").output == ""


def test_what_was_typed_breaks_no_line(service: Service, qifu: Any) -> None:
    with service.session(write=True) as session:
        session.add(AuditEntry(actor="u", action="typed", subject="x", detail="一行\n二行\x1b[2J"))
    lines = qifu("audit", "--action", "typed").output.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("u  typed  x  一行 二行 [2J")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--limit", "0"), "--limit 不能小于 1"),
        (("--limit", "1001"), "--limit 不能大于 1000"),
        (("--limit", "许多"), "--limit 要是整数"),
        (("--offset", "-1"), "--offset 不能小于 0"),
        (("--offset", "1000001"), "--offset 不能大于 1000000"),
        (("--since", "昨天"), "--since 要是日期，比如 2026-03-01"),
        (("--until", "2026-02-30"), "--until 要是日期"),
        (("--since", "2026-11-22", "--until", "2026-11-21"), "结束日期不能早于开始日期"),
        (("--actor", "x" * 65), "--actor 最多 64 个字"),
        (("--action", "x" * 65), "--action 最多 64 个字"),
        (("--subject", "x" * 65), "--subject 最多 64 个字"),
    ],
)
def test_what_does_not_fit(qifu: Any, words: tuple[str, ...], told: str) -> None:
    fails(qifu("audit", *words), told)


@everywhere
def test_reading_it_is_an_entry_itself(service: Service, qifu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_commands.os, "getuid", lambda: 4_000_000)  # nobody's on this machine
    monkeypatch.setenv("SUDO_USER", "operator")
    qifu("audit", "--action", "look", "--limit", 5)
    qifu("audit", "--as", "the-admin")
    fails(qifu("audit", "--as", "the-agent"), "不能做这件事")
    fails(qifu("audit", "--as", "nobody"), "nobody")
    fails(qifu("audit", "--limit", "0"), "--limit 不能小于 1")
    with service.session() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.action == "read_audit").order_by(col(AuditEntry.id)))
        assert [(row.actor, row.subject, row.detail) for row in rows] == [
            ("cli", "audit", "os=4000000(operator) action=look limit=5"),
            ("the-admin", "audit", "os=4000000(operator)"),
        ]
