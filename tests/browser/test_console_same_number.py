"""A call under a number that somebody has bound is marked at the desk, and joined with him by keys when it is he."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from api.conversations import binding, store
from api.database import Database
from api.identity.bindings import Proof
from api.identity.models import How
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.test_console_beside import PHONE, desk, wants_a_person
from tests.browser.test_console_kept import headers

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser


@pytest.fixture
def database(settings: Any, service_url: str) -> Iterator[Database]:
    """Return the database of the running service."""
    opened = Database(settings.resolved_database_url())
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_joined_by_keys(
    service_url: str, database: Database, open_page: OpenPage, shot: Shot, check_access: CheckAccess, width: int
) -> None:
    talk, mine = wants_a_person(service_url)
    with database.session() as session:
        binding.bind(session, store.require(session, talk), PHONE, Proof(How.CODE, binding.OWNER))
    ring = {"phone": PHONE, "call_id": "rings", "state": "answered"}
    page = desk(service_url, open_page, width=width)
    assert httpx.post(f"{service_url}/api/v1/calls", json=ring, headers=headers(service_url)).status_code == 201
    caller = page.get_by_role("region", name="来电人")
    expect(caller.get_by_role("region", name="绑定了这个号码的人")).to_contain_text("请核对")
    page.locator("#c-notes").fill("想找人代账，每月报税，一般纳税人")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".c-toast")).to_contain_text("已登记 XQ")
    side = page.get_by_role("complementary", name="推荐和要素")
    unsure = side.get_by_role("region", name="同号码，未核对")
    expect(unsure).to_contain_text(mine)
    shot(page, f"console-same-number-{width}")
    check_access(page)
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    window = page.get_by_role("dialog", name="核对过是同一个人")
    expect(window.get_by_label("怎么核对的")).to_be_focused()
    page.keyboard.type("来电人报出了以前的编号")
    page.keyboard.press("Control+Enter")
    expect(side.get_by_role("region", name="同一个人")).to_contain_text("坐席核对")
    expect(unsure).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
