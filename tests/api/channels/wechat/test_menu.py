"""The menu from its file to the platform, and what is said when it breaks a rule."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from api import wechat_commands
from api.channels.fake_wechat import menus
from api.channels.fake_wechat.platform import Rules
from api.channels.platform import PlatformError
from api.channels.wechat import menu
from api.channels.wechat.checking import check
from api.conversations import binding_wish
from api.errors import InvalidInputError
from api.settings import Settings
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import SITE, Phones, account_settings


def test_own_menu_is_taken(phones: Phones) -> None:
    made = menu.read_menu(menu.PATH, SITE)
    phones.run(lambda: menu.publish(phones.wechat.api, made))
    assert phones.platform.menu == made
    leaves = [leaf for top in made["button"] for leaf in top["sub_button"]]
    assert {leaf["url"] for leaf in leaves if leaf["type"] == "view"} == {f"{SITE}/"}
    for leaf in leaves:
        if leaf["type"] == "click":
            phones.event("o1", "CLICK", leaf["key"])
    said = [leaf["key"].removeprefix("say:") for leaf in leaves if leaf["type"] == "click"]
    assert [words for words in said if binding_wish.is_wish(words)] == ["绑定手机号"]  # the service itself answers it
    assert phones.service.bot.texts == [words for words in said if not binding_wish.is_wish(words)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "1 到 3 栏"),
        ("[]", "1 到 3 栏"),
        ("[1]", "要有 name"),
        ("- {name: 甲, say: 一}\n" * 4, "1 到 3 栏"),
        ("- {name: 很长很长的名称, say: 一}", "汉字"),
        ("- {name: '', say: 一}", "汉字"),
        ("- {name: 甲}", "say 或 url"),
        ("- {name: 甲, say: 一, url: /}", "只要一个"),
        ("- {name: 甲, url: javascript:alert(1)}", "https://"),
        (f"- {{name: 甲, say: {'一' * 50}}}", "太长"),
        ("- name: 甲\n  items: [" + "{name: 乙, say: 一}," * 6 + "]", "最多 5 项"),
        ("- name: 甲\n  items: [1]", "每一项"),
        ("a: [", "YAML"),
    ],
)
def test_broken_menu_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "menu.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=said):
        menu.read_menu(file, SITE)


@pytest.mark.parametrize(
    ("button", "code"),
    [
        ([], 40016),
        ([{"name": "甲"}], 40017),
        ([{"name": "", "type": "click", "key": "k"}], 40018),
        ([{"name": "甲", "type": "click", "key": ""}], 40019),
        ([{"name": "甲", "type": "view", "url": "ftp://a"}], 40020),
        ([{"name": "甲", "sub_button": [{}] * 6}], 40023),
        ([{"name": "甲", "type": "view", "url": "https://a.example"}], 0),
    ],
)
def test_platform_has_the_same_rules(button: list[dict[str, object]], code: int) -> None:
    assert menus.refusal({"button": button}) == code


def test_refusal_of_the_platform_is_told(phones: Phones) -> None:
    with pytest.raises(PlatformError, match="40016"):
        phones.run(lambda: menu.publish(phones.wechat.api, {"button": []}))


def test_check_of_a_good_account(phones: Phones) -> None:
    async def run() -> list[str]:
        inside = httpx.ASGITransport(phones.service.app)
        async with httpx.AsyncClient(transport=inside) as http:
            findings = await check(phones.wechat, http)
        assert all(finding.holds for finding in findings)
        return [finding.sentence for finding in findings]

    assert any(f"{SITE}/wechat/callback：验证通过" in line for line in phones.run(run))


def test_check_of_a_broken_account(open_account: OpenPhones) -> None:
    phones = open_account(Rules(ip_is_listed=False))

    async def run() -> list[str]:
        closed = httpx.MockTransport(lambda _: httpx.Response(404, json={}))
        async with httpx.AsyncClient(transport=closed) as http:
            return [finding.sentence for finding in await check(phones.wechat, http) if not finding.holds]

    token, address = phones.run(run)
    assert "IP白名单" in token
    assert "状态 404" in address


def test_commands_without_an_account(qifu: object) -> None:
    for words in (("wechat", "check"), ("wechat", "menu", "--dry-run")):
        done = qifu(*words)  # type: ignore[operator]
        assert (done.exit_code, "QIFU_WECHAT_APPID" in done.output) == (1, True)


def test_menu_command_only_checks(settings: Settings, qifu: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with_account = account_settings(settings, Rules())
    monkeypatch.setattr("api.process.Settings", lambda: with_account)
    done = qifu("wechat", "menu", "--dry-run")  # type: ignore[operator]
    assert (done.exit_code, "没有发布" in done.output) == (0, True), done.output


def test_fake_tells_the_settings_it_wants() -> None:
    lines = wechat_commands.environment(Rules(aes_key="k"), 8990, "http://127.0.0.1:8000")
    assert "QIFU_WECHAT_API=http://127.0.0.1:8990" in lines
    assert "QIFU_WECHAT_AES_KEY=k" in lines


def test_fake_is_set_up_like_the_service(settings: Settings) -> None:
    rules = Rules(appid="wx1", verified=False)
    assert wechat_commands.rules_of(account_settings(settings, rules)) == rules
    assert wechat_commands.rules_of(settings) == Rules()
