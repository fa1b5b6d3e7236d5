"""The commands ``qifu wechat …``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import httpx
import typer
import uvicorn

from api.channels.checking import Finding
from api.channels.fake_wechat.delivery import Delivery
from api.channels.fake_wechat.platform import FakePlatform, Rules
from api.channels.fake_wechat.server import create_app
from api.channels.platform import PlatformApi
from api.channels.wechat import menu as menus
from api.channels.wechat.checking import check as find
from api.channels.wechat.room import WeChat
from api.channels.wechat.templates import SAMPLE
from api.errors import ConfigurationError
from api.process import one_line, process
from api.settings import LOOPBACK, Settings

T = TypeVar("T")
WAIT_SECONDS = 10.0
app = typer.Typer(no_args_is_help=True, help="公众号：检查设置、发布菜单、起一个演示用的样例微信。")


@app.command()
def check() -> None:
    """检查公众号的设置：凭证、服务器地址、加密方式。"""
    if not tell(_with_account(lambda wechat: outside(lambda http: find(wechat, http), wechat.api))):
        raise typer.Exit(1)


@app.command()
def menu(
    file: Annotated[Path, typer.Argument(help="菜单文件，不给就用自带的")] = menus.PATH,
    dry_run: Annotated[bool, typer.Option(help="只检查，不发布")] = False,
) -> None:
    """发布公众号底部的菜单。"""

    async def run(wechat: WeChat) -> int:
        try:
            made = menus.read_menu(file, wechat.account.public_url)
            if not dry_run:
                await menus.publish(wechat.api, made)
            return len(made["button"])
        finally:
            await wechat.api.close()

    count = _with_account(run)
    typer.echo(f"{'（只检查，没有发布）' if dry_run else '已发布'}菜单 {count} 栏；手机上最多要等五分钟才变。")


@app.command()
def fake(
    port: Annotated[int, typer.Option(min=1, max=65535, help="样例微信的端口")] = 8990,
    service: Annotated[str, typer.Option(help="企服通的地址；不给就用 QIFU_HOST 和 QIFU_PORT")] = "",
) -> None:
    """起一个演示用的样例微信，在浏览器里像用手机一样和公众号对话。"""
    with one_line():
        settings = Settings()
        rules = rules_of(settings)
        address = service or f"http://{settings.host}:{settings.port}"
        platform = FakePlatform(rules)
        delivery = Delivery(platform, httpx.AsyncClient(base_url=address, timeout=30.0, trust_env=False))
        typer.echo(f"样例微信：http://{LOOPBACK[0]}:{port}（企服通在 {address}）。企服通启动时要有：")
        typer.echo("\n".join(f"  {line}" for line in environment(rules, port, address)))
        uvicorn.run(create_app(platform, delivery), host=LOOPBACK[0], port=port, log_level="warning")


def rules_of(settings: Settings) -> Rules:
    """Return the account that the service is set up for, or a sample one."""
    if not settings.wechat_appid:
        return Rules()
    return Rules(
        appid=settings.wechat_appid,
        secret=settings.wechat_secret.get_secret_value(),
        token=settings.wechat_token.get_secret_value(),
        aes_key=settings.wechat_aes_key.get_secret_value(),
        verified=settings.wechat_verified,
    )


def environment(rules: Rules, port: int, address: str) -> list[str]:
    """Return the settings with which a service talks to the fake."""
    lines = {
        "QIFU_WECHAT_APPID": rules.appid,
        "QIFU_WECHAT_SECRET": rules.secret,
        "QIFU_WECHAT_TOKEN": rules.token,
        "QIFU_WECHAT_VERIFIED": str(rules.verified).lower(),
        "QIFU_WECHAT_API": f"http://{LOOPBACK[0]}:{port}",
        "QIFU_PUBLIC_URL": address,
        "QIFU_WECHAT_TEMPLATES": str(SAMPLE),
        **({"QIFU_WECHAT_AES_KEY": rules.aes_key} if rules.aes_key else {}),
    }
    return [f"{name}={value}" for name, value in lines.items()]


async def outside(step: Callable[[httpx.AsyncClient], Awaitable[T]], api: PlatformApi) -> T:
    """Run something that reaches the service from outside, and close the platform's connections after it."""
    try:
        async with httpx.AsyncClient(timeout=WAIT_SECONDS) as http:
            return await step(http)
    finally:
        await api.close()


def tell(findings: Sequence[Finding]) -> bool:
    """Print what was found; return whether all of it is well."""
    for finding in findings:
        typer.echo(f"{'✓' if finding.holds else '✗'} {finding.sentence}")
    return all(finding.holds for finding in findings)


def _with_account(run: Callable[[WeChat], Coroutine[Any, Any, T]]) -> T:
    """Run something with the account of the settings."""
    with process(searching=False) as state:
        if state.wechat is None:
            raise ConfigurationError("没有设置公众号：请先设置 QIFU_WECHAT_APPID 等几项。")
        return asyncio.run(run(state.wechat))
