"""Commands for the catalogue: files in and out, the template, the list of imports, taking one back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.catalogue import exporting, importing, undoing
from api.catalogue.journal import ItemChange
from api.catalogue.service import ImportReport
from api.catalogue.sheets import template, vocabulary
from api.catalogue.upload import kind_of
from api.clock import iso
from api.process import one_line, process

ACTOR = "cli"
SHOWN = 200


def import_file(
    file: Path,
    dry_run: Annotated[bool, typer.Option(help="只检查，不写入：会新增、更新哪些，哪里有错")] = False,
    kind: Annotated[str, typer.Option(help="表里没有说明种类时，这些行是哪一类，如 服务机构")] = "",
) -> None:
    """导入目录文件（.xlsx、.csv、.jsonl）：按编号更新，全部成功或一条不留。"""
    with process() as state:
        report = importing.run(state.database, state.matcher, file, dry_run, ACTOR, kind_of(kind))
    typer.echo(
        f"{'（试运行）' if dry_run else ''}新增 {report.created}，更新 {report.updated}，未变 {report.unchanged}，"
        f"由提供单位生成机构 {len(report.institutions_generated)}"
        + (f"，跳过样例 {report.examples_skipped} 行" if report.examples_skipped else "")
    )
    if report.import_id is not None and report.changes:
        typer.echo(f"导入编号 {report.import_id}，整批撤销：qifu undo-import {report.import_id}")
    if dry_run:
        _tell(report)


def _tell(report: ImportReport) -> None:
    """Say what would happen to each item, then what is wrong."""
    for change in report.changes[:SHOWN]:
        typer.echo(_line(change))
    more = report.created + report.updated + len(report.institutions_generated) - min(len(report.changes), SHOWN)
    if more > 0:
        typer.echo(f"……还有 {more} 条没有列出")
    if report.faults.count:
        typer.echo(f"有 {report.faults.count} 处不合格，导入时会全部拒绝：", err=True)
        for line in report.faults.lines():
            typer.echo(line, err=True)
        raise typer.Exit(1)


def _line(change: ItemChange) -> str:
    if change.fields is None:
        return f"新增 {change.key} {change.name}"
    columns = vocabulary.load().headers_of_fields(change.kind, change.fields)
    return f"更新 {change.key} {change.name}：{'、'.join(columns)}"


def list_imports(limit: Annotated[int, typer.Option(help="列出最近多少次")] = 20) -> None:
    """列出导入过的文件，新的在前。"""
    with process(searching=False) as state, state.database.session(write=False) as session:
        for entry in undoing.list_imports(session, limit=limit):
            undone = f"  已由 {entry.undone_by} 于 {iso(entry.undone_at)} 撤销" if entry.undone_at else ""
            counts = f"新增 {entry.created}，更新 {entry.updated}，未变 {entry.unchanged}"
            typer.echo(f"{entry.id}  {iso(entry.at)}  {entry.actor}  {entry.file}  {counts}{undone}")


def undo_import(import_id: int) -> None:
    """整批撤销一次导入：新增的删掉，改过的恢复原样；后来有人动过就拒绝并说明。"""
    with process() as state:
        entry = undoing.run(state.database, state.matcher, import_id, ACTOR)
    typer.echo(f"导入 {import_id}（{entry.file}）已撤销：删除 {entry.created}，恢复 {entry.updated}")


def write_template(file: Path) -> None:
    """写出导入模板 .xlsx：填写说明、每类一张表、下拉选项、样例行。"""
    with one_line():
        if file.suffix.lower() != ".xlsx":
            raise ValueError(f"模板是 .xlsx 文件，不能写成 {file.name}")
        file.write_bytes(template.build())
    typer.echo(f"模板已写到 {file}")


def export(what: exporting.What, file: Path) -> None:
    """导出目录为 .jsonl 或 .xlsx，可再导入。"""
    with process(searching=False) as state, state.database.session(write=False) as session:
        count = exporting.export(session, what, file)
    typer.echo(f"导出 {count} 行到 {file}")
