"""Nothing is sent twice or lost at the desk: keys pressed again, windows closed early, words written meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.conftest import PASSWORD
from tests.browser.conftest import OpenPage
from tests.browser.test_console_beside import desk, wants_a_person

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser


def held_back(page: Page, pattern: str) -> tuple[list[str], Callable[[], None]]:
    """Hold what is posted to an address; return what came, and what lets it go."""
    came: list[str] = []
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        came.append(route.request.post_data or "")
        return waiting.append(route)

    def let_go() -> None:
        while waiting:
            waiting.pop(0).continue_()

    page.route(pattern, hold)
    return came, let_go


def open_case(page: Page) -> None:
    page.keyboard.press("2")
    expect(page.locator(".c-row")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="办理经过")).to_be_visible()


def noting(page: Page) -> None:
    """Open the window of a note and write it."""
    page.keyboard.press("e")
    page.get_by_role("dialog", name="办理备注").get_by_label("备注").fill("财务明天才在")


def headers(service_url: str) -> dict[str, str]:
    entry = httpx.post(f"{service_url}/api/v1/login", json={"username": "the-agent", "password": PASSWORD})
    return {"Authorization": f"Bearer {entry.json()['token']}"}


def test_a_form_whose_keys_are_pressed_twice_is_sent_once(service_url: str, open_page: OpenPage) -> None:
    _, case_no = wants_a_person(service_url)
    page = desk(service_url, open_page)
    open_case(page)
    came, let_go = held_back(page, "**/notes")
    noting(page)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert len(came) == 1
    let_go()
    expect(page.get_by_role("dialog")).to_have_count(0)
    url = f"{service_url}/api/v1/demands/{case_no}/history"
    rows: list[Any] = httpx.get(url, headers=headers(service_url)).json()
    assert sum(row["action"] == "note" for row in rows) == 1


def test_an_answer_that_comes_late_closes_no_window_opened_since(service_url: str, open_page: OpenPage) -> None:
    wants_a_person(service_url)
    page = desk(service_url, open_page)
    open_case(page)
    came, let_go = held_back(page, "**/notes")
    noting(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(100)
    assert len(came) == 1
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="按键表")).to_be_visible()
    let_go()
    expect(page.locator(".c-toast")).to_contain_text("备注已写下")
    expect(page.get_by_role("dialog", name="按键表")).to_be_visible()


def test_marking_text_beyond_the_edge_of_a_window_does_not_close_it(service_url: str, open_page: OpenPage) -> None:
    wants_a_person(service_url)
    page = desk(service_url, open_page)
    open_case(page)
    noting(page)
    field = page.get_by_role("dialog").get_by_label("备注").bounding_box()
    assert field
    page.mouse.move(field["x"] + 20, field["y"] + 15)
    page.mouse.down()
    page.mouse.move(20, field["y"] + 15, steps=4)
    page.mouse.up()
    expect(page.get_by_role("dialog").get_by_label("备注")).to_have_value("财务明天才在")
    page.mouse.click(20, 400)  # a press beside it is a wish to close
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_words_written_while_a_line_is_under_way_stay(service_url: str, open_page: OpenPage) -> None:
    talk, _ = wants_a_person(service_url)
    page = desk(service_url, open_page)
    page.locator(f'.c-row[data-id="{talk}"]').click()
    expect(page.get_by_role("region", name="对话内容")).to_be_visible()
    page.keyboard.press("t")
    field = page.locator("#c-line")
    expect(field).to_be_visible()
    came, let_go = held_back(page, "**/messages")
    field.fill("您好，我是坐席")
    page.keyboard.press("Enter")
    page.keyboard.type("。请问")
    page.wait_for_timeout(100)
    assert len(came) == 1
    let_go()
    expect(field).to_have_value("。请问")
    expect(page.get_by_role("region", name="对话内容")).to_contain_text("您好，我是坐席")


def test_what_was_begun_is_there_after_a_reload(service_url: str, open_page: OpenPage) -> None:
    talk, _ = wants_a_person(service_url)
    page = desk(service_url, open_page)
    page.locator(f'.c-row[data-id="{talk}"]').click()
    expect(page.get_by_role("region", name="对话内容")).to_be_visible()
    page.keyboard.press("t")
    page.locator("#c-line").fill("材料清单我整理一下：一、营业执照")
    page.reload()
    page.locator(f'.c-row[data-id="{talk}"]').click()
    expect(page.locator("#c-line")).to_have_value("材料清单我整理一下：一、营业执照")


def test_a_password_is_changed_once_however_often_it_is_pressed(service_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{service_url}/login?next=/account", 400)
    page.get_by_label("用户名").fill("the-agent")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{service_url}/account")
    came, let_go = held_back(page, "**/me/password")
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill("another-long-one-7")
    page.get_by_label("再输一遍新密码").fill("another-long-one-7")
    page.get_by_role("button", name="改密码").dblclick()
    page.wait_for_timeout(200)
    assert len(came) == 1
    let_go()
    expect(page.get_by_role("status")).to_contain_text("密码已改好")
    expect(page.get_by_role("alert").first).to_be_hidden()
