"""The desk on narrow screens: nothing cut off, nothing a screen away; windows begin with their title."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.test_console_beside import PHONE, desk, step, wants_a_person
from tests.browser.test_console_kept import headers

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser
WIDTHS = (1440, 1024, 390, 320)
LONG = "望城经济技术开发区麓川精密机械配件制造有限责任公司"
CUT = "element => [...element.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > element.getBoundingClientRect().right + 1).length"


def box(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found
    return dict(found)


@pytest.mark.parametrize("width", [1024, 390, 320])
@pytest.mark.parametrize("dark", [False, True])
def test_beside_a_call_back(
    service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess, width: int, dark: bool
) -> None:
    wants_a_person(service_url)
    page = desk(service_url, open_page, dark, width)
    page.keyboard.press("3")
    expect(page.locator(".c-row")).to_have_count(1)
    page.keyboard.press("Enter")
    side = page.get_by_role("complementary", name="推荐和要素")
    said = side.get_by_role("region", name="可以这样说")
    expect(said).to_be_in_viewport(ratio=1)  # what to say stands where the call is, not a screen below
    last = side.get_by_role("region", name="最近说的")
    last.scroll_into_view_if_needed()
    assert box(side)["height"] > box(last)["height"]  # its ground reaches as far as what stands on it
    assert side.evaluate(CUT) == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, f"console-beside-{width}-{'dark' if dark else 'light'}")
    check_access(page)


def ring(service_url: str, page: Page) -> Locator:
    """Let a caller with long names ring at the desk."""
    talk = httpx.post(f"{service_url}/api/v1/conversations", json={"channel": "web"}).json()["conversation_id"]
    slots = {"need": "想贷款五百万扩产，没有抵押物，" * 6, "region": "430112", "phone": PHONE, "company": LONG}
    step(service_url, talk, "demands", draft_key="long", slots=slots)
    step(service_url, talk, "call-backs", phone=PHONE)
    body = {"phone": PHONE, "call_id": "rings", "state": "answered"}
    assert httpx.post(f"{service_url}/api/v1/calls", json=body, headers=headers(service_url)).status_code == 201
    return page.get_by_role("region", name="来电人")


def test_long_names_of_a_caller_are_not_cut_off(service_url: str, open_page: OpenPage, shot: Shot) -> None:
    page = desk(service_url, open_page)
    caller = ring(service_url, page)
    expect(caller).to_contain_text(LONG)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert caller.evaluate(CUT) == 0, width
        expect(caller.get_by_text("XQ").first).to_be_visible()
        shot(page, f"console-caller-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_key_map_begins_with_its_title(service_url: str, open_page: OpenPage, width: int) -> None:
    page = desk(service_url, open_page, width=width)
    page.keyboard.press("?")
    window = page.get_by_role("dialog", name="按键表")
    expect(window.get_by_role("heading", name="按键表")).to_be_in_viewport(ratio=1)
    expect(window.get_by_role("button", name="关上")).to_be_focused()
    page.keyboard.press("Enter")
    expect(window).to_have_count(0)


def test_what_lies_beside_a_talk_has_its_buttons_apart(service_url: str, open_page: OpenPage) -> None:
    talk, _ = wants_a_person(service_url)
    body = {"conversation_id": talk, "phone": PHONE, "reason": "本人来电，报出了编号"}
    made = httpx.post(f"{service_url}/api/v1/identity/bindings", json=body, headers=headers(service_url))
    assert made.status_code == 201
    page = desk(service_url, open_page)
    page.locator(f'.c-row[data-id="{talk}"]').click()
    changed, undo = (box(page.locator(f'[data-act="{name}"]')) for name in ("holder", "identity"))
    assert undo["x"] - changed["x"] - changed["width"] >= 4 or undo["y"] - changed["y"] - changed["height"] >= 4
