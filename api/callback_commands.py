"""``qifu call-back``: whom to call back, as one agent, with the rules of the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import Session

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.reveals import Reveal
from api.acting import AGENTS, acting, require
from api.callbacks import lists, service, work
from api.callbacks.lists import Which
from api.callbacks.models import CallBack, TryOutcome
from api.clock import CHINA, utc_now
from api.windows import scope as scopes

app = typer.Typer(
    no_args_is_help=True, help="回电：列出、领取、看号码、记电话、改时间、办结；都以 --as 用户的身份和范围。"
)
Number = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="回电的编号，list 里第一列")]
As = Annotated[str, typer.Option("--as", help="以哪个用户的身份；角色、范围和留痕都按他算")]
MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


@app.command("list")
def list_open(
    user: As,
    which: Annotated[Which, typer.Option("--list", help="due 现在该打的，mine 我领的，all 全部")] = Which.DUE,
    offset: Annotated[int, typer.Option(min=0, max=1_000_000)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """列出等着回电的，先来的在前。"""
    with acting(user, AGENTS, writes=False) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        found = lists.listed(session, scope, offset, limit, which, user)
        for call in found:
            _tell(call)
    typer.echo(f"共 {len(found)} 条")


@app.command()
def show(number: Number, user: As) -> None:
    """看一个回电和打过的每次电话。"""
    with acting(user, AGENTS, writes=False) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        whole = lists.whole(session, service.require(session, number, scope, to_change=False))
        _tell(service.require(session, number, scope, to_change=False))
        if whole["note"]:
            typer.echo(f"企业说：{whole['note']}")
        for one in whole["tries"]:
            typer.echo(f"  {one['at']}  {one['outcome_label']}  {one['actor']}  {one['note']}".rstrip())


@app.command()
def take(number: Number, user: As) -> None:
    """领到我名下。"""
    with _one(number, user) as (session, call):
        work.take(session, call, user)
        accounts.record(session, user, "take_call_back", f"call-back {number}")


@app.command()
def call(
    number: Number,
    user: As,
    outcome: Annotated[TryOutcome, typer.Option(help="reached 打通了，not_reached 没打通（下个工作日再打）")],
    note: Annotated[str, typer.Option(help="说了什么")] = "",
) -> None:
    """记一次电话；打通就算回过了。"""
    with _one(number, user) as (session, one):
        work.called(session, one, user, outcome, note, utc_now())
        accounts.record(session, user, "call_back_call", f"call-back {number}", outcome.value)


@app.command("put-off")
def put_off(
    number: Number,
    user: As,
    at: Annotated[datetime, typer.Option(formats=MOMENT, help="改到什么时候，北京时间，如 2026-11-30T10:00")],
    reason: Annotated[str, typer.Option(help="原因，必填")],
) -> None:
    """改到别的时间再打，非工作时间顺延到上班。"""
    with _one(number, user) as (session, one):
        work.put_off(session, one, at.replace(tzinfo=CHINA), utc_now())
        accounts.record(session, user, "put_off_call_back", f"call-back {number}", reason)


@app.command()
def done(number: Number, user: As) -> None:
    """记为已回电，不再列出。"""
    with _one(number, user) as (session, one):
        service.done(session, one, user)
        accounts.record(session, user, "call_back_done", str(number), one.reason.value)


@app.command()
def reveal(number: Number, user: As, purpose: Annotated[str, typer.Option(help="为什么要看，留痕")]) -> None:
    """看回电号码，每次留痕。"""
    with acting(user, AGENTS) as session:
        who = require(session, user, AGENTS)
        one = service.require(session, number, scopes.of(session, who))
        shown = reveals.reveal(session, who, f"call-back {number}", Reveal(purpose=purpose), one.phone)
    typer.echo(shown.phone or "没有留电话")


@contextmanager
def _one(number: int, username: str) -> Iterator[tuple[Session, CallBack]]:
    """Yield one to somebody who may see it, and tell how it stands afterwards."""
    with acting(username, AGENTS) as session:
        scope = scopes.of(session, require(session, username, AGENTS))
        one = service.require(session, number, scope)
        yield session, one
        _tell(one)


def _tell(call: CallBack) -> None:
    row = lists.public(call)
    state = f"{row['done_by']} 已回电" if row["done_at"] else (row["assigned_to"] or "没人领")
    fields = (row["case_no"] or "没有编号", row["reason_label"], row["phone"] or "没有电话", state)
    when = f"{row['next_at']} 再打" if row["next_at"] and not row["done_at"] else ""
    typer.echo(f"{row['id']:>8}  {'  '.join(fields)}  {when}".rstrip())
