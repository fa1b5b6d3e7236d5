"""The notice in a real browser: reached from the chat; the talk is taken along and deleted from there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Shot

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser
KEPT = "() => localStorage.getItem('qifu.conversation')"


def with_a_talk(page: Page) -> None:
    """Have this device in a conversation."""
    page.evaluate(
        """async () => {
          const headers = {"Content-Type": "application/json"};
          const made = await (await fetch("/api/v1/conversations", {method: "POST", headers, body: "{}"})).json();
          localStorage.setItem("qifu.conversation", JSON.stringify({id: made.conversation_id, token: made.token}));
        }"""
    )
    page.reload()


@pytest.mark.parametrize("dark", [False, True])
def test_taken_along_and_deleted(service_url: str, open_page: OpenPage, shot: Shot, dark: bool) -> None:
    page = open_page(f"{service_url}/privacy", dark=dark)
    expect(page.get_by_text("这台设备上没有打开着的对话。")).to_be_visible()
    with_a_talk(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="带走我的信息").press("Enter")
    taken = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert taken["records"][0]["conversation"]["messages"] == []
    page.get_by_role("button", name="删除我的信息").press("Enter")
    page.get_by_role("button", name="不删了").press("Enter")
    assert page.evaluate(KEPT)
    page.get_by_role("button", name="删除我的信息").press("Enter")
    shot(page, f"privacy-{'dark' if dark else 'light'}")
    page.get_by_role("button", name="确认删除").press("Enter")
    expect(page.get_by_role("status")).to_have_text("已经删除，只留下不含个人信息的统计数字。")
    assert page.evaluate(KEPT) is None


def test_reached_from_the_chat(service_url: str, open_page: OpenPage) -> None:
    page = open_page(service_url + "/")
    link = page.get_by_role("link", name="个人信息告知")
    expect(link).to_have_attribute("href", "/privacy")
    page.set_viewport_size({"width": 360, "height": 720})
    expect(link).to_be_in_viewport()
