"""The ``qifu`` commands for users: making, listing, changing."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.accounts import service as accounts
from api.accounts.models import Role, User, UserCreate, UserUpdate
from api.process import process
from api.windows import placing

BY = "cli"
NONE = "-"
Window = Annotated[str | None, typer.Option(help="窗口编号，见 qifu case windows；不给就是全网")]
Institution = Annotated[str | None, typer.Option(help="服务机构编号，机构人员必填")]


def create(
    username: str,
    role: Role = Role.AGENT,
    window: Window = None,
    institution: Institution = None,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """新建用户。"""
    with process(searching=False) as state, state.database.session() as session:
        data = UserCreate(username=username, role=role, window=window, institution=institution, password=password)
        placing.create(session, data, BY)
    typer.echo(f"用户 {username}（{role.value}）已建好")


def users() -> None:
    """列出用户：角色、窗口或机构、是否停用。"""
    with process(searching=False) as state, state.database.session(write=False) as session:
        for user in accounts.list_all(session):
            typer.echo(_line(user))


def change(
    username: str,
    role: Annotated[Role | None, typer.Option()] = None,
    window: Annotated[str | None, typer.Option(help="窗口编号；- 改为全网")] = None,
    institution: Annotated[str | None, typer.Option(help="服务机构编号；- 不再属于机构")] = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="启用或停用")] = None,
    new_password: Annotated[bool, typer.Option("--password", help="换密码，随后提示输入")] = False,
) -> None:
    """修改用户，他的登录和凭证随之失效：角色、窗口、机构、停用、换密码。"""
    given: dict[str, Any] = {"role": role, "window": window, "institution": institution, "is_active": active}
    if new_password:
        given["password"] = typer.prompt("新密码", hide_input=True, confirmation_prompt=True)
    changes = {name: None if value == NONE else value for name, value in given.items() if value is not None}
    with process(searching=False) as state, state.database.session() as session:
        typer.echo(_line(placing.update(session, username, UserUpdate(**changes), BY)))


def _line(user: User) -> str:
    place = user.institution or user.window or "全网"
    return f"{user.username}  {user.role.label}  {place}{'' if user.is_active else '  已停用'}"
