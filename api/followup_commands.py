"""``qifu follow-up``: the list of those to be asked, worked as one agent, with the rules of the console."""

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
from api.callback_commands import MOMENT, As
from api.callbacks.models import TryOutcome
from api.clock import CHINA, utc_now
from api.demands import routing
from api.demands.models import Demand
from api.followups import calls, lists
from api.followups.lists import Which
from api.followups.models import FollowUp
from api.followups.sms import bounces
from api.windows import scope as scopes

app = typer.Typer(no_args_is_help=True, help="坐席回访：列出、领取、记电话、改时间、跳过；都以 --as 用户的身份和范围。")
Number = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="回访的编号，list 里第一列")]
Reason = Annotated[str, typer.Option(help="原因，必填")]


@app.command("list")
def list_open(
    user: As,
    which: Annotated[Which, typer.Option("--list", help="due 现在该打的，mine 我领的，all 全部")] = Which.DUE,
    case_no: Annotated[str | None, typer.Option("--case", help="只看这个编号的")] = None,
    offset: Annotated[int, typer.Option(min=0, max=1_000_000)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """列出回访，先到时间的在前。"""
    with acting(user, AGENTS, writes=False) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        rows, total = lists.listed(session, scope, which, user, utc_now(), case_no=case_no, offset=offset, limit=limit)
        for row in rows:
            _tell(row)
    typer.echo(f"共 {total} 条")


@app.command()
def show(number: Number, user: As) -> None:
    """看一次回访：可以这样问、试过的每次和结果。"""
    with acting(user, AGENTS, writes=False) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        row = lists.whole(session, *calls.require(session, number, scope), scope)
    _tell(row)
    typer.echo(f"需求：{row['need']}\n可以这样问：{row['line']}")
    if row["question"]:
        typer.echo(f"要问的是：{row['question']}")
    for one in row["also"]:
        mark = "" if one["checked"] else "（同号码，未核对是同一个人）"
        typer.echo(f"同一个电话还要问：{one['id']}  {one['case_no']}  {one['line']}{mark}")
    for one in row["attempts"]:
        said = one["error"] or one["text"]
        typer.echo(f"  {one['created_at']}  {one['channel_label']}  {one['status_label']}  {said}".rstrip())
    if row["answer"] or row["score"]:
        typer.echo(f"答复：{row['answer']}{'  ' + str(row['score']) + ' 分' if row['score'] else ''}")


@app.command()
def take(number: Number, user: As) -> None:
    """领到我名下。"""
    with _one(number, user) as (session, follow_up, demand):
        calls.take(session, follow_up, user)
        accounts.record(session, user, "take_follow_up", demand.case_no, str(number))


@app.command()
def call(
    number: Number,
    user: As,
    outcome: Annotated[TryOutcome, typer.Option(help="reached 打通了，not_reached 没打通（下个工作日再打）")],
    answer: Annotated[str, typer.Option(help="说了什么；没打通写原因")] = "",
    score: Annotated[int | None, typer.Option(min=1, max=5, help="办结后的回访：几分")] = None,
) -> None:
    """记一次电话：是否接通、说了什么、几分。"""
    with _one(number, user) as (session, follow_up, demand):
        calls.record(session, follow_up, demand, user, outcome is TryOutcome.REACHED, answer, score, utc_now())
        accounts.record(session, user, "follow_up_call", demand.case_no, outcome.value)


@app.command()
def skip(number: Number, user: As, reason: Reason) -> None:
    """跳过这次回访。"""
    with _one(number, user) as (session, follow_up, demand):
        calls.skip(session, follow_up, reason)
        accounts.record(session, user, "skip_follow_up", demand.case_no, reason)


@app.command()
def replan(
    number: Number,
    user: As,
    at: Annotated[datetime, typer.Option(formats=MOMENT, help="改到什么时候，北京时间，如 2026-11-30T10:00")],
    reason: Reason,
) -> None:
    """改到别的时间重新回访，非工作时间顺延到上班。"""
    with _one(number, user) as (session, follow_up, demand):
        calls.replan(session, follow_up, demand, at.replace(tzinfo=CHINA), utc_now())
        accounts.record(session, user, "replan_follow_up", demand.case_no, reason)


@app.command()
def reveal(number: Number, user: As, purpose: Annotated[str, typer.Option(help="为什么要看，留痕")]) -> None:
    """看联系人和电话，每次留痕。"""
    with acting(user, AGENTS) as session:
        who = require(session, user, AGENTS)
        case_no = calls.require(session, number, scopes.of(session, who))[1].case_no
        known = routing.require_served(session, case_no, scopes.of(session, who)).personal
        why = Reveal(purpose=purpose)
        shown = reveals.reveal(session, who, case_no, why, known.get("phone"), known.get("contact"))
    typer.echo(f"{shown.contact or '没有留姓名'}  {shown.phone or '没有留电话'}")


@contextmanager
def _one(number: int, username: str) -> Iterator[tuple[Session, FollowUp, Demand]]:
    """Yield one to somebody who may act on its demand, and tell how it stands afterwards."""
    with acting(username, AGENTS) as session:
        scope = scopes.of(session, require(session, username, AGENTS))
        follow_up, demand = calls.in_hand(session, number, scope)
        yield session, follow_up, demand
        _tell(lists.public(follow_up, demand, bounces.of(session, [demand])))


def _tell(row: dict[str, object]) -> None:
    when = row["next_at"] or row["ended_at"] or ""
    fields = (row["case_no"], row["kind_label"], row["status_label"], when, row["phone"] or "没有电话")
    more = (row["sms_trouble"] or "", row["assigned_to"] or "没人领", row["ended_why"] or "")
    typer.echo(f"{row['id']:>8}  {'  '.join(str(one) for one in (*fields, *more) if one != '')}".rstrip())
