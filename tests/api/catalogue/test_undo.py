"""A whole import and the way back: former versions restored, refused where somebody was there since; on every backend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.catalogue import importing, undoing
from api.catalogue import service as catalogue
from api.catalogue.import_models import Import, ImportChange
from api.catalogue.models import Institution
from api.catalogue.service import ImportReport
from api.errors import ConflictError, NotFoundError
from knowledge.catalogue import parse_offer, to_dict
from tests.api.catalogue.sheet_parts import Rows, book
from tests.api.conftest import BACKENDS, Service

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
HEAD = ["编号", "名称", "提供单位", "介绍"]
NEW = ["S9", "叉车年检代办", "星城检验所", "叉车行车年检"]
CHANGED = ["F-loan", "改过的贷款", "星城检验所", None]


def take(
    service: Service, folder: Path, *rows: Any, sheet: str = "服务产品", head: Any = HEAD, **how: Any
) -> ImportReport:
    """Import a workbook."""
    sheets: dict[str, Rows] = {sheet: [head, *rows]}
    path = book(folder / "目录.xlsx", **sheets)
    return importing.run(
        service.state.database, service.state.matcher, path, how.get("dry_run", False), "the-maintainer"
    )


def undo(service: Service, import_id: int | None) -> Import:
    """Take an import back."""
    return undoing.run(service.state.database, service.state.matcher, import_id or 0, "the-admin")


def whole(service: Service) -> dict[str, Any]:
    """Return the catalogue as it stands, the institutions of which only the name is known too."""
    with service.session() as session:
        rows = [row for table in catalogue.DISTINCT_TABLES for row in session.exec(select(table))]
        return {row.key: undoing.snapshot(row) for row in rows}


def refused(service: Service, import_id: int | None, told: str) -> None:
    """Check that an import stays, and nothing of it is half gone."""
    before = whole(service)
    with pytest.raises(ConflictError) as failed:
        undo(service, import_id)
    assert told in failed.value.detail
    assert whole(service) == before


@everywhere
def test_an_import_is_taken_back_whole(alone: Service, tmp_path: Path) -> None:
    before = whole(alone)
    report = take(alone, tmp_path, NEW, CHANGED)
    assert (report.created, report.updated, report.institutions_generated) == (1, 1, ["星城检验所"])
    assert whole(alone) != before
    body = {"text": "叉车年检代办", "slots": {}}
    found = alone.client.post("/api/v1/match", json=body, headers=alone.user("agent")).json()["results"]
    assert "S9" in [one["item_id"] for one in found]
    done = undo(alone, report.import_id)
    assert (done.undone_by, done.created, done.updated) == ("the-admin", 1, 1)
    assert whole(alone) == before
    found = alone.client.post("/api/v1/match", json=body, headers=alone.user("agent")).json()["results"]
    assert "S9" not in [one["item_id"] for one in found]
    with alone.session() as session:
        entries = session.exec(select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject)).all()
    assert ("the-maintainer", "import", "目录.xlsx") in entries
    assert ("the-admin", "undo_import", "目录.xlsx") in entries
    refused(alone, report.import_id, "已经撤销过了")


@everywhere
def test_the_newest_is_taken_back_first(alone: Service, tmp_path: Path) -> None:
    before = whole(alone)
    first = take(alone, tmp_path, NEW, CHANGED)
    second = take(alone, tmp_path, ["S9", "又改了", "星城检验所", None])
    assert first.import_id is not None
    refused(alone, first.import_id, f"S9（叉车年检代办）后来又改过（导入 {second.import_id}，先撤销它）")
    undo(alone, second.import_id)
    undo(alone, first.import_id)
    assert whole(alone) == before


@everywhere
def test_what_was_edited_or_deleted_since_stays(alone: Service, tmp_path: Path) -> None:
    report = take(alone, tmp_path, NEW, CHANGED)
    with alone.session(write=True) as session:
        edited = parse_offer({**to_dict(catalogue.require(session, "F-loan")), "text": "手工改的"})
        catalogue.upsert(session, [edited])
        catalogue.delete(session, "S9")
    refused(alone, report.import_id, "F-loan（改过的贷款）后来又改过\n")
    refused(alone, report.import_id, "S9（叉车年检代办）后来被删除了")


@everywhere
def test_an_institution_somebody_uses_stays(alone: Service, tmp_path: Path) -> None:
    institution = take(alone, tmp_path, ["O9", "星城检验所"], sheet="服务机构", head=["编号", "名称"])
    user = take(alone, tmp_path, ["S9", "甲", "O9"], head=["编号", "名称", "机构编号"])
    refused(alone, institution.import_id, "机构 O9（星城检验所）还有人在用：S9")
    undo(alone, user.import_id)
    named = take(alone, tmp_path, NEW)
    assert named.institutions_generated == []
    refused(alone, institution.import_id, "机构 O9（星城检验所）还有人在用：S9")
    undo(alone, named.import_id)
    undo(alone, institution.import_id)


@everywhere
def test_a_generated_institution_stays_while_others_name_it(alone: Service, tmp_path: Path) -> None:
    first = take(alone, tmp_path, NEW)
    take(alone, tmp_path, ["S8", "行车年检", "星城检验所", None])
    undo(alone, first.import_id)
    with alone.session() as session:
        assert session.exec(select(Institution.generated).where(Institution.name == "星城检验所")).all() == [True]


@everywhere
def test_a_generated_institution_made_real_is_a_name_again(alone: Service, tmp_path: Path) -> None:
    with alone.session() as session:
        key = session.exec(select(Institution.key).where(Institution.name == "市财政局")).one()
    before = whole(alone)
    report = take(alone, tmp_path, [key, "市财政局", "管钱"], sheet="服务机构", head=["编号", "名称", "介绍"])
    assert key in changed_keys(alone, report)
    undo(alone, report.import_id)
    assert whole(alone) == before


def changed_keys(service: Service, report: ImportReport) -> list[str]:
    """Return what an import is written down to have changed."""
    with service.session() as session:
        return list(session.exec(select(ImportChange.key).where(ImportChange.import_id == report.import_id)))


@everywhere
def test_a_dry_run_tells_everything_and_keeps_nothing(alone: Service, tmp_path: Path) -> None:
    before = whole(alone)
    report = take(alone, tmp_path, NEW, CHANGED, ["S 8", "甲"], ["E-law", "乙"], dry_run=True)
    assert [(one.key, one.fields) for one in report.changes[:2]] == [
        ("S9", None),
        ("F-loan", ("name", "provider", "text")),
    ]
    assert report.faults.lines() == [
        "服务产品 第 4 行“编号”列：要 1 到 64 个字，不能有空格和斜杠：“S 8”",
        "服务产品 第 5 行“编号”列：编号 E-law 已属于另一类条目（专家）",
    ]
    assert report.import_id is None
    assert whole(alone) == before
    assert imports(alone) == []


def imports(service: Service) -> list[Import]:
    """Return the list of imports."""
    with service.session() as session:
        return undoing.list_imports(session)


@everywhere
def test_with_one_fault_nothing_is_imported(alone: Service, tmp_path: Path) -> None:
    before = whole(alone)
    with pytest.raises(importing.FaultySheetError) as failed:
        take(alone, tmp_path, NEW, ["S8", None])
    assert failed.value.detail == "目录.xlsx 有 1 处不合格，什么都没有导入。\n服务产品 第 3 行“名称”列：不能空着"
    assert whole(alone) == before
    assert imports(alone) == []


def test_a_policy_that_became_a_scheme_is_a_policy_again(alone: Service, tmp_path: Path) -> None:
    take(alone, tmp_path, ["P9", "贴息"], sheet="政策", head=["编号", "名称"])
    before = whole(alone)
    report = take(alone, tmp_path, ["P9", "贴息"], sheet="方案", head=["编号", "名称"])
    assert [one.fields for one in report.changes] == [("kind",)]
    undo(alone, report.import_id)
    assert whole(alone) == before


def test_an_import_nobody_knows(alone: Service) -> None:
    for number in (0, -1, 77, 2**40):
        with pytest.raises(NotFoundError):
            undo(alone, number)


def test_many_items_are_taken_back_in_portions(alone: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 3)
    before = whole(alone)
    report = take(alone, tmp_path, *(["N" + str(n), f"甲{n}", f"单位{n}", None] for n in range(10)))
    assert len(changed_keys(alone, report)) == 20
    undo(alone, report.import_id)
    assert whole(alone) == before
