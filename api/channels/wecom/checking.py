"""Whether WeCom customer service is set up so that it works, step by step."""

from __future__ import annotations

import secrets

import httpx

from api.channels import checking
from api.channels.checking import Finding
from api.channels.wecom.room import WeCom
from api.channels.wecom.staff import KfDoor, doors_of, receiving
from api.errors import QifuError

BACKEND = "企业微信后台（微信客服 → API → 接收事件服务器）"


async def check(wecom: WeCom, http: httpx.AsyncClient) -> list[Finding]:
    """Return what was found, in the order in which a person would put it right.

    :param http: Reaches the service by its public address.
    """
    token = await checking.token(wecom.api)
    found = [token, await _callback(wecom, http)]
    if not token.holds:  # every other question would have the same answer
        return [*found, _desk(wecom)]
    doors, findings = await _accounts(wecom)
    found += [*findings, _desk(wecom)]
    if wecom.account.desk_at_wecom:
        found += [await _servicers(wecom, door) for door in doors]
    return found


async def _callback(wecom: WeCom, http: httpx.AsyncClient) -> Finding:
    crypto, word = wecom.account.crypto, secrets.token_hex(10)
    timestamp, nonce, sealed = checking.now_told(), secrets.token_hex(8), crypto.seal(word)
    signature = crypto.signature(timestamp, nonce, sealed)
    query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": sealed}
    return await checking.address(http, f"{wecom.account.public_url}/wecom/callback", query, word, BACKEND)


async def _accounts(wecom: WeCom) -> tuple[list[KfDoor], list[Finding]]:
    """Return the accounts the service may answer at, and what is to be said of all of them."""
    try:
        doors = await doors_of(wecom.api)
    except QifuError as error:
        return [], [Finding(False, f"客服帐号：取不到，{error.detail}")]
    if not doors:
        return [], [Finding(False, "客服帐号：一个也没有。请在企业微信后台的“微信客服”里建一个。")]
    return [door for door in doors if door.is_ours], [_account(door) for door in doors]


def _account(door: KfDoor) -> Finding:
    if door.is_ours:
        return Finding(True, f"客服帐号“{door.name}”（{door.open_kfid}）：可以由企服通接待。")
    line = f"客服帐号“{door.name}”（{door.open_kfid}）：没有交给企服通。请在“微信客服 → API”里把它勾给这个应用。"
    return Finding(False, line)


def _desk(wecom: WeCom) -> Finding:
    if not wecom.account.desk_at_wecom:
        return Finding(True, "人工接待：在企服通的坐席工作台（/console）；要改到企业微信里，设 QIFU_WECOM_DESK=true。")
    to = wecom.account.servicer
    return Finding(True, f"人工接待：在企业微信里，{f'转给 {to}' if to else '进入接待池排队'}。")


async def _servicers(wecom: WeCom, door: KfDoor) -> Finding:
    """Tell whether anybody receives at an account, and whether the one conversations are handed to does."""
    head, one = f"接待人员（{door.name}）", wecom.account.servicer
    try:
        there = await receiving(wecom.api, door.open_kfid)
    except QifuError as error:
        return Finding(False, f"{head}：取不到，{error.detail}")
    if one and one not in there:
        return Finding(False, f"{head}：QIFU_WECOM_SERVICER 写的 {one} 不在接待人员里，或已停止接待。")
    if not there:
        return Finding(False, f"{head}：没有人在接待，转人工时企服通会说没有坐席在线，并请企业留电话。")
    return Finding(True, f"{head}：{len(there)} 位正在接待。")
