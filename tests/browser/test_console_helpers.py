"""协办 on the case's page: asked, taken on, done, and what finishing says of those who still help."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.network import OTHER_CITY, SISTER
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.desk_steps import toast
from tests.browser.test_console_beside import desk, wants_a_person
from tests.browser.test_console_kept import headers

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser


def post(service_url: str, case_no: str, what: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{service_url}/api/v1/demands/{case_no}/{what}", json=body, headers=headers(service_url))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def open_case(page: Page, case_no: str) -> None:
    page.keyboard.press("2")
    page.locator(f'.c-row[data-id="{case_no}"]').click()
    expect(page.get_by_role("region", name="办件内容")).to_be_visible()


def fill(page: Page, title: str, **fields: str) -> str:
    """Fill a form and send it; return what the desk says."""
    form = page.get_by_role("dialog", name=title)
    for label, value in fields.items():
        field = form.get_by_label(label)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.keyboard.press("Control+Enter")
    expect(form).to_have_count(0)
    return toast(page)


@pytest.mark.parametrize(("dark", "width"), [(False, 1440), (True, 1440), (False, 390)])
def test_helpers_of_a_case(
    service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess, dark: bool, width: int
) -> None:
    _, case_no = wants_a_person(service_url)
    page = desk(service_url, open_page, dark, width)
    open_case(page, case_no)
    part = page.get_by_role("region", name="协办")
    part.get_by_role("button", name="请协办").click()
    assert fill(page, "请协办", 窗口=SISTER, 交代几句="请陪同上门") == "已请协办"
    expect(part).to_contain_text("等协办方答复")
    expect(part).to_contain_text("请陪同上门")
    part.get_by_role("button", name="接受协办").click()
    assert fill(page, "接受协办", 说明="电话里说接") == "已记下：接受协办"
    expect(part).to_contain_text("协办中")
    post(service_url, case_no, "co-handlers", window=OTHER_CITY)
    expect(part.get_by_role("listitem")).to_have_count(2)
    shot(page, f"console-helpers-{width}-{'dark' if dark else 'light'}")
    check_access(page)
    part.get_by_role("button", name="协办完成").click()
    assert fill(page, "协办完成", 办了什么="已陪同上门") == "已记下：协办完成"
    expect(part).to_contain_text("已陪同上门")
    post(service_url, case_no, "dispatch")
    for to in ("accepted", "in_service"):
        post(service_url, case_no, "transitions", to=to)
    page.get_by_role("button", name="办结").click()
    said = fill(page, "办结", 说明="办好了")
    assert said.startswith("已办结。还有 1 项协办没有办完"), said
    expect(part).to_contain_text("随需求结束")
    expect(part.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("region", name="办理经过")).to_contain_text("接受协办")


@pytest.mark.parametrize(("dark", "width"), [(False, 1440), (True, 390)])
def test_what_is_asked_for_waits_in_the_list(
    service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess, dark: bool, width: int
) -> None:
    _, case_no = wants_a_person(service_url)
    post(service_url, case_no, "dispatch")
    post(service_url, case_no, "transitions", to="accepted")
    page = desk(service_url, open_page, dark, width)
    page.keyboard.press("2")
    row = page.locator(f'.c-row[data-id="{case_no}"]')
    says = page.locator(".c-says")
    expect(says).to_contain_text("请本窗口协办还没答复的")
    expect(row).to_have_count(0)  # in somebody's hand, and its day is far off
    post(service_url, case_no, "co-handlers", window=SISTER)
    expect(row).to_contain_text("请协办，待答复")  # told while the page is open
    shot(page, f"console-asked-{width}-{'dark' if dark else 'light'}")
    check_access(page)
    post(service_url, case_no, "co-handling", to="accepted")
    expect(row).to_have_count(0)
    page.locator('.c-view[data-view="helping"]').click()
    expect(row).to_contain_text("协办中")
