"""Whether an official account is set up so that it works, step by step."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import httpx

from api.channels import checking
from api.channels.checking import Finding
from api.channels.wechat.client import WeChatApi
from api.channels.wechat.room import WeChat
from api.channels.wechat.templates import Template, fields_of
from api.errors import QifuError

TEMPLATES_PATH = "/cgi-bin/template/get_all_private_template"


async def check(wechat: WeChat, http: httpx.AsyncClient) -> list[Finding]:
    """Return what was found, in the order in which a person would put it right.

    :param http: Reaches the service by its public address.
    """
    found = [_mode(wechat), await checking.token(wechat.api), await _callback(wechat, http), _sending(wechat)]
    return [*found, *await _templates(wechat)]


def _mode(wechat: WeChat) -> Finding:
    if wechat.account.crypto.has_key:
        return Finding(True, "消息加密：已设置密钥，只接受加密的消息（公众号后台选“安全模式”或“兼容模式”）。")
    return Finding(True, "消息加密：没有设置密钥，按明文收发（建议改用“安全模式”，并设置 QIFU_WECHAT_AES_KEY）。")


async def _callback(wechat: WeChat, http: httpx.AsyncClient) -> Finding:
    timestamp, nonce, word = checking.now_told(), secrets.token_hex(8), secrets.token_hex(8)
    signature = wechat.account.crypto.signature(timestamp, nonce)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": word, "signature": signature}
    return await checking.address(http, f"{wechat.account.public_url}/wechat/callback", query, word, "公众号后台")


def _sending(wechat: WeChat) -> Finding:
    if wechat.account.verified:
        return Finding(True, "主动发送：按已认证的公众号，超过时间的答复用客服消息发。")
    return Finding(
        True, "主动发送：按未认证的公众号，超过时间的答复留到对方下次来消息时给（认证后设 QIFU_WECHAT_VERIFIED=true）。"
    )


async def _templates(wechat: WeChat) -> list[Finding]:
    """Compare the templates that are set up with those the account has."""
    wanted = wechat.account.templates
    if not wanted:
        line = "模板消息：没有设置（QIFU_WECHAT_TEMPLATES），超过48小时的回访不从微信发，写进文件后改用短信或电话。"
        return [Finding(True, line)]
    if not wechat.account.verified:
        return [Finding(False, "模板消息：设置了模板，但未认证的公众号不能发（认证后设 QIFU_WECHAT_VERIFIED=true）。")]
    try:
        there = await _of_account(wechat.api)
    except QifuError as error:
        return [Finding(False, f"模板消息：取不到公众号的模板，{error.detail}")]
    return [_template(kind, template, there) for kind, template in wanted.items()]


async def _of_account(api: WeChatApi) -> dict[str, frozenset[str]]:
    """Return the fields of every template the account has, by the template's number."""
    listed = (await api.look(TEMPLATES_PATH)).get("template_list")
    rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
    return {str(row.get("template_id")): fields_of(str(row.get("content", ""))) for row in rows}


def _template(kind: str, template: Template, there: Mapping[str, frozenset[str]]) -> Finding:
    fields = there.get(template.number)
    if fields is None:
        return Finding(False, f"模板消息（{kind}）：公众号里没有模板 {template.number}，请核对模板ID。")
    missing, odd = sorted(fields - set(template.fields)), sorted(set(template.fields) - fields)
    if not missing and not odd:
        return Finding(True, f"模板消息（{kind}）：模板在，{len(fields)} 个字段都对上了。")
    told = [f"少了字段 {'、'.join(missing)}"] if missing else []
    told += [f"多了字段 {'、'.join(odd)}"] if odd else []
    return Finding(False, f"模板消息（{kind}）：{'，'.join(told)}，微信会拒收（47003）。")
