"""Commands for personal data: retention, export, deletion."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.accounts import service as accounts
from api.accounts.actors import ENTERPRISE
from api.clock import Clock
from api.conversations import store
from api.errors import ConfigurationError, NotFoundError
from api.keys import rotation
from api.privacy import export as exporting
from api.privacy import holdings, journal, periods, replay, scope, tracker
from api.privacy.eraser import Eraser
from api.privacy.models import ErasureReason
from api.privacy.retention import Retention
from api.process import process

ACTOR = "cli"


def retention(dry_run: Annotated[bool, typer.Option("--dry-run", help="只数，不删")] = False) -> None:
    """按保存期限删除到期的个人信息，留下统计数字；每天跑一次即可，随时可以重跑。"""
    with process(searching=False) as state:
        job = Retention(state, periods.load(state.settings.retention_file), typer.echo)
        swept = asyncio.run(job.run(dry_run))
    typer.echo("\n".join([*swept.lines(), "（只数了，没有删）" if dry_run else "完成"]))


def rotate_keys() -> None:
    """把个人信息全部改用 QIFU_DATA_KEY 加密（旧的写在 QIFU_DATA_KEY_PREVIOUS）；服务照常运行，中断了再跑。"""
    with process(searching=False) as state:
        done = rotation.rotate(state.database, _progress)
        path = state.settings.data_dir / tracker.NAME
        bots = rotation.rotate_tracker(path, state.settings.data_keys(), _progress)
        for row in (*done.unreadable, *bots.unreadable):
            typer.echo(f"打不开：{row}", err=True)
        unreadable = len(done.unreadable) + len(bots.unreadable)
        typer.echo(
            f"重新加密 {done.renewed + bots.renewed} 个值、{done.prints} 个号码摘要、{done.digests} 行检索摘要，"
            f"已经是新密钥的 {done.passed_over + bots.passed_over} 个，打不开的 {unreadable} 行"
        )
        if unreadable:
            raise ConfigurationError("有些行现有的密钥都打不开：把加密它们的密钥加进 QIFU_DATA_KEY_PREVIOUS 再跑一次。")
    typer.echo("全部在新密钥之下，可以去掉 QIFU_DATA_KEY_PREVIOUS 了")


def _progress(name: str, done: int, total: int) -> None:
    """Show how far a table is, on one line where somebody watches, else when it is done."""
    if sys.stderr.isatty():
        typer.echo(f"\r{name} {done}/{total} ", nl=done == total, err=True)
    elif done == total:
        typer.echo(f"{name} {done}", err=True)


Parts = Annotated[list[int] | None, typer.Option("--part", help="号码先后不止一个人用过时，第几份；可以写几次")]


def export_person(phone: str, file: Path, part: Parts = None) -> None:
    """把留过这个电话的人的全部信息导出为 JSON，只有本人可读的权限。"""
    with process(searching=False) as state, state.database.session() as session:
        found = holdings.chosen(session, phone.strip(), part or ())
        for talk in (talk for one in found for talk in one.conversations):
            accounts.record(session, ACTOR, "export_person", talk)
        whole = exporting.export(session, found, Clock().now())
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(whole, out, ensure_ascii=False, indent=1)
    typer.echo(f"导出 {len(found)} 份记录到 {file}")


def erase_person(
    phone: str,
    force: Annotated[bool, typer.Option("--force", help="有正在办理的事也删，事情撤销")] = False,
    part: Parts = None,
) -> None:
    """删除留过这个电话的人的全部个人信息，不能恢复；统计数字留下。"""
    with process(searching=False) as state:
        with state.database.session(write=False) as session:
            found = holdings.chosen(session, phone.strip(), part or ())
        done = asyncio.run(Eraser(state).erase(found, ErasureReason.REQUEST, ACTOR, force))
    typer.echo(f"已删除：对话 {done.conversations}，需求 {done.demands}，诉求 {done.appeals}")


def replay_erasures(
    file: Annotated[
        Path | None, typer.Argument(help="删除清单；不写就用数据目录里的 erased.jsonl 或 QIFU_ERASURES_FILE")
    ] = None,
) -> None:
    """从备份恢复数据库以后，把备份之后删除过的信息再删一次；可以重跑。"""
    with process(searching=False) as state:
        place = file or journal.place(state.settings)
        if not place.exists():
            raise NotFoundError(f"没有删除清单 {place}。")
        done = asyncio.run(replay.replay(state, journal.read(place)))
    typer.echo(f"再次删除：对话 {done.conversations}，需求 {done.demands}，诉求 {done.appeals}")


def erase_talk(conversation_id: str) -> None:
    """删除一个对话和它登记的个人信息，不能恢复，没办完的事撤销：企业在对话里要求删除的，由后台进程来跑。"""
    with process(searching=False) as state:
        with state.database.session(write=False) as session:
            found = [scope.of(session, [store.require(session, conversation_id).id])]
        done = asyncio.run(Eraser(state).erase(found, ErasureReason.OWNER, ENTERPRISE.name, force=True))
    typer.echo(f"已删除：对话 {done.conversations}，需求 {done.demands}，诉求 {done.appeals}")
