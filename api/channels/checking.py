"""What is looked at alike when an account of the WeChat family is checked: the token, and the callback's address."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from api.channels.platform import PlatformApi
from api.errors import QifuError


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    holds: bool
    sentence: str


def now_told() -> str:
    """Return the time as a callback's query has it."""
    return str(int(time.time()))


async def token(api: PlatformApi) -> Finding:
    """Fetch the token, as every call does."""
    try:
        await api.tokens.get()
    except QifuError as error:
        return Finding(False, f"取凭证：{error.detail}")
    return Finding(True, "取凭证：成功。")


async def address(http: httpx.AsyncClient, url: str, query: Mapping[str, str], word: str, backend: str) -> Finding:
    """Do at the public address what the platform does when the owner saves it.

    :param word: What has to come back.
    :param backend: Where the owner saves it.
    """
    try:
        response = await http.get(url, params=dict(query))
    except httpx.HTTPError as error:
        return Finding(False, f"服务器地址 {url}：打不开（{type(error).__name__}）。")
    if response.content != word.encode():
        return Finding(False, f"服务器地址 {url}：答复不对（状态 {response.status_code}）。")
    return Finding(True, f"服务器地址 {url}：验证通过，可以填进{backend}。")
