"""Writing on the public page: by keyboard alone, with an input method, heard instead of seen, long and fast."""

import re

from fastapi import FastAPI
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.steps import INPUT, NEED, reach_case, send


def test_keyboard_alone_is_enough(open_page: OpenPage, fake_url: str) -> None:
    """Focus waits in the input, stays there after an answer, and every button is reached by Tab."""
    page = open_page(fake_url)
    field = page.get_by_label(INPUT)
    expect(field).to_be_focused()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type(NEED)
    page.keyboard.press("Enter")
    expect(page.locator(".Message.right .Bubble")).to_have_text(f"第一行\n{NEED}")
    expect(page.get_by_role("button", name="其他地方", exact=True)).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="其他地方", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".Message.right").last).to_contain_text("长沙市岳麓区")
    expect(field).to_be_focused()
    page.keyboard.type("没错")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".match")).to_have_count(5)


def test_unfinished_pinyin_is_not_sent(open_page: OpenPage, fake_url: str) -> None:
    """Enter that ends a composition belongs to the input method."""
    page = open_page(fake_url)
    page.get_by_label(INPUT).fill("dai kuan")
    event = "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 13, bubbles: true, isComposing: true})"
    page.get_by_label(INPUT).evaluate(f"field => field.dispatchEvent({event})")
    expect(page.get_by_label(INPUT)).to_have_value("dai kuan")
    expect(page.locator(".Message")).to_have_count(0)


def test_answers_are_spoken_once_and_politely(open_page: OpenPage, fake_url: str) -> None:
    """The live region carries the answer and its choices; restored talk is not read out again."""
    page = open_page(fake_url)
    send(page, NEED)
    live = page.locator("#announcement")
    expect(live).to_contain_text("请问企业在哪个市、县区？")
    expect(live).to_contain_text("可以选择：长沙市岳麓区、长沙市长沙县、其他地方。")
    page.reload()
    expect(page.locator(".Message.right")).to_have_count(1)
    expect(live).to_be_empty()


def test_waiting_is_shown_and_words_keep_their_order(
    open_page: OpenPage, fake_url: str, fake_app: FastAPI, shot: Shot
) -> None:
    """While one answer is awaited the next message can be written; both are answered in order."""
    page = open_page(fake_url)
    fake_app.state.talks.held = True
    send(page, "慢慢说")
    expect(page.get_by_text("正在回复")).to_be_attached()
    send(page, NEED)
    shot(page, "desktop-7-waiting")
    fake_app.state.talks.held = False
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    assert re.findall("没有完全听懂|哪个市", " ".join(page.locator(".Message.left").all_inner_texts())) == [
        "没有完全听懂",
        "哪个市",
    ]


def test_ten_thousand_characters_are_the_limit(open_page: OpenPage, fake_url: str) -> None:
    """The limit is told when near, and no more can be entered."""
    page = open_page(fake_url)
    page.get_by_label(INPUT).fill("需" * 9500)
    expect(page.get_by_text("9500 / 10000 字")).to_be_visible()
    page.get_by_label(INPUT).fill("需" * 10050)
    expect(page.get_by_text("10000 / 10000 字，已到上限")).to_be_visible()


def test_a_double_click_asks_once(open_page: OpenPage, fake_url: str) -> None:
    """A number in sight asks for its progress; the second click of a double one is no second question."""
    page = open_page(fake_url)
    reach_case(page)
    before = page.locator(".Message.right").count()
    page.locator(".case-chip").first.dblclick()
    expect(page.locator(".Message.right").last).to_contain_text("进度")
    page.wait_for_timeout(500)
    assert page.locator(".Message.right").count() == before + 1
