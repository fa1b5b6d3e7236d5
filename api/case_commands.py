"""The ``qifu case`` commands: what agents do on pages, for scripts and for whoever sits at the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from sqlmodel import Session

from api import acting, desk_commands, due
from api.accounts import actors
from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.demands import dispatching, history, listing, routing, steps, views, waiting
from api.demands import helping as helpers
from api.demands.dispatching import Target
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import DispatchState
from api.process import process
from api.windows import scope as scopes
from api.windows import tree

app = typer.Typer(no_args_is_help=True, help="需求的派单、受理、退单、督办和时限。")
CaseNo = Annotated[str, typer.Argument(help="编号，如 XQ202611230001")]
As = Annotated[str, typer.Option("--as", help="以哪个用户的身份；范围和留痕都按他算")]
desk_commands.install(app)
HELPING = {DispatchState.OPEN: "  请协办，待答复", DispatchState.ACCEPTED: "  协办中"}
SWEPT = {"demands": "需求", "appeals": "诉求", "ratings": "低分重新办理", "scores": "重算得分的条目"}
Reason = Annotated[str, typer.Option(help="原因或说明")]


@app.command("list")
def list_cases(
    user: As,
    q: Annotated[str, typer.Option(help="编号、电话，或需求和企业名称里的字")] = "",
    status: Annotated[list[DemandStatus] | None, typer.Option(help="可以给几个")] = None,
    overdue: Annotated[bool, typer.Option(help="只看超时的")] = False,
    helping: Annotated[bool, typer.Option("--helping", help="只看请本人的机构或窗口协办、还没办完的")] = False,
    todo: Annotated[bool, typer.Option("--todo", help="只看要本人办的，请本人协办还没答复的也算")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
) -> None:
    """列出自己范围内的需求，先到期的在前。"""
    own: dict[str, Any] = {"overdue": overdue or None, "helping": helping or None, "todo": todo or None}
    filters = listing.Filters(q=q, status=status or [], open_only=todo, limit=limit, order=listing.Order.DUE, **own)
    with _reading() as session:
        rows, total = listing.listed(
            session, scopes.of(session, acting.require(session, user, acting.READERS)), filters, user
        )
    for row in rows:
        typer.echo(_line(row))
    typer.echo(f"共 {total} 条")


@app.command()
def show(case_no: CaseNo, user: As) -> None:
    """一条需求的现状和办理经过。"""
    with _reading() as session:
        scope = scopes.of(session, acting.require(session, user, acting.OFFICES))
        demand = routing.require(session, case_no, scope)
        (row,) = listing.described(session, [demand], scope)
        rows, handed = history.of(session, demand, scope), history.dispatches(session, demand, scope)
    typer.echo(_line(row))
    for one in handed:
        who = one["institution_name"] or one["window_name"]
        role = f"协办 {one['id']}" if one["role"] == "co" else "主办"
        typer.echo("  " + "  ".join(word for word in (role, who, one["state_label"], one["at"], one["answer"]) if word))
    for one in rows:
        words = [one["at"], one["action"], one["to_label"], one["actor"], one["target_name"], one["reason"]]
        typer.echo("  " + "  ".join(word for word in words if word))


@app.command()
def move(case_no: CaseNo, to: DemandStatus, user: As, reason: Reason = "") -> None:
    """变更状态：受理、退单、办结、撤销……"""
    with _in_hand(case_no, user) as (session, demand, who):
        hints = helpers.hints(session, demand, to)
        steps.take(session, demand, to, actors.of(who, "cli"), reason)
        accounts.record(session, user, "transition", case_no, to.value)
        for hint in hints:
            typer.echo(hint)


@app.command()
def dispatch(
    case_no: CaseNo,
    user: As,
    window: Annotated[str | None, typer.Option(help="窗口编号")] = None,
    institution: Annotated[str | None, typer.Option(help="机构编号；不给就按企业选的")] = None,
    reason: Reason = "",
) -> None:
    """派单或改派。"""
    with _in_hand(case_no, user, acting.AGENTS) as (session, demand, who):
        routing.require_reach(session, who, window)
        dispatching.dispatch(session, demand, actors.of(who, "cli"), Target(window, institution), reason)
        accounts.record(session, user, "dispatch", case_no, f"{demand.window or ''} {demand.institution or ''}")


@app.command()
def wait(case_no: CaseNo, user: As, question: Annotated[str, typer.Option(help="要企业补充什么")]) -> None:
    """等企业补充，时限暂停。"""
    with _in_hand(case_no, user) as (session, demand, who):
        waiting.pause(session, demand, actors.of(who, "cli"), question)


@app.command()
def resume(case_no: CaseNo, user: As, reason: Reason = "") -> None:
    """企业已补充，时限继续。"""
    with _in_hand(case_no, user) as (session, demand, who):
        waiting.resume(session, demand, actors.of(who, "cli"), reason)


@app.command()
def sweep() -> None:
    """催办快到期的，上报超时的，关闭期满的，低分的重新办理（后台进程每分钟做一次）。"""
    with process(searching=False) as state:
        done = due.sweep(state.database)
    typer.echo("，".join(f"{SWEPT[name]} {count}" for name, count in done.items()))


@app.command()
def windows() -> None:
    """窗口平台的树。"""
    with _reading() as session:
        known = tree.load(session)
    for node in sorted(known.nodes.values(), key=lambda one: [up.key for up in reversed(list(known.up(one.key)))]):
        depth = len(list(known.up(node.key))) - 1
        typer.echo(f"{'  ' * depth}{node.key}  {node.name}{'' if node.is_open else '（暂不接单）'}")


@contextmanager
def _reading() -> Iterator[Session]:
    with process(searching=False) as state, state.database.session(write=False) as session:
        yield session


@contextmanager
def _in_hand(
    case_no: str, username: str, roles: tuple[Role, ...] = acting.OFFICES
) -> Iterator[tuple[Session, Demand, User]]:
    """Yield a demand to somebody who may act on it, and tell how it stands afterwards."""
    with process(searching=False) as state, state.database.session() as session:
        user = acting.require(session, username, roles)
        demand = routing.in_hand(session, case_no, user)
        yield session, demand, user
        typer.echo(_line(views.for_agent(demand)))


def _line(row: dict[str, Any]) -> str:
    where = row.get("institution_name") or row.get("window_name") or row.get("institution") or row.get("window") or ""
    due = f"  {'已超时 ' if row['overdue'] else ''}{row['due_at'][:16]}" if row["due_at"] else ""
    help_ = HELPING.get(row["helping"], "") if row.get("helping") else ""
    return f"{row['case_no']}  {row['status_label']}{help_}  {where}{due}  {row['need'][:40]}"
