"""Commands of the worker: running it, looking into the outbox, and the follow-ups."""

from __future__ import annotations

from typing import Annotated

import typer

from api import worker as working
from api.clock import iso, utc_now
from api.followups import advance, lists
from api.outbox import beats, keeping
from api.outbox.keeping import EntryState
from api.process import one_line, process
from api.settings import Settings
from api.windows.scope import Scope


def worker() -> None:
    """单独运行后台进程：发件箱、回访计划、定时清理（qifu run 会自己带上它）。"""
    with one_line():
        settings = Settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        working.run(settings)


def outbox(
    state: Annotated[EntryState, typer.Option(help="waiting 等着，done 办完，failed 失败")] = EntryState.FAILED,
    retry: Annotated[int, typer.Option(help="重试这一条失败的")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """看发件箱，或重试失败的一条。"""
    with process(searching=False) as parts, parts.database.session(write=bool(retry)) as session:
        if retry:
            typer.echo(f"第 {retry} 条已排队重试（{keeping.retry(session, retry).topic}）")
            return
        standing = beats.standing(session, utc_now())
        alive = "在运行" if standing["alive"] else "没有在运行"
        typer.echo(f"后台进程{alive}；到期 {standing['due']}，未到期 {standing['later']}，失败 {standing['failed']}")
        for entry in keeping.list_entries(session, state, limit=limit):
            fields = (iso(entry.due_at), entry.topic, f"{entry.attempts} 次", entry.key or "", entry.last_error)
            typer.echo(f"{entry.id:>8}  {'  '.join(fields)}".rstrip())


def followups(
    sweep: Annotated[bool, typer.Option(help="先把到期的往前走一步")] = False,
    which: Annotated[lists.Which, typer.Option("--list", help="due 该打电话的，all 全部")] = lists.Which.DUE,
    case_no: Annotated[str | None, typer.Option("--case", help="只看这个编号的")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """看回访：该打电话的，或全部。"""
    if which is lists.Which.MINE:
        raise typer.BadParameter("命令行里没有“我的”", param_hint="--list")
    with process(searching=False) as parts:
        if sweep:
            wired = working.build(parts.settings)
            means = (wired.two_way, wired.rated_at)
            steps = advance.sweep(parts.database, wired.senders.channels(), utc_now(), *means)
            typer.echo(f"往前走了 {steps} 步")
        with parts.database.session(write=False) as session:
            for one in lists.listed(session, Scope(everything=True), which, "", utc_now(), case_no, limit=limit)[0]:
                typer.echo(
                    f"{one['id']:>8}  {one['case_no']}  {one['kind_label']}  {one['status_label']}"
                    f"  {one['next_at'] or one['ended_at']}  {one['phone'] or '没有电话'}  {one['ended_why']}".rstrip()
                )
