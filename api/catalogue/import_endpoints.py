"""Routes for maintainers: files into the catalogue, the template, the list of imports, taking one back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.catalogue import importing, undoing
from api.catalogue.import_models import Import
from api.catalogue.journal import ItemChange
from api.catalogue.service import ImportReport
from api.catalogue.sheets import template, vocabulary
from api.catalogue.upload import FORM, UploadDep
from api.clock import iso
from api.deps import MaintainerUser, ReadSessionDep, StateDep

router = APIRouter(prefix="/api/v1", tags=["目录"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ChangePublic(BaseModel):
    """What happened to one item; ``fields`` and their Chinese ``columns`` are empty for a new one."""

    id: str
    kind: str
    name: str
    is_new: bool
    fields: list[str]
    columns: list[str]


class FaultPublic(BaseModel):
    """One fault; row 0 is the sheet, an empty column the whole row."""

    sheet: str
    row: int
    column: str
    message: str


class ImportResult(BaseModel):
    """What an import did, or would do."""

    import_id: int | None
    dry_run: bool
    created: int
    updated: int
    unchanged: int
    examples_skipped: int
    institutions_generated: list[str]
    changes: list[ChangePublic]
    fault_count: int
    faults: list[FaultPublic]


class ImportPublic(BaseModel):
    """One import of the list."""

    id: int
    file: str
    actor: str
    at: str
    created: int
    updated: int
    unchanged: int
    generated: int
    undone_at: str | None
    undone_by: str | None


@router.post(
    "/imports/files", summary="导入 .xlsx、.csv、.jsonl 文件（维护员）：全部成功或一条不留", openapi_extra=FORM
)
def import_file(upload: UploadDep, state: StateDep) -> ImportResult:
    """Import a file; a dry run tells what would be new, what would change and what is wrong, and keeps nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / upload.name
        path.write_bytes(upload.content)
        report = importing.run(state.database, state.matcher, path, upload.dry_run, upload.actor, upload.kind)
    return _result(report, upload.dry_run)


@router.get("/imports", summary="导入过的文件，新的在前（维护员）")
def list_imports(
    user: MaintainerUser,
    session: ReadSessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[ImportPublic]:
    """Return the imports with who made them and whether they were taken back."""
    return [_public(entry) for entry in undoing.list_imports(session, offset, limit)]


@router.get("/imports/template", summary="下载导入模板 .xlsx（维护员）", response_class=Response)
def get_template(user: MaintainerUser) -> Response:
    """Return a workbook with explanations, a sheet for each kind, drop-downs and sample rows."""
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF.xlsx"}
    return Response(template.build(), media_type=XLSX, headers=headers)


@router.post("/imports/{import_id}/undo", summary="整批撤销一次导入（维护员）")
def undo_import(import_id: int, user: MaintainerUser, state: StateDep) -> ImportPublic:
    """Take a whole import back; 409 says what was touched since."""
    return _public(undoing.run(state.database, state.matcher, import_id, user.username))


def _result(report: ImportReport, dry_run: bool) -> ImportResult:
    return ImportResult(
        import_id=report.import_id,
        dry_run=dry_run,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        examples_skipped=report.examples_skipped,
        institutions_generated=report.institutions_generated,
        changes=[_change(change) for change in report.changes],
        fault_count=report.faults.count,
        faults=[FaultPublic(**fault.__dict__) for fault in report.faults.told],
    )


def _change(change: ItemChange) -> ChangePublic:
    return ChangePublic(
        id=change.key,
        kind=change.kind,
        name=change.name,
        is_new=change.fields is None,
        fields=list(change.fields or ()),
        columns=vocabulary.load().headers_of_fields(change.kind, change.fields or ()),
    )


def _public(entry: Import) -> ImportPublic:
    values: dict[str, Any] = entry.model_dump(exclude={"at", "undone_at"})
    return ImportPublic(**values, at=iso(entry.at), undone_at=iso(entry.undone_at) if entry.undone_at else None)
