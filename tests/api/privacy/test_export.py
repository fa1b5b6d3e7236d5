"""Taking along: everything of one person and nothing of others, by whoever may, always noted."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.clock import in_china, utc_now
from api.consents import texts
from api.settings import Settings
from tests.api.conftest import BACKENDS, Service, StartService
from tests.api.privacy_parts import COMPANY, MARKS, NAME, OTHER_PHONE, PHONE, WORDS, Person, write_everywhere
from tests.api.test_app import shape

EXPORTS = "/api/v1/privacy/exports"
UNSEEN = {
    WORDS["failure"],
    WORDS["region_alt"],
}  # never recorded; kept in the demand's slots, which show what was asked


def whole(service: Service, person: Person) -> dict[str, Any]:
    """Export a conversation as its owner."""
    answer = service.client.get(f"/api/v1/conversations/{person.talk[0]}/export", headers=person.talk[1])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_everything_of_one_person(service: Service) -> None:
    write_everywhere(service, "13712349998")
    person = write_everywhere(service)
    (record,) = whole(service, person)["records"]
    assert [m["role"] for m in record["conversation"]["messages"]] == ["user", "bot"]
    assert [d["case_no"] for d in record["demands"]] == [person.demand]
    assert [a["case_no"] for a in record["appeals"]] == [person.appeal]
    assert record["demands"][0]["enterprise"] == COMPANY
    assert record["call_backs"][0]["phone"] == OTHER_PHONE
    assert record["ratings"][0]["score"] == 2
    assert {(c["collected"], c["text_version"]) for c in record["consents"]} >= {
        ("phone", texts.in_force(in_china(utc_now()).date()).version)
    }
    assert [r["action"] for r in record["reads"]] == ["reveal_phone", "export_person"]
    text = json.dumps(record, ensure_ascii=False)
    assert [mark for mark in MARKS if mark not in text and mark not in UNSEEN] == []
    assert "13712349998" not in text


def test_only_the_owner(service: Service) -> None:
    talk, other = service.open(), service.open()
    path = f"/api/v1/conversations/{talk[0]}/export"
    shape(service.client.get(path, headers=other[1]), 401, "UnauthenticatedError")
    shape(service.client.get(path), 401, "UnauthenticatedError")
    shape(service.client.get("/api/v1/conversations/none/export", headers=talk[1]), 404, "NotFoundError")
    service.client.delete(f"/api/v1/conversations/{talk[0]}", headers=talk[1])
    shape(service.client.get(path, headers=talk[1]), 404, "NotFoundError")


def test_for_a_person_who_asks_by_phone(alone: Service) -> None:
    first, second = write_everywhere(alone), write_everywhere(alone)
    admin = alone.user("admin")
    body = {"phone": PHONE, "purpose": "本人来函要求"}
    records = alone.client.post(EXPORTS, json=body, headers=admin).json()["records"]
    assert {r["conversation"]["conversation_id"] for r in records} == {first.talk[0], second.talk[0]}
    with alone.session() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "export_person")).all()
    assert {(n.actor, n.subject, n.detail) for n in noted} == {
        ("the-admin", talk[0], "本人来函要求") for talk in (first.talk, second.talk)
    }
    by_case = {"case_no": first.appeal, "purpose": "本人来函要求"}
    assert len(alone.client.post(EXPORTS, json=by_case, headers=admin).json()["records"]) == 1
    shape(alone.client.post(EXPORTS, json={**body, "phone": "13900000000"}, headers=admin), 404, "NotFoundError")
    shape(alone.client.post(EXPORTS, json={"phone": PHONE}, headers=admin), 422, "ValidationError")
    shape(alone.client.post(EXPORTS, json=body, headers=alone.user("agent")), 403, "NotAllowedError")
    shape(alone.client.post(EXPORTS, json=body), 401, "UnauthenticatedError")


def test_the_command_writes_for_the_owner_alone(
    qifu: Any, settings: Settings, start: StartService, tmp_path: Path
) -> None:
    write_everywhere(start(settings))
    file = tmp_path / "person.json"
    assert qifu("export-person", PHONE, file).output == f"导出 1 份记录到 {file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert NAME in file.read_text(encoding="utf-8")
    missing = qifu("export-person", "13900000000", file)
    assert (missing.exit_code, missing.output) == (1, "✗ 没有留过这个电话的对话或登记。\n")
