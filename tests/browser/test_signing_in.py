"""Signing in, changing the password and signing out with a keyboard in a real browser, against the real service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from api.accounts import guards
from api.clock import utc_now
from tests.api.conftest import PASSWORD
from tests.browser.conftest import OpenPage, Shot

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser
NEW = "another-long-one-7"


def sign_in(page: Page, password: str) -> None:
    """Sign in by keyboard alone: the name has the focus from the start."""
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type("the-agent")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("dark", [False, True])
def test_in_and_out_by_keyboard(service_url: str, open_page: OpenPage, shot: Shot, dark: bool) -> None:
    page = open_page(f"{service_url}/account?from=here", 1000, dark=dark)
    assert page.url == f"{service_url}/login?next=/account%3Ffrom%3Dhere"
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对。")
    shot(page, f"login-{'dark' if dark else 'light'}")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{service_url}/account?from=here")
    expect(page.get_by_text("这里", exact=True)).to_be_visible()
    shot(page, f"account-{'dark' if dark else 'light'}")
    page.get_by_role("button", name="退出登录").press("Enter")
    page.wait_for_url(f"{service_url}/login")
    page.goto(f"{service_url}/account")
    assert "/login?next=" in page.url


def test_another_password_and_the_other_browser(service_url: str, open_page: OpenPage, shot: Shot) -> None:
    here, there = (open_page(f"{service_url}/login?next=/account", 400) for _ in range(2))
    for page in (there, here):
        sign_in(page, PASSWORD)
        page.wait_for_url(f"{service_url}/account")
    expect(here.get_by_role("row")).to_have_count(3)
    here.get_by_label("现在的密码").fill(PASSWORD)
    here.get_by_label("新密码", exact=True).fill(NEW)
    here.get_by_label("再输一遍新密码").fill("something else")
    here.keyboard.press("Enter")
    expect(here.get_by_role("alert").first).to_have_text("两遍新密码不一样。")
    here.get_by_label("再输一遍新密码").fill(NEW)
    here.keyboard.press("Enter")
    expect(here.get_by_role("status")).to_contain_text("密码已改好")
    expect(here.get_by_role("row")).to_have_count(2)
    shot(here, "account-narrow")
    there.reload()
    assert "/login" in there.url
    sign_in(there, NEW)
    there.wait_for_url(f"{service_url}/account")


def test_five_wrong_ones_bring_a_wait(service_url: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it within one moment, so that a whole minute is left however slow the browser is."""
    now = utc_now()
    monkeypatch.setattr(guards, "utc_now", lambda: now)
    page = open_page(f"{service_url}/login", 400)
    sign_in(page, "wrong")
    for _ in range(5):
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_role("button", name="登录")).to_be_enabled()
        page.get_by_label("密码", exact=True).fill("wrong")
        with page.expect_response("**/api/v1/sessions"):
            page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("请过60秒再试")
