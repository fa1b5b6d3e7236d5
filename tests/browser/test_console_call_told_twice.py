"""A call is announced by the route and by the live events: the later word takes no pane away; without the bot."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.api.conftest import INTERNAL, NEED, PASSWORD
from tests.browser.conftest import OpenPage

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser
PHONE = "13655550002"
LOOKS, LOOK_MS = 400, 20


def test_a_call_told_twice_leaves_open_what_was_opened_meanwhile(service_url: str, open_page: OpenPage) -> None:
    talk = httpx.post(f"{service_url}/api/v1/conversations", json={"channel": "web"}).json()["conversation_id"]
    body = {"draft_key": "a", "slots": NEED}
    internal = f"{service_url}/internal/v1/conversations/{talk}/demands"
    case_no = httpx.post(internal, json=body, headers=INTERNAL, timeout=20).json()["case_no"]
    page = open_page(f"{service_url}/login?next=/console", 1440, 900)
    page.get_by_label("用户名").fill("the-agent")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="待办")).to_be_visible()
    told, held = list[str](), list[Route]()

    def hold_the_second(route: Route) -> None:
        told.append(route.request.url)
        if len(told) == 2:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/calls/*", hold_the_second)
    page.goto(f"{service_url}/console?phone={PHONE}")
    expect(page.get_by_role("region", name="来电人")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.locator(f'.c-row[data-id="{case_no}"]').click()
    case = page.get_by_role("region", name="身份")
    expect(case).to_be_visible()
    for _ in range(LOOKS):
        if held:
            break
        page.wait_for_timeout(LOOK_MS)  # not for the request: it may be told before it is held
    with page.expect_response("**/api/v1/calls/*"):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(case).to_be_visible()
