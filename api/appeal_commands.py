"""The ``qifu appeal`` commands: what agents do with appeals on pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlmodel import Session

from api.accounts import actors
from api.accounts import service as accounts
from api.accounts.models import User
from api.acting import AGENTS, CHANNEL, acting, require, shown, written
from api.appeals import handling, listing, routing, transferring
from api.appeals.models import Appeal, AppealAction, AppealStatus
from api.errors import NotAllowedError
from api.process import process
from api.ratings import keeping, links
from api.windows import scope as scopes
from api.windows import tree

app = typer.Typer(no_args_is_help=True, help="诉求的交办、答复、移交、上报和督办。")
CaseNo = Annotated[str, typer.Argument(help="编号，如 SQ202611230001")]
As = Annotated[str, typer.Option("--as", help="以哪个用户的身份；角色、范围和留痕都按他算")]
Reason = Annotated[str, typer.Option(help="原因或要求，必填")]


@app.command("list")
def list_appeals(
    user: As,
    status: Annotated[list[AppealStatus] | None, typer.Option(help="可以给几个")] = None,
    overdue: Annotated[bool, typer.Option(help="只看超时的")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
) -> None:
    """列出自己范围内的诉求，新的在前。"""
    filters = listing.Filters(status=status or [], overdue=overdue or None, limit=limit)
    with acting(user, AGENTS, writes=False) as session:
        rows, total = listing.listed(session, scopes.of(session, accounts.require(session, user)), filters)
    for row in rows:
        typer.echo(f"{row['case_no']}  {row['status_label']}  {row.get('window_name') or ''}  {row['due_at'] or ''}")
    typer.echo(f"共 {total} 条")


@app.command()
def show(case_no: CaseNo, user: As) -> None:
    """一件诉求的现状和办理经过。"""
    with acting(user, AGENTS, writes=False) as session:
        appeal = routing.require(session, case_no, scopes.of(session, accounts.require(session, user)))
        _tell(appeal)
        for one in listing.history(session, appeal):
            words = [one["at"], one["action"], one["to_label"], one["actor"], one["target_name"], one["note"]]
            typer.echo("  " + "  ".join(word for word in words if word))


@app.command()
def move(
    case_no: CaseNo, to: AppealStatus, user: As, note: Annotated[str, typer.Option(help="承办单位、答复或原因")] = ""
) -> None:
    """办理：交办、答复、办结、重新办理、撤回。"""
    with _in_hand(case_no, user) as (session, appeal, who):
        handling.move(session, appeal, to, actors.of(who, CHANNEL), note)
        accounts.record(session, user, "appeal_step", case_no, to.value)


@app.command()
def transfer(
    case_no: CaseNo, user: As, window: Annotated[str, typer.Option(help="移交哪个窗口")], reason: Reason
) -> None:
    """移交别的窗口：下级、上级。"""
    with _in_hand(case_no, user) as (session, appeal, who):
        scope, windows = scopes.of(session, who), tree.load(session)
        node = windows.require(window)
        if not scope.has(node.key) and node.key not in {above.key for above in windows.up(scope.home)}:
            raise NotAllowedError(f"{node.name}不归您的窗口管，请上报后由上级移交。")
        transferring.transfer(session, appeal, actors.of(who, CHANNEL), node.key, reason)
        accounts.record(session, user, "appeal_transfer", case_no, node.key)


@app.command()
def escalate(case_no: CaseNo, user: As, reason: Reason) -> None:
    """上报上一级窗口。"""
    with _in_hand(case_no, user) as (session, appeal, who):
        transferring.escalate(session, appeal, actors.of(who, CHANNEL), reason)
        accounts.record(session, user, "appeal_escalate", case_no)


@app.command()
def supervise(case_no: CaseNo, user: As, reason: Reason) -> None:
    """督办，只有上级窗口可以。"""
    with acting(user, AGENTS) as session:
        who = require(session, user, AGENTS)
        scope = scopes.of(session, who)
        appeal = routing.require(session, case_no, scope)
        scope.require_above(session, appeal.window)
        transferring.supervise(session, appeal, actors.of(who, CHANNEL), reason)
        accounts.record(session, user, "appeal_supervise", case_no)
        _tell(appeal)


@app.command()
def rate(
    case_no: CaseNo,
    user: As,
    score: Annotated[int, typer.Option(min=1, max=5, help="1 到 5 分")],
    remark: Annotated[str, typer.Option(help="企业怎么说")] = "",
) -> None:
    """代企业评价一件答复了的诉求。"""
    with _in_hand(case_no, user) as (session, appeal, who):
        keeping.keep(session, appeal, score, remark.strip(), actors.of(who, CHANNEL))
        accounts.record(session, user, "rate", case_no, str(score))


@app.command("rating-link")
def rating_link(case_no: CaseNo, user: As) -> None:
    """打印给企业的评价链接，30 天有效，留痕。"""
    with process(searching=False) as state, state.database.session() as session:
        who = require(session, user, AGENTS)
        appeal = routing.in_hand(session, case_no, who)
        typer.echo(
            links.hand_out(session, links.addresses(state.settings.public_url, state.secret), appeal, who)["url"]
        )


@app.command()
def note(case_no: CaseNo, user: As, text: Annotated[str, typer.Option(help="备注，企业看不到")]) -> None:
    """写一条办理备注。"""
    with acting(user, AGENTS) as session:
        who = require(session, user, AGENTS)
        appeal = routing.require(session, case_no, scopes.of(session, who))
        handling.record(session, appeal, AppealAction.NOTE, actors.of(who, CHANNEL), written(text))
        _tell(appeal)


@app.command()
def reveal(case_no: CaseNo, user: As, purpose: Annotated[str, typer.Option(help="为什么要看，留痕")]) -> None:
    """看诉求人的称呼和电话，每次留痕。"""
    with acting(user, AGENTS) as session:
        who = require(session, user, AGENTS)
        known = routing.require(session, case_no, scopes.of(session, who)).personal
        contact = shown(session, who, case_no, purpose, known)
    typer.echo(contact)  # once it is kept that it was looked at


@contextmanager
def _in_hand(case_no: str, username: str) -> Iterator[tuple[Session, Appeal, User]]:
    """Yield an appeal to somebody who may act on it, and tell how it stands afterwards."""
    with acting(username, AGENTS) as session:
        user = require(session, username, AGENTS)
        appeal = routing.in_hand(session, case_no, user)
        yield session, appeal, user
        _tell(appeal)


def _tell(appeal: Appeal) -> None:
    typer.echo(f"{appeal.case_no}  {handling.label(appeal.status)}  {appeal.window or ''}")
