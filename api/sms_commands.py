"""``qifu sms``: text messages that came in, fed by hand where no provider tells of them, and who wants none."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer

from api.accounts import service as accounts
from api.acting import AGENTS, acting, require
from api.callback_commands import As
from api.clock import utc_now
from api.errors import NotAllowedError, NotFoundError
from api.followups import delivery
from api.followups.sms import lists, receiving, stops
from api.followups.sms.door import Reply
from api.masking import mask_phone
from api.windows import scope as scopes

app = typer.Typer(
    no_args_is_help=True, help="短信上行：列出、手工录入一条、报送达结果、退订和恢复；都以 --as 用户的身份。"
)
Phone = Annotated[str, typer.Option(help="号码")]
Reason = Annotated[str, typer.Option(help="原因，必填")]


@app.command("list")
def list_replies(
    user: As,
    case_no: Annotated[str | None, typer.Option("--case", help="只看这个编号的")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """列出收到的短信，新的在前，号码打码。"""
    with acting(user, AGENTS, writes=False) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        for row in lists.listed(session, scope, case_no, 0, limit):
            typer.echo(_line(row))


@app.command()
def receive(
    user: As,
    phone: Phone,
    text: Annotated[str, typer.Option(help="短信内容")],
    key: Annotated[str, typer.Option("--id", help="服务商给的编号，同一条只算一次；不给就当作新的")] = "",
) -> None:
    """手工录入一条收到的短信，和服务商报来的一样处理，留痕。"""
    with acting(user, AGENTS) as session:
        scope = scopes.of(session, require(session, user, AGENTS))
        reply = Reply(id=key or f"by-hand-{uuid4()}", phone=phone, text=text)
        row, is_new = receiving.receive(session, reply, utc_now(), by=user)
        if not lists.may_see(session, scope, row):  # and nothing is kept of it
            raise NotFoundError("这个号码在问的事不在您的范围内，请交枢纽录入。")
        typer.echo(f"{_line(lists.public(row))}{'' if is_new else '  （已经收过）'}")


@app.command()
def report(
    user: As,
    message_id: Annotated[str, typer.Argument(help="服务商收下时给的编号")],
    delivered: Annotated[bool, typer.Option("--delivered/--bounced", help="送到了，还是没送到")],
    detail: Annotated[str, typer.Option(help="没送到的原因")] = "",
) -> None:
    """手工报一条发出的短信送到没有（枢纽）；没送到的马上换渠道。"""
    with acting(user, AGENTS) as session:
        if not scopes.of(session, require(session, user, AGENTS)).everything:
            raise NotAllowedError("只有枢纽的坐席可以报送达结果。")
        if not delivery.report(session, message_id, delivered, detail):
            raise NotFoundError(f"没有等回执的短信 {message_id[:64]}。")
        accounts.record(session, user, "sms_report", message_id[:64], detail)
    typer.echo("已记下")


@app.command()
def stop(user: As, phone: Phone, reason: Reason) -> None:
    """不再给一个号码发短信，留痕。"""
    with acting(user, AGENTS) as session:
        number = receiving.number(phone)
        changed = stops.stop(session, number, user)
        accounts.record(session, user, "stop_sms", mask_phone(number) or "", reason)
    typer.echo(f"{mask_phone(number)} 不再发短信{'' if changed else '（早已如此）'}")


@app.command()
def allow(user: As, phone: Phone, reason: Reason) -> None:
    """又可以给一个号码发短信，要本人同意，留痕。"""
    with acting(user, AGENTS) as session:
        number = receiving.number(phone)
        changed = stops.allow(session, number)
        accounts.record(session, user, "allow_sms", mask_phone(number) or "", reason)
    typer.echo(f"{mask_phone(number)} 可以发短信{'' if changed else '（早已如此）'}")


def _line(row: dict[str, object]) -> str:
    number = row["case_no"] or "没有编号"
    return f"{row['id']:>8}  {row['received_at']}  {row['phone']}  {number}  {row['outcome_label']}  {row['text']}"
