"""The right pane beside a call-back, an appeal from a conversation, and what the badge counts; by keys alone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import INTERNAL, NEED, PASSWORD
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser
PHONE = "13655550002"


def step(service_url: str, talk: str, name: str, **body: Any) -> dict[str, Any]:
    """Take a step as the bot's action server."""
    url = f"{service_url}/internal/v1/conversations/{talk}/{name}"
    answer = httpx.post(url, json=body, headers=INTERNAL, timeout=20)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def wants_a_person(service_url: str) -> tuple[str, str]:
    """Let an enterprise record a need, ask for a person, and want to be called; return conversation and case."""
    talk = httpx.post(f"{service_url}/api/v1/conversations", json={"channel": "web"}).json()["conversation_id"]
    slots = {**NEED, "phone": PHONE, "contact": "周小姐", "company": "望城麓川配件厂"}
    case_no = step(service_url, talk, "demands", draft_key="a", slots=slots)["case_no"]
    step(service_url, talk, "handoff")
    step(service_url, talk, "call-backs", phone=PHONE)
    return talk, str(case_no)


def desk(service_url: str, open_page: OpenPage, dark: bool = False, width: int = 1440) -> Page:
    page = open_page(f"{service_url}/login?next=/console", width, 900, dark=dark)
    page.get_by_label("用户名").fill("the-agent")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="待办")).to_be_visible()
    return page


@pytest.mark.parametrize("dark", [False, True])
def test_beside_a_call_back(
    service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess, dark: bool
) -> None:
    talk, case_no = wants_a_person(service_url)
    page = desk(service_url, open_page, dark)
    page.keyboard.press("3")
    expect(page.locator(".c-row")).to_have_count(1)
    page.keyboard.press("Enter")
    side = page.get_by_role("complementary", name="推荐和要素")
    expect(side.get_by_role("region", name="可以这样说")).to_contain_text("给您回电话")
    expect(side.get_by_role("region", name="最近说的")).to_be_visible()
    expect(side.get_by_role("region", name="是谁")).to_contain_text("望城麓川配件厂")
    expect(side.get_by_role("region", name="是哪件事")).to_contain_text(case_no)
    expect(side).not_to_contain_text(PHONE)
    shot(page, f"console-beside-{'dark' if dark else 'light'}")
    check_access(page)
    page.keyboard.press("w")
    expect(page.get_by_role("region", name="对话内容")).to_be_visible()
    assert page.evaluate("document.querySelector('.c-row[aria-current]')?.dataset.id") == talk


def test_a_complaint_of_a_talk_becomes_an_appeal(
    service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess
) -> None:
    talk, _ = wants_a_person(service_url)
    page = desk(service_url, open_page)
    page.locator(f'.c-row[data-id="{talk}"]').click()
    expect(page.get_by_role("region", name="对话内容")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="登记诉求")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    form = page.get_by_role("dialog", name="代企业登记诉求")
    form.get_by_label("发生了什么事").fill("办注销跑了五趟都不受理")
    form.get_by_label("对谁有意见").fill("望城区税务所")
    shot(page, "console-appeal-of-talk")
    check_access(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".c-toast")).to_contain_text("已登记诉求 SQ")
    expect(page.get_by_role("region", name="对话内容")).to_contain_text("坐席已为您登记诉求，编号 SQ")


def test_the_badge_counts_what_is_to_be_done(service_url: str, open_page: OpenPage, shot: Shot) -> None:
    _, case_no = wants_a_person(service_url)
    page = desk(service_url, open_page)
    tab = page.get_by_role("tab", name="办件")
    expect(tab.locator(".c-count")).to_have_text("1")
    expect(tab).to_have_accessible_description(
        "要您办的：新到本窗口待派的，一天内到期、已超期的，和请本窗口协办还没答复的"
    )
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="待我办")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".c-says")).to_contain_text("一天内到期")
    expect(page.locator(f'.c-row[data-id="{case_no}"]')).to_be_visible()
    shot(page, "console-badge")
    entry = httpx.post(f"{service_url}/api/v1/login", json={"username": "the-agent", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {entry.json()['token']}"}
    over = {"to": "cancelled", "reason": "企业不办了"}
    moved = httpx.post(f"{service_url}/api/v1/demands/{case_no}/transitions", json=over, headers=headers)
    assert moved.status_code == 200, moved.text
    expect(tab.locator(".c-count")).to_have_text("0")
    page.set_viewport_size({"width": 320, "height": 900})
    page.keyboard.press("q")
    shot(page, "console-badge-320")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
