"""The page of one institution on a real service: reached from the comparison, its numbers open, narrow, by its own user."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import PASSWORD
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.test_console_beside import desk, wants_a_person
from tests.browser.test_figures_page import NOW, figures_url, sign_in

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
__all__ = ["figures_url"]  # the filled store, served
BUSIEST = "湘西土家苗乡电商与非遗服务中心（样例）"  # of the filled store, first in the comparison


def opened(page: Page) -> None:
    """Wait until the page of an institution is whole."""
    expect(page.get_by_role("region", name="服务和专家").first).to_be_visible(timeout=60_000)
    expect(page.locator(".fault")).to_have_count(0)


def test_from_the_comparison_by_keyboard_to_cases_and_offers(
    open_page: OpenPage, figures_url: str, shot: Shot, check_access: CheckAccess
) -> None:
    page = open_page(figures_url, 1280, 900, now=NOW)
    sign_in(page)
    row = page.get_by_role("region", name="各机构对照", exact=True).locator("tbody tr").first
    expect(row).to_contain_text(BUSIEST, timeout=60_000)
    handed = row.locator("td").first.inner_text()
    row.get_by_role("link", name=BUSIEST).press("Enter")
    opened(page)
    expect(page).to_have_url(re.compile(r"/institutions/ORG-C013\?since=2026-01-01&until=2026-11-23$"))
    expect(page).to_have_title(f"{BUSIEST} · 企服通")
    expect(page.get_by_role("heading", level=1)).to_have_text(BUSIEST)
    shot(page, "institution-desktop")
    check_access(page)
    tile = page.get_by_role("button", name="派给它")
    expect(tile).to_contain_text(handed)  # the same number as in the comparison
    tile.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".case-row")).to_have_count(int(handed))
    page.keyboard.press("Escape")
    sheets = page.get_by_role("region", name="服务和专家").first
    link = sheets.locator("tbody").first.get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile("^/catalogue/service/"))
    chosen = sheets.locator("tbody tr").first.get_by_role("button").first
    many = chosen.inner_text()
    chosen.click()
    expect(dialog.locator(".case-row")).to_have_count(int(many))
    page.keyboard.press("Escape")
    page.get_by_role("link", name="运营统计").click()
    expect(page).to_have_url(re.compile(r"/figures\?since=2026-01-01&until=2026-11-23$"))


def test_narrow_and_another_period(open_page: OpenPage, figures_url: str, shot: Shot) -> None:
    page = open_page(figures_url.replace("/figures", "/institutions/ORG-C013"), 390, 844, dark=True, now=NOW)
    expect(page.get_by_role("heading", name="登录后查看机构情况")).to_be_visible()
    sign_in(page)
    opened(page)
    shot(page, "institution-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("从", exact=True).fill("2026-11-23")
    expect(page.locator("#period")).to_contain_text("2026-11-23 至 2026-11-23", timeout=60_000)
    opened(page)
    expect(page.get_by_role("region", name="派单去向").first).to_contain_text("这段时间没有派给它的单。")
    expect(page.get_by_role("region", name="与其他机构比").first).to_contain_text("这段时间没有记录。")
    page.get_by_label("到", exact=True).fill("2026-01-01")
    expect(page.get_by_role("alert")).to_contain_text("晚于", timeout=60_000)
    page.get_by_label("到", exact=True).fill("2026-11-23")
    opened(page)


def test_its_own_user_sees_it_and_no_other(open_page: OpenPage, figures_url: str) -> None:
    page = open_page(figures_url.replace("/figures", "/institutions/ORG-C013"), 1000, 800, now=NOW)
    sign_in(page, "of-c013")
    opened(page)
    expect(page.get_by_role("link", name="运营统计")).to_have_count(0)
    expect(page.get_by_role("region", name="与其他机构比")).to_have_count(0)
    expect(page.get_by_label("窗口")).to_have_count(0)
    page.goto(figures_url.replace("/figures", "/institutions/ORG-C019"))
    expect(page.get_by_role("alert")).to_contain_text("不在您的范围内", timeout=60_000)
    page.get_by_role("button", name="换一个用户登录").click()
    sign_in(page, "maintainer")
    expect(page.get_by_role("alert")).to_contain_text("不能做这件事")


def test_an_institution_that_is_not_there(open_page: OpenPage, figures_url: str) -> None:
    page = open_page(figures_url.replace("/figures", "/catalogue"), 1000, 800, now=NOW)
    answer = page.goto(figures_url.replace("/figures", "/institutions/ORG-NOBODY"))
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="没有找到这一页")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_from_a_case_at_the_desk(
    service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess, dark: bool
) -> None:
    _, case_no = wants_a_person(service_url)
    entry = httpx.post(f"{service_url}/api/v1/login", json={"username": "the-agent", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {entry.json()['token']}"}
    path = f"{service_url}/api/v1/demands/{case_no}/dispatch"
    assert httpx.post(path, json={"institution": "O-bank"}, headers=headers).status_code == 200
    page = desk(service_url, open_page, dark)
    page.keyboard.press("2")
    page.get_by_role("button", name="全部", exact=True).click()
    page.locator(f'.c-row[data-id="{case_no}"]').click()
    link = page.get_by_role("link", name="湘江农商银行")
    expect(link).to_have_attribute("href", "/institutions/O-bank")
    shot(page, f"console-institution-{'dark' if dark else 'light'}")
    check_access(page)
    with page.context.expect_page() as beside:
        link.press("Enter")
    opened(beside.value)  # with the session of the desk
    expect(beside.value.get_by_role("heading", level=1)).to_have_text("湘江农商银行")
