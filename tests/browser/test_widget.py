"""The widget on a foreign page with a strict content policy: talk, keyboard, reload, lost networks."""

from __future__ import annotations

import gzip

from fastapi import FastAPI
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.fake_answers import CASE_NO
from tests.browser.fake_service import WINDOW
from tests.browser.steps import INPUT, NEED

MOST_BYTES = 200_000
REFUSES_STORAGE = """if (window !== window.top) for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""
OPEN, CLOSE = "打开企服通助手", "关闭企服通助手"


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("qifu-widget iframe")


def unfold(page: Page) -> FrameLocator:
    """Press the button and wait for the talk."""
    page.get_by_role("button", name=OPEN).click()
    frame = frame_of(page)
    expect(frame.get_by_label(INPUT)).to_be_visible()
    return frame


def say(page: Page, text: str) -> FrameLocator:
    frame = frame_of(page)
    frame.get_by_label(INPUT).fill(text)
    frame.get_by_label(INPUT).press("Enter")
    return frame


def talk_to_the_number(page: Page) -> FrameLocator:
    """Talk up to the case number."""
    frame = say(page, NEED)
    frame.get_by_role("button", name="长沙市岳麓区", exact=True).click()
    frame.get_by_role("button", name="对，帮我找", exact=True).click()
    frame.get_by_role("button", name="选这个：中小微企业信用担保贷款", exact=True).click()
    expect(frame.get_by_role("button", name="不方便留", exact=True)).to_be_visible()
    say(page, "13800001234")
    expect(frame.locator(".case-number")).to_have_text(CASE_NO)
    return frame


def test_a_talk_on_a_foreign_page(
    open_page: OpenPage, host_url: str, fake_url: str, shot: Shot, check_access: CheckAccess
) -> None:
    """From the button to a number, in the page's colour and with its greeting; the host's styles spoil nothing."""
    page = open_page(host_url, 1200, 860, also=(fake_url,))
    button = page.get_by_role("button", name=OPEN)
    expect(button).to_be_visible()
    shot(page, "widget-1-closed")
    frame = unfold(page)
    expect(frame.get_by_role("heading", name="您好，园区企业有什么要办的？")).to_be_visible()
    shot(page, "widget-2-open")
    check_access(page)
    talk_to_the_number(page)
    shot(page, "widget-3-case")
    check_access(page)
    assert page.evaluate("Object.keys(window).filter((name) => /qifu/i.test(name))") == ["Qifu"]
    assert page.locator("body > qifu-widget").count() == 1


def test_keys_alone_open_talk_and_close(open_page: OpenPage, host_url: str, fake_url: str) -> None:
    """Tab to the button, Enter opens and leads into the input, Escape closes and leads back."""
    page = open_page(host_url, also=(fake_url,))
    expect(page.get_by_role("button", name=OPEN)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    page.keyboard.press("Enter")
    frame = frame_of(page)
    expect(frame.get_by_label(INPUT)).to_be_focused()
    page.keyboard.type("你好")
    page.keyboard.press("Enter")
    expect(frame.get_by_role("button", name="政策咨询", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("qifu-widget dialog")).to_be_hidden()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    expect(page.get_by_role("button", name=OPEN)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(frame.get_by_label(INPUT)).to_be_focused()
    frame.get_by_role("button", name="关闭对话窗口").click()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()


def test_escape_first_closes_what_is_open_inside(open_page: OpenPage, host_url: str, fake_url: str) -> None:
    page = open_page(host_url, also=(fake_url,))
    frame = unfold(page)
    say(page, "你好")
    frame.get_by_role("button", name="新对话").click()
    expect(frame.get_by_role("heading", name="开始新的对话？")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.get_by_role("heading", name="开始新的对话？")).to_be_hidden()
    expect(page.locator("qifu-widget dialog")).to_be_visible()


def test_the_talk_goes_on_after_a_reload(open_page: OpenPage, host_url: str, fake_url: str, shot: Shot) -> None:
    """The window is open again as it was, without taking the focus, and the talk is there."""
    page = open_page(host_url, also=(fake_url,))
    unfold(page)
    talk_to_the_number(page)
    page.reload()
    expect(frame_of(page).locator(".case-number")).to_have_text(CASE_NO)
    assert page.evaluate("document.activeElement === document.body")
    shot(page, "widget-4-reloaded")


def test_the_page_around_never_learns_the_key(open_page: OpenPage, host_url: str, fake_url: str) -> None:
    """Neither its storage nor what the frame tells it holds the token, whether the frame may keep things or not."""
    for refusal in ("", REFUSES_STORAGE):
        page = open_page(host_url, also=(fake_url,))
        page.context.add_init_script(
            refusal + "; window.heard = []; addEventListener('message', (e) => heard.push(e.data))"
        )
        page.reload()
        unfold(page)
        talk_to_the_number(page)
        told = page.evaluate("JSON.stringify([heard, {...sessionStorage}, {...localStorage}, document.cookie])")
        assert "ready" in told
        assert "token" not in told
        page.reload()
        expect(frame_of(page).locator(".case-number")).to_have_text(CASE_NO)


def test_a_lost_network_is_told_and_what_was_said_goes_out(
    open_page: OpenPage, host_url: str, fake_url: str, shot: Shot
) -> None:
    page = open_page(host_url, also=(fake_url,))
    frame = unfold(page)
    say(page, "你好")
    expect(frame.get_by_role("button", name="政策咨询", exact=True)).to_be_visible()
    page.context.set_offline(True)
    expect(frame.get_by_text("网络断开了。")).to_be_visible()
    say(page, NEED)
    expect(frame.get_by_role("button", name="重试")).to_be_visible()
    shot(page, "widget-5-offline")
    page.context.set_offline(False)
    expect(frame.get_by_text("网络恢复了")).to_be_visible()
    expect(frame.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()


def test_opened_without_a_network_it_waits_and_connects(
    open_page: OpenPage, host_url: str, fake_url: str, shot: Shot, check_access: CheckAccess
) -> None:
    """The button says what is wrong, can be closed, and connects by itself when the network is back."""
    page = open_page(host_url, also=(fake_url,))
    expect(page.get_by_role("button", name=OPEN)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_text("网络断开了，恢复后会自动重新连接。")).to_be_visible()
    shot(page, "widget-6-lost")
    page.keyboard.press("Escape")
    expect(page.locator("qifu-widget dialog")).to_be_hidden()
    page.get_by_role("button", name=OPEN).click()
    page.context.set_offline(False)
    expect(frame_of(page).get_by_label(INPUT)).to_be_visible()
    check_access(page)


def test_on_a_phone_it_fills_the_screen(
    open_page: OpenPage, host_url: str, fake_url: str, shot: Shot, check_access: CheckAccess
) -> None:
    """At 320 px the talk is all there is, and closing it gives the page back."""
    page = open_page(f"{host_url}?position=left&color=%23ffd166", 320, 640, touch=True, also=(fake_url,))
    shot(page, "widget-phone-1-closed")
    frame = unfold(page)
    box = page.locator("qifu-widget dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    shot(page, "widget-phone-2-open")
    check_access(page)
    talk_to_the_number(page)
    shot(page, "widget-phone-3-case")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    frame.get_by_role("button", name="关闭对话窗口").click()
    expect(page.locator("qifu-widget dialog")).to_be_hidden()


def test_in_the_dark_any_colour_stays_readable(
    open_page: OpenPage, host_url: str, fake_url: str, shot: Shot, check_access: CheckAccess
) -> None:
    for name, colour in (("navy", "%23001a4d"), ("yellow", "%23ffe94d"), ("wrong", "red")):
        page = open_page(f"{host_url}?color={colour}", 900, 800, dark=True, also=(fake_url,))
        unfold(page)
        talk_to_the_number(page)
        check_access(page)
        shot(page, f"widget-dark-{name}")


def test_what_came_while_it_was_closed_is_counted(
    open_page: OpenPage, host_url: str, fake_url: str, fake_app: FastAPI, shot: Shot
) -> None:
    page = open_page(host_url, also=(fake_url,))
    frame = unfold(page)
    fake_app.state.talks.held = True
    say(page, "慢慢说")
    expect(frame.get_by_text("正在回复")).to_be_attached()
    frame.get_by_role("button", name="关闭对话窗口").click()
    expect(page.locator("qifu-widget dialog")).to_be_hidden()
    fake_app.state.talks.held = False
    button = page.get_by_role("button", name=f"{OPEN}，1 条新消息")
    expect(button).to_be_visible()
    shot(page, "widget-7-unread")
    button.click()
    expect(page.get_by_role("button", name=CLOSE, exact=True)).to_be_visible()


def test_the_window_is_told_and_a_wrong_one_keeps_nobody_out(
    open_page: OpenPage, host_url: str, fake_url: str, fake_app: FastAPI
) -> None:
    told: list[str | None] = fake_app.state.talks.windows
    for named, expected in ((WINDOW, [WINDOW]), ("W-nowhere", ["W-nowhere", None])):
        told.clear()
        page = open_page(f"{host_url}?window={named}", also=(fake_url,))
        frame = unfold(page)
        say(page, "你好")
        expect(frame.get_by_role("button", name="政策咨询", exact=True)).to_be_visible()
        assert told == expected


def test_everything_together_is_small(open_page: OpenPage, host_url: str, fake_url: str) -> None:
    """All that the closed and the open widget load, compressed as the service compresses it."""
    page = open_page(host_url, also=(fake_url,))
    loaded: set[str] = set()
    page.on("request", lambda sent: loaded.add(sent.url) if sent.url.startswith(fake_url) else None)
    page.reload()
    unfold(page)
    sizes = {url.removeprefix(fake_url): len(gzip.compress(page.request.get(url).body(), 9)) for url in loaded}
    assert "widget.js" in sizes
    assert len(sizes) > 15
    assert sizes["widget.js"] <= 6_000
    assert sum(sizes.values()) <= MOST_BYTES, sizes
