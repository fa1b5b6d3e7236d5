"""``qifu audit``: who did or read what, for whoever sits at the machine."""

from __future__ import annotations

import json
import os
import pwd
from typing import Annotated, Any

import typer
from pydantic import Field, ValidationError

from api import invalid
from api.accounts import audit as entries
from api.acting import CHANNEL, require
from api.errors import InvalidInputError
from api.process import process

MOST = 1000


class Wanted(entries.Filters):
    """The filters of the route; the terminal may show more at once."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 20


Day = Annotated[str | None, typer.Option(metavar="日期", help="如 2026-11-23，含这一天，按北京时间")]
# As they were typed: what does not fit is then told in the words of the routes.
Count = Annotated[str | None, typer.Option(metavar="整数", help=f"最多几条，1 到 {MOST}；不给就是 20")]
Skip = Annotated[str | None, typer.Option(metavar="整数", help="跳过最新的几条，翻页用")]


def audit(
    since: Day = None,
    until: Day = None,
    actor: Annotated[str | None, typer.Option(help="谁做的：用户名，或 cli、enterprise、system")] = None,
    action: Annotated[str | None, typer.Option(help="做了什么，如 reveal_phone、export_person、update_user")] = None,
    subject: Annotated[str | None, typer.Option(help="关于什么：编号（如 XQ202611230001）、用户名、对话")] = None,
    limit: Count = None,
    offset: Skip = None,
    user: Annotated[str | None, typer.Option("--as", help="以哪个管理员的名义查；不给就记下这台机器上是谁")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="一行一条 JSON，供程序读")] = False,
) -> None:
    """查操作留痕：谁、何时、对什么、做了或看了什么、为什么；最新在前，个人信息打码；查看本身也留痕。"""
    given = {
        "since": since, "until": until, "actor": actor, "action": action, "subject": subject, "limit": limit,
        "offset": offset,
    }  # fmt: skip
    with process(searching=False) as state, state.database.session() as session:
        actor = require(session, user, ()).username if user else CHANNEL
        wanted = _wanted({k: v for k, v in given.items() if v is not None})
        rows, total = entries.read(session, wanted, actor, f"os={_at_the_machine()}")
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))
    if not as_json:
        typer.echo(f"共 {total} 条")


def _at_the_machine() -> str:
    """Return whose account of the machine this is, and who has become it by sudo."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number alone
        name = str(os.getuid())
    before = os.environ.get("SUDO_USER", "")
    return f"{name}({before})" if before and before != name else name


def _wanted(given: dict[str, str]) -> Wanted:
    """Return what is asked for.

    :raises InvalidInputError: If something does not fit; the sentence names each option.
    """
    try:
        return Wanted.model_validate(given)
    except ValidationError as error:
        told = [{**one, "loc": (f"--{one['loc'][0]} ", *one["loc"][1:])} for one in error.errors()]
        raise InvalidInputError(invalid.describe(told)) from error


def _line(row: dict[str, Any]) -> str:
    """Return an entry on one line, whatever was typed into its purpose."""
    fields = (row["at"], row["actor"], row["action"], row["subject"], row["detail"])
    line = f"{row['id']:>8}  {'  '.join(fields)}"
    return "".join(one if one.isprintable() else " " for one in line).rstrip()
