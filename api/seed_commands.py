"""``qifu seed``: a sample year, so that lists, pages and bulletins have something to show."""

from __future__ import annotations

import secrets
import time
from datetime import date
from typing import Annotated

import typer

from api.process import process
from api.seeding import staff, year


def seed(
    demands: Annotated[int, typer.Option(min=1, max=200_000, help="演多少件需求")] = 5000,
    of_year: Annotated[int, typer.Option("--year", min=2020, max=2100, help="哪一年；没过完的演到昨天")] = 2026,
    random_seed: Annotated[int, typer.Option(help="随机数种子，相同则结果相同")] = 1,
    password: Annotated[str, typer.Option(help="样例用户的口令；不给就随机生成并打印", min=10)] = "",
    yes: Annotated[bool, typer.Option("--yes", help="库里已有需求也照演")] = False,
) -> None:
    """演一遍样例年：样例企业提需求，窗口派单，机构办理、退单、超期上报，回访，企业评价，全部走真实流程。"""
    plan, secret = year.Plan(demands, of_year, random_seed), password or secrets.token_urlsafe(9)
    started = time.monotonic()
    with process() as state:
        with state.database.session() as session:
            year.check(session, plan, yes)
            users = staff.create(session, secret)
        played = year.play(state, plan, _progress)
    typer.echo("", err=True)
    typer.echo(
        f"演到 {played.last}：需求 {played.demands} 件，没有形成需求的对话 {played.talks} 次，"
        f"样例用户 {users} 个，用时 {time.monotonic() - started:.0f} 秒"
    )
    if users:
        typer.echo(f"样例用户（sample-hub、sample-viewer、sample-窗口编号、sample-机构编号）的口令：{secret}")


def _progress(day: date, done: int, of: int) -> None:
    typer.echo(f"\r{day}  {done}／{of} 件", nl=False, err=True)
