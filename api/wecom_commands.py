"""The command ``qifu wecom check``."""

from __future__ import annotations

import asyncio

import typer

from api.channels.wecom.checking import check as find
from api.errors import ConfigurationError
from api.process import process
from api.wechat_commands import outside, tell

app = typer.Typer(no_args_is_help=True, help="微信客服：检查设置。")


@app.callback()
def room() -> None:
    """Keep ``check`` a command of its own, also while it is the only one."""


@app.command()
def check() -> None:
    """检查微信客服的设置：凭证、回调地址、客服帐号、谁来接待。"""
    with process(searching=False) as state:
        wecom = state.wecom
        if wecom is None:
            raise ConfigurationError("没有设置微信客服：请先设置 QIFU_WECOM_CORPID 等几项。")
        findings = asyncio.run(outside(lambda http: find(wecom, http), wecom.api))
    if not tell(findings):
        raise typer.Exit(1)
