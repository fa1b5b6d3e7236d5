"""What ``qifu wecom check`` says of settings that work and of each that does not; who receives in WeCom."""

from __future__ import annotations

from datetime import time
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api import process
from api.channels.fake_wecom.platform import ACCOUNTS, SERVICERS, KfRules
from api.channels.wecom.checking import check
from api.channels.wecom.staff import Staff
from api.settings import Settings
from tests.api.channels.lobby import SITE, Lobby, wecom_settings
from tests.api.channels.wecom.conftest import OpenLobby

MORNING = time(10, 0)


def checked(lobby: Lobby, transport: httpx.AsyncBaseTransport | None = None) -> list[tuple[bool, str]]:
    async def run() -> list[tuple[bool, str]]:
        inside = transport or httpx.ASGITransport(lobby.service.app)
        async with httpx.AsyncClient(transport=inside) as http:
            return [(one.holds, one.sentence) for one in await check(lobby.wecom, http)]

    return lobby.run(run)


def test_good_settings(lobby: Lobby) -> None:
    found = checked(lobby)
    assert all(holds for holds, _ in found)
    token, address, account, desk = (sentence for _, sentence in found)
    assert token == "取凭证：成功。"
    assert f"{SITE}/wecom/callback：验证通过" in address
    assert account == "客服帐号“样例客服”（wk-sample-1）：可以由企服通接待。"
    assert "坐席工作台" in desk


def test_token_that_is_refused_is_told_once(open_service: OpenLobby) -> None:
    lobby = open_service(KfRules(), wecom_secret=SecretStr("another"))
    found = checked(lobby)
    assert [holds for holds, _ in found] == [False, True, True]
    assert "QIFU_WECOM_SECRET" in found[0][1]


def test_machine_that_is_not_on_the_list(open_service: OpenLobby) -> None:
    found = checked(open_service(KfRules(ip_is_listed=False)))
    assert [sentence for holds, sentence in found if not holds] == [
        "客服帐号：取不到，微信平台返回 60020：本机地址不在企业微信后台的可信IP里。"
    ]


def test_address_that_does_not_answer(lobby: Lobby) -> None:
    def fails(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    for handler, says in ((lambda _: httpx.Response(404, json={}), "状态 404"), (fails, "打不开（ConnectError）")):
        found = checked(lobby, httpx.MockTransport(handler))
        assert [says in sentence for holds, sentence in found if not holds] == [True]


def test_account_that_was_not_given_to_the_application(open_service: OpenLobby) -> None:
    found = checked(open_service(KfRules(is_managed=False)))
    assert [sentence for holds, sentence in found if not holds][0].startswith("客服帐号“样例客服”")
    assert any("没有交给企服通" in sentence for _, sentence in found)


def test_accounts_that_cannot_be_asked_for(lobby: Lobby) -> None:
    lobby.platform.fail(ACCOUNTS, 48002)
    assert [sentence for holds, sentence in checked(lobby) if not holds] == [
        "客服帐号：取不到，微信平台返回 48002：这个应用没有微信客服的接口权限，请在企业微信后台的“微信客服 → API”里勾上。"
    ]


@pytest.mark.parametrize(
    ("rules", "servicer", "holds", "says"),
    [
        (KfRules(), "", True, "1 位正在接待"),
        (KfRules(), "zhang.san", True, "1 位正在接待"),
        (KfRules(resting={"zhang.san"}), "", False, "没有人在接待"),
        (KfRules(), "li.si", False, "li.si 不在接待人员里"),
    ],
)
def test_people_in_wecom(open_service: OpenLobby, rules: KfRules, servicer: str, holds: bool, says: str) -> None:
    lobby = open_service(rules, wecom_desk=True, wecom_servicer=servicer)
    assert (checked(lobby)[-1][0], says in checked(lobby)[-1][1]) == (holds, True)
    lobby.platform.fail(SERVICERS, 95004)
    assert checked(lobby)[-1][0] is False


def hand_over(lobby: Lobby) -> dict[str, Any]:
    return dict(lobby.service.step(lobby.guest("u1").conversation_id, "handoff").json())


def test_who_receives_in_wecom_is_the_staff_there(open_service: OpenLobby) -> None:
    lobby = open_service(KfRules(), wecom_desk=True, time_of_day=MORNING)
    lobby.say("u1", "在吗")
    assert hand_over(lobby)["staffed"] is True  # though no console is open
    lobby.platform.rules.resting.add("zhang.san")
    lobby.wecom.staff = Staff(lobby.wecom.api, "")
    assert hand_over(lobby)["staffed"] is False
    assert hand_over(lobby)["staffed"] is False
    assert lobby.platform.calls[SERVICERS] == 2  # asked again after a minute, not for every hand-over
    lobby.wecom.staff = Staff(lobby.wecom.api, "")
    lobby.platform.fail(SERVICERS, -1)
    assert hand_over(lobby)["staffed"] is True  # not known: nobody is sent away


def test_own_desk_is_the_staff_where_people_answer_there(open_service: OpenLobby) -> None:
    lobby = open_service(KfRules(), time_of_day=MORNING)
    lobby.say("u1", "在吗")
    assert (hand_over(lobby)["staffed"], lobby.platform.calls[SERVICERS]) == (False, 0)


def test_command_without_customer_service(qifu: Any) -> None:
    done = qifu("wecom", "check")
    assert (done.exit_code, "QIFU_WECOM_CORPID" in done.output) == (1, True)


def test_command_tells_what_does_not_work(settings: Settings, qifu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = wecom_settings(settings, KfRules(), wecom_api="http://127.0.0.1:9", public_url="http://127.0.0.1:9")
    monkeypatch.setattr(process, "Settings", lambda: nobody)
    done = qifu("wecom", "check")
    assert done.exit_code == 1, done.output
    assert "✗ 取凭证：连不上微信平台。" in done.output
    assert "✗ 服务器地址 http://127.0.0.1:9/wecom/callback：打不开" in done.output
    assert "✓ 人工接待：在企服通的坐席工作台" in done.output
