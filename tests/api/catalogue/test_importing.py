"""Files into the catalogue and out again: all or nothing, by business key; on every backend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from api.accounts.models import AuditEntry
from api.catalogue import changes, convert, exporting, importing
from api.catalogue import service as catalogue
from api.catalogue.models import Institution, Window
from knowledge.catalogue import load_jsonl, load_sample, parse_offer, to_dict
from tests.api.conftest import BACKENDS, OFFERS, Service
from tests.api.test_app import shape

CORPUS = [
    {
        "id": "S901",
        "kind": "service",
        "name": "股权融资路演辅导",
        "provider": "星城创投服务中心",
        "source_category": "投融资推介",
        "text": "为创业团队打磨商业计划书，组织路演。",
    },
    {
        "id": "S902",
        "kind": "service",
        "name": "污水处理工程设计",
        "provider": "三湘环境工程院",
        "source_category": "环保技术",
        "text": "工业园区污水站的方案与施工图设计…",
    },
    {
        "id": "P901",
        "kind": "policy",
        "name": "技术改造设备补助",
        "provider": "省工信厅",
        "text": "购置设备按投资额补助。",
    },
    {"id": "H901", "kind": "service", "name": "劳务派遣用工", "provider": "星城创投服务中心", "text": ""},
    {"id": "H902", "kind": "expert", "name": "罗工", "provider": "", "text": "焊接工艺"},
]


def lines(*items: dict[str, Any]) -> str:
    """Return a file with one object a line."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def send(service: Service, text: str | bytes, role: str = "maintainer", query: str = "") -> Any:
    """Import by the route."""
    headers = {**service.user(role), "Content-Type": "application/x-ndjson"}
    content = text.encode() if isinstance(text, str) else text
    return service.client.post(f"/api/v1/imports{query}", content=content, headers=headers)


def keys(session: Session) -> set[str]:
    """Return the keys of what can be found."""
    return {offer.id for offer in catalogue.searchable(session)}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_corpus_imports_as_it_is(alone: Service) -> None:
    answer = send(alone, lines(*CORPUS))
    assert answer.json() == {
        "created": 5,
        "updated": 0,
        "unchanged": 0,
        "institutions_generated": ["三湘环境工程院", "星城创投服务中心"],
        "dry_run": False,
    }
    item = alone.client.get("/api/v1/items/S902").json()
    assert item == CORPUS[1]
    with alone.session() as session:
        made = session.exec(select(Institution).where(Institution.generated)).all()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "import")).one()
    assert {row.name for row in made} == {
        "三湘环境工程院",
        "星城创投服务中心",
        "长沙融资担保公司",
        "岳麓律师事务所",
        "市财政局",
        "省工信厅",
    }
    assert (entry.actor, entry.detail) == ("the-maintainer", "+5 ~0")
    body = {"text": "污水站方案与施工图设计", "slots": {}}
    found = alone.client.post("/api/v1/match", json=body, headers=alone.user("agent")).json()
    assert found["results"][0]["item_id"] == "S902"  # searched at once, on the new index
    assert found["index_version"] == alone.state.matcher.current().index.version


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_created_updated_unchanged(alone: Service) -> None:
    send(alone, lines(*CORPUS))
    changed = {**CORPUS[0], "name": "股权融资辅导"}
    report = send(alone, lines(changed, CORPUS[1], {**CORPUS[2], "id": "P902"})).json()
    assert (report["created"], report["updated"], report["unchanged"]) == (1, 1, 1)
    assert report["institutions_generated"] == []
    assert alone.client.get("/api/v1/items/S901").json() == changed
    version = alone.state.matcher.current().index.version
    assert send(alone, lines(changed)).json()["unchanged"] == 1
    assert alone.state.matcher.current().index.version == version


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_faulty_lines_are_named_and_nothing_is_kept(alone: Service) -> None:
    with alone.session() as session:
        before = keys(session)
    text = lines(CORPUS[0]) + "not json\n" + lines({"id": "Z1", "kind": "car", "name": "x"}, CORPUS[0]) + "[]\n"
    body = shape(send(alone, text), 422, "FaultyFileError")
    assert "有 4 行不合格，什么都没有导入" in body["detail"]
    for number in (2, 3, 4, 5):
        assert f"第 {number} 行：" in body["detail"]
    with alone.session() as session:
        assert keys(session) == before


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_dry_run_keeps_nothing(alone: Service) -> None:
    version = alone.state.matcher.current().index.version
    report = send(alone, lines(*CORPUS), query="?dry_run=true").json()
    assert (report["created"], report["dry_run"]) == (5, True)
    shape(alone.client.get("/api/v1/items/S901"), 404, "NotFoundError")
    assert alone.state.matcher.current().index.version == version
    with alone.session() as session:
        assert session.exec(select(AuditEntry).where(AuditEntry.action == "import")).all() == []
        assert changes.version(session) == 1


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_kind_of_a_key_stays(alone: Service) -> None:
    text = lines(CORPUS[0], {**CORPUS[1], "id": "E-law"})
    body = shape(send(alone, text), 422, "ImportRefusedError")
    assert body["detail"] == "编号 E-law 已属于另一类条目（expert），不能改为 service。"
    shape(alone.client.get("/api/v1/items/S901"), 404, "NotFoundError")


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800"])
def test_characters_that_cannot_be_kept(alone: Service, bad: str, backend: str) -> None:
    text = '{"id": "Z1", "kind": "service", "name": "甲?乙"}\n'.replace("?", bad)
    answer = send(alone, text)
    if backend == "sqlite" and bad == "\\u0000":
        assert answer.status_code == 200
    else:
        shape(answer, 422, answer.json()["error"])
        shape(alone.client.get("/api/v1/items/Z1"), 404, "NotFoundError")


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_empty_file(alone: Service, text: str) -> None:
    answer = send(alone, text)
    assert answer.status_code == 422 if not text else answer.json()["created"] == 0


def test_bytes_that_are_no_text(service: Service) -> None:
    shape(send(service, b"\xff\xfe{}"), 422, "ValidationError")


@pytest.mark.parametrize("role", ["agent", "reviewer", "viewer"])
def test_maintainers_only(service: Service, role: str) -> None:
    shape(send(service, lines(CORPUS[0]), role), 403, "NotAllowedError")
    headers = {"Content-Type": "application/x-ndjson"}
    shape(service.client.post("/api/v1/imports", content=b"{}", headers=headers), 401, "UnauthenticatedError")


def test_export_comes_back_the_same(alone: Service, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    with alone.session() as session:
        assert exporting.export(session, exporting.What.CATALOGUE, file) == 14
    assert {offer.id: offer for offer in load_jsonl(file)} == {offer.id: offer for offer in load_jsonl(OFFERS)}
    report = importing.run(alone.state.database, alone.state.matcher, file, False, "tests")
    assert (report.created, report.updated, report.unchanged) == (0, 0, 14)


def test_every_sample_item_survives_its_table() -> None:
    for offer in load_sample():
        assert convert.to_offer(convert.to_row(offer)) == offer


@pytest.mark.parametrize("extra", [{"备注": ""}, {"x": None}, {"x": []}, {"x": {"y": [1, None]}}, {"x": False}])
def test_unknown_fields_survive_the_table(extra: dict[str, Any]) -> None:
    """Empty ones were once lost, so that every import of the same file counted as a change."""
    offer = parse_offer({"id": "A", "kind": "service", "name": "甲", **extra})
    assert convert.to_offer(convert.to_row(offer)) == offer


def test_generated_institution_becomes_a_real_one(alone: Service) -> None:
    with alone.session() as session:
        key = session.exec(select(Institution.key).where(Institution.name == "岳麓律师事务所")).one()
        assert key not in keys(session)
    real = {"id": key, "kind": "institution", "name": "岳麓律师事务所", "text": "合同与劳动"}
    assert send(alone, lines(real)).json()["updated"] == 1
    with alone.session() as session:
        assert key in keys(session)


def test_sample_is_loaded_once_into_an_empty_database(alone: Service) -> None:
    with alone.session(write=True) as session:
        assert importing.load_sample(session) is None
        assert importing.load_windows(session, importing.SAMPLE / "windows.jsonl") > 50
        assert importing.load_windows(session, importing.SAMPLE / "windows.jsonl") > 50
        names = session.exec(select(Window.key)).all()
    assert len(names) == len(set(names))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_browse(service: Service) -> None:
    items = service.client.get("/api/v1/items?kind=institution").json()
    assert {item["id"] for item in items} >= {"O-bank", "O-school"}
    found = service.client.get("/api/v1/items?search=贷款").json()
    assert [item["id"] for item in found] == ["F-guarantee", "F-loan"]
    assert [i["id"] for i in service.client.get("/api/v1/items?search=贷款&offset=1&limit=1").json()] == ["F-loan"]
    assert service.client.get("/api/v1/items?search=%25_").json() == service.client.get("/api/v1/items").json()
    assert service.client.get("/api/v1/items/F-loan").json() == to_dict(load_jsonl(OFFERS)[0])
    shape(service.client.get("/api/v1/items?kind=car"), 422, "InvalidInputError")
    shape(service.client.get("/api/v1/items/nothing"), 404, "NotFoundError")
    for query in ("limit=0", "limit=101", "offset=-1", "offset=x", f"search={'x' * 101}"):
        shape(service.client.get(f"/api/v1/items?{query}"), 422, "ValidationError")
