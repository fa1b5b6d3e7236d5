"""The page of one answer opens by its link alone, shows all of it, and leaves no trace elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import update

from api.channels.links import SEAL_CHARACTERS, VALID, token_of
from api.channels.wechat.models import Inbound
from api.clock import utc_now
from tests.api.channels.phone import Phones
from tests.api.fakes import reply, turn

ITEM = {
    "item_id": "S1",
    "kind": "service",
    "name": "样例<b>贷款</b>服务",
    "provider": "样例机构",
    "score": 0.9,
    "reasons": ["服务望城区"],
    "criteria": [
        {"name": "地区", "verdict": "符合", "evidence": "长沙市"},
        {"name": "抵押", "verdict": "待核实", "evidence": "可凭订单"},
        {"name": "营收", "verdict": "不符合", "evidence": "两千万以上"},
    ],
    "facts": [{"label": "收费", "value": "免费"}],
    "number": 1,
    "payload": "选第1个",
}


@pytest.fixture
def token(phones: Phones) -> str:
    options = [{"title": "换一批", "payload": "换一批"}]
    policy = {
        **ITEM,
        "kind": "policy",
        "name": "样例政策",
        "provider": "样例政策",
        "number": 2,
        "facts": [],
        "reasons": [],
    }
    said = reply("按您留的13812345678登记了。找到两项。", items=[ITEM, policy], options=options)
    phones.service.bot.script = lambda _: turn(said)
    phones.say("o1", "想贷款")
    return phones.last("o1").url.rsplit("/", 1)[1]


def test_page_shows_all(phones: Phones, token: str) -> None:
    page = phones.service.client.get(f"/m/{token}")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for text in (
        "样例&lt;b&gt;贷款&lt;/b&gt;服务",
        "样例机构",
        "服务望城区",
        "待核实",
        "可凭订单",
        "免费",
        "样例政策",
        "换一批",
    ):
        assert text in page.text
    assert re.findall(r'data-verdict="(\w+)"', page.text)[:3] == ["met", "unknown", "unmet"]


def test_page_hides_the_phone_and_itself(phones: Phones, token: str) -> None:
    page = phones.service.client.get(f"/m/{token}")
    assert "13812345678" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["content-security-policy"].startswith("default-src 'self';")
    assert re.findall(r"<script|\sstyle=|\son\w+=", page.text) == []


def test_forged_links_open_nothing(phones: Phones, token: str) -> None:
    number = int(token.split("-")[0])
    right = token_of(phones.service.state.secret, number)
    assert right == token
    forged = [
        f"{number}-{'0' * SEAL_CHARACTERS}",
        token_of("another secret", number),
        token_of(phones.service.state.secret, number + 1).replace(str(number + 1), str(number), 1),
        token_of(phones.service.state.secret, number + 1),  # rightly signed, of a message that is not there
        f"٣-{right.split('-')[1]}",
        right.upper() + "x",
        "x",
    ]
    for one in forged:
        page = phones.service.client.get(f"/m/{one}")
        assert (page.status_code, "已过期" in page.text, "样例" in page.text) == (404, True, False), one


def test_old_link_opens_nothing(phones: Phones, token: str) -> None:
    with phones.service.session(write=True) as session:
        session.exec(update(Inbound).values(created_at=utc_now() - VALID - timedelta(minutes=1)))
    assert phones.service.client.get(f"/m/{token}").status_code == 404
