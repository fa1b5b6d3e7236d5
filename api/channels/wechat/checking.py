"""Whether an official account is set up so that it works, step by step."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import httpx

from api.channels.wechat.room import WeChat
from api.errors import QifuError


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    holds: bool
    sentence: str


async def check(wechat: WeChat, http: httpx.AsyncClient) -> list[Finding]:
    """Return what was found, in the order in which a person would put it right.

    :param http: Reaches the service by its public address.
    """
    return [_mode(wechat), await _token(wechat), await _callback(wechat, http), _sending(wechat)]


def _mode(wechat: WeChat) -> Finding:
    if wechat.account.crypto.has_key:
        return Finding(True, "消息加密：已设置密钥，只接受加密的消息（公众号后台选“安全模式”或“兼容模式”）。")
    return Finding(True, "消息加密：没有设置密钥，按明文收发（建议改用“安全模式”，并设置 QIFU_WECHAT_AES_KEY）。")


async def _token(wechat: WeChat) -> Finding:
    try:
        await wechat.api.tokens.get()
    except QifuError as error:
        return Finding(False, f"取凭证：{error.detail}")
    return Finding(True, "取凭证：成功。")


async def _callback(wechat: WeChat, http: httpx.AsyncClient) -> Finding:
    """Do at the public address what the platform does when the owner saves it."""
    url, word = f"{wechat.account.public_url}/wechat/callback", secrets.token_hex(8)
    timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": word}
    signature = wechat.account.crypto.signature(timestamp, nonce)
    try:
        response = await http.get(url, params={**query, "signature": signature})
    except httpx.HTTPError as error:
        return Finding(False, f"服务器地址 {url}：打不开（{type(error).__name__}）。")
    if response.content != word.encode():
        return Finding(False, f"服务器地址 {url}：答复不对（状态 {response.status_code}）。")
    return Finding(True, f"服务器地址 {url}：验证通过，可以填进公众号后台。")


def _sending(wechat: WeChat) -> Finding:
    if wechat.account.verified:
        return Finding(True, "主动发送：按已认证的公众号，超过时间的答复用客服消息发。")
    return Finding(
        True, "主动发送：按未认证的公众号，超过时间的答复留到对方下次来消息时给（认证后设 QIFU_WECHAT_VERIFIED=true）。"
    )
