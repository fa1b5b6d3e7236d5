"""More ``qifu case`` commands: helpers and their answers, the way upward, duplicates, scores, notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlmodel import Session

from api.accounts import actors
from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.acting import AGENTS, CHANNEL, OFFICES, acting, require, shown, written
from api.demands import dispatching, duplicates, former, helping, lifecycle, listing, routing
from api.demands.dispatching import Target
from api.demands.help_endpoints import Answered
from api.demands.models import Action, Demand
from api.demands.work_models import DispatchState
from api.errors import InvalidInputError
from api.process import process
from api.ratings import keeping, links
from api.windows import scope as scopes

CaseNo = Annotated[str, typer.Argument(help="编号，如 XQ202611230001")]
As = Annotated[str, typer.Option("--as", help="以哪个用户的身份；角色、范围和留痕都按他算")]
Reason = Annotated[str, typer.Option(help="原因或要求，必填")]


def install(app: typer.Typer) -> None:
    """Add the commands to ``qifu case``."""
    app.command("co-handle")(co_handle)
    app.command("co-answer")(co_answer)
    for work in (escalate, supervise, merge, unmerge, rate, note, reveal):
        app.command()(work)
    app.command("duplicates")(list_duplicates)
    app.command("rating-link")(rating_link)


def co_handle(
    case_no: CaseNo,
    user: As,
    window: Annotated[str | None, typer.Option(help="窗口编号")] = None,
    institution: Annotated[str | None, typer.Option(help="机构编号")] = None,
    reason: Annotated[str, typer.Option(help="说明")] = "",
) -> None:
    """请别的窗口或机构协办。"""
    with _in_hand(case_no, user, AGENTS) as (session, demand, who):
        dispatching.add_co_handler(session, demand, actors.of(who, CHANNEL), Target(window, institution), reason)
        accounts.record(session, user, "co_handle", case_no, window or institution or "")


def co_answer(
    case_no: CaseNo,
    to: Annotated[Answered, typer.Argument(help="accepted 接受，returned 无法协办，done 协办完成")],
    user: As,
    text: Annotated[str, typer.Option(help="无法协办的原因，或协办做了什么")] = "",
    number: Annotated[int | None, typer.Option(help="哪一项协办，编号见 qifu case show；只有一项时不用写")] = None,
) -> None:
    """答复协办；主办窗口可以代记。"""
    with acting(user, OFFICES) as session:
        who = require(session, user, OFFICES)
        scope = scopes.of(session, who)
        demand = routing.require(session, case_no, scope)
        row = helping.require(session, demand, scope, number)
        helping.answer(session, demand, row, DispatchState(to), actors.of(who, CHANNEL), text)
        accounts.record(session, user, "co_answer", case_no, f"{to.value} {row.institution or row.window}")
        _tell(demand)
        typer.echo(f"  {helping.label(row)}")


def escalate(case_no: CaseNo, user: As, reason: Reason) -> None:
    """上报上一级窗口。"""
    with _in_hand(case_no, user, AGENTS) as (session, demand, who):
        dispatching.escalate(session, demand, actors.of(who, CHANNEL), reason)
        accounts.record(session, user, "escalate", case_no)


def supervise(case_no: CaseNo, user: As, reason: Reason) -> None:
    """督办，只有上级窗口可以。"""
    with acting(user, AGENTS) as session:
        who = require(session, user, AGENTS)
        scope = scopes.of(session, who)
        demand = routing.require(session, case_no, scope)
        scope.require_above(session, demand.window)
        dispatching.supervise(session, demand, actors.of(who, CHANNEL), reason)
        accounts.record(session, user, "supervise", case_no)
        _tell(demand)


def merge(
    case_no: CaseNo, user: As, into: Annotated[str, typer.Option(help="并入哪一件，编号")], reason: Reason
) -> None:
    """并入另一件需求，可以撤销。"""
    with _in_hand(case_no, user, AGENTS) as (session, demand, who):
        other = routing.in_hand(session, into, who)
        duplicates.merge(session, demand, other, actors.of(who, CHANNEL), reason)
        accounts.record(session, user, "merge", case_no, into)


def unmerge(case_no: CaseNo, user: As, reason: Reason) -> None:
    """撤销合并，回到合并之前。"""
    with _in_hand(case_no, user, AGENTS) as (session, demand, who):
        duplicates.unmerge(session, demand, actors.of(who, CHANNEL), reason)
        accounts.record(session, user, "unmerge", case_no)


def rate(
    case_no: CaseNo,
    user: As,
    score: Annotated[int, typer.Option(min=1, max=5, help="1 到 5 分")],
    remark: Annotated[str, typer.Option(help="企业怎么说")] = "",
    service: Annotated[list[str] | None, typer.Option(help="选了几项时某一项的分，如 F-loan=4；可以给几个")] = None,
) -> None:
    """代企业评价一件办完的需求。"""
    with _in_hand(case_no, user, AGENTS) as (session, demand, who):
        keeping.keep(session, demand, score, remark.strip(), actors.of(who, CHANNEL), _apart(service or []))
        accounts.record(session, user, "rate", case_no, str(score))


def rating_link(case_no: CaseNo, user: As) -> None:
    """打印给企业的评价链接，30 天有效，留痕。"""
    with process(searching=False) as state, state.database.session() as session:
        who = require(session, user, AGENTS)
        demand = routing.in_hand(session, case_no, who, recorder=True)
        typer.echo(
            links.hand_out(session, links.addresses(state.settings.public_url, state.secret), demand, who)["url"]
        )


def note(case_no: CaseNo, user: As, text: Annotated[str, typer.Option(help="备注，企业看不到")]) -> None:
    """写一条办理备注。"""
    with acting(user, OFFICES) as session:
        who = require(session, user, OFFICES)
        demand = former.require_part(session, case_no, scopes.of(session, who))
        lifecycle.record(session, demand, Action.NOTE, actors.of(who, CHANNEL), written(text))
        _tell(demand)


def reveal(case_no: CaseNo, user: As, purpose: Annotated[str, typer.Option(help="为什么要看，留痕")]) -> None:
    """看联系人和电话，每次留痕。"""
    with acting(user, OFFICES) as session:
        who = require(session, user, OFFICES)
        known = routing.require_served(session, case_no, scopes.of(session, who)).personal
        contact = shown(session, who, case_no, purpose, known)
    typer.echo(contact)  # once it is kept that it was looked at


def list_duplicates(case_no: CaseNo, user: As) -> None:
    """可能重复的需求和理由，最像的在前。"""
    with process() as state, state.database.session(write=False) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        demand = routing.require(session, case_no, scope)
        found = duplicates.suggest(session, state.matcher.current().encoder, demand, scope)
        rows = listing.described(session, [one.demand for one in found])
        for row, one in zip(rows, found, strict=True):
            typer.echo(f"{row['case_no']}  {row['status_label']}  {one.likeness:.2f}  {'，'.join(one.reasons)}")
    typer.echo(f"共 {len(found)} 条")


def _apart(given: list[str]) -> dict[str, int]:
    """Read scores of single services.

    :raises InvalidInputError: If one has not the form ``key=score``.
    """
    pairs = [one.rpartition("=") for one in given]
    if any(not key or score not in ("1", "2", "3", "4", "5") for key, _, score in pairs):
        raise InvalidInputError("各项的分写成 条目编号=分数，分数 1 到 5，例如 F-loan=4。")
    return {key: int(score) for key, _, score in pairs}


@contextmanager
def _in_hand(case_no: str, username: str, roles: tuple[Role, ...]) -> Iterator[tuple[Session, Demand, User]]:
    """Yield a demand to somebody who may act on it, and tell how it stands afterwards."""
    with acting(username, roles) as session:
        user = require(session, username, roles)
        demand = routing.in_hand(session, case_no, user)
        yield session, demand, user
        _tell(demand)


def _tell(demand: Demand) -> None:
    typer.echo(f"{demand.case_no}  {lifecycle.label(demand.status)}  {demand.institution or demand.window or ''}")
