"""Commands for backups: making one while the service runs, and the way back from it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api import occupancy
from api.backups import making, manifest, restoring
from api.backups.making import Made
from api.backups.restoring import Restored
from api.privacy import replay
from api.privacy.eraser import Erased
from api.process import calm, one_line, opened
from api.settings import SECRET_FILE, Settings


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="写到哪里；不写就是当前文件夹里带日期的名字，已有的不覆盖")
    ] = None,
    with_key: Annotated[
        bool, typer.Option("--with-key", help="连自动生成的密钥一起备份：拿到文件的人就能读加密的内容")
    ] = False,
) -> None:
    """备份数据目录里不能重建的一切到一个文件，服务照常运行。"""
    with one_line():
        settings = Settings()
        with occupancy.shared(settings.data_dir):
            made = making.make(settings, file or Path(making.default_name()), with_key)
        typer.echo("\n".join(_told_of_made(made, settings)))


def restore(file: Annotated[Path, typer.Argument(help="qifu backup 做的文件")]) -> None:
    """停下服务以后，用备份换下现在的数据；原来的放在一边，备份之后删除过的信息再删一次。"""
    calm()
    with one_line():
        settings = Settings()
        done = restoring.restore(settings, file, _settle)
        typer.echo("\n".join(_told_of_restored(done)))


def _settle(settings: Settings) -> Erased:
    """Bring the database up to the schema and delete again what the journal says."""
    with opened(settings, searching=False) as state:
        return asyncio.run(replay.replay(state))


def _told_of_made(made: Made, settings: Settings) -> list[str]:
    """Return the lines: where, what is in it, what is not and who keeps it."""
    lines = [f"备份已写到 {made.path}（{len(made.manifest.files)} 个文件，{made.size / 1_000_000:.1f} MB）"]
    if made.manifest.database == manifest.POSTGRESQL:
        lines.append("数据库在 PostgreSQL 里，不在这个文件中：请另用 pg_dump 备份它，两样一起保管")
    if settings.has_secret:
        lines.append("密钥不在备份里：它由环境变量 QIFU_SECRET_KEY 设置，请另行保管，没有它加密的内容打不开")
    elif SECRET_FILE in made.manifest.files:
        lines.append("密钥在备份里：拿到这个文件的人就能读加密的内容，请妥善保管")
    else:
        lines.append(f"密钥不在备份里：数据目录的 {SECRET_FILE} 请另存一份（或用 --with-key），没有它加密的内容打不开")
    if settings.data_key.get_secret_value():
        lines.append("QIFU_DATA_KEY 和 QIFU_DATA_KEY_PREVIOUS 也请另行保管")
    return [*lines, *([f"没有放进备份：{'、'.join(made.left_out)}"] if made.left_out else [])]


def _told_of_restored(done: Restored) -> list[str]:
    """Return the lines: what was done, where the old data is, what is to be known before the next start."""
    lines = [f"已恢复 {done.manifest.created} 做的备份（程序 {done.manifest.version}）"]
    if done.manifest.schema != done.schema:
        lines.append(f"数据库结构已从 {done.manifest.schema or '无'} 升到 {done.schema}")
    if done.manifest.database == manifest.POSTGRESQL:
        lines.append("数据库在 PostgreSQL 里，不在备份中；对现在这个库升级了结构、再次删除了删过的信息")
    gone = done.erased
    lines.append(f"备份之后删除过的信息再次删除：对话 {gone.conversations}，需求 {gone.demands}，诉求 {gone.appeals}")
    if done.key_left:
        lines.append("备份里的密钥没有放回：现在用的是环境变量 QIFU_SECRET_KEY")
    if done.aside:
        lines.append(f"原来的文件在 {done.aside}，里面有个人信息：确认无误后删掉它")
    return [*lines, "备份之后改的密码、停用的用户回到了备份时的样子，请核对", "检索索引在下次启动时重建"]
