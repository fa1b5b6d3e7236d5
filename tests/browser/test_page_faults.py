"""What goes wrong around the public page: lost networks, refusals, ended conversations, missing files."""

import json

import pytest
from fastapi import FastAPI
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.steps import INPUT, NEED, press, send


def test_an_ended_conversation_gives_way_to_a_fresh_one(open_page: OpenPage, fake_url: str, fake_app: FastAPI) -> None:
    """A conversation unknown to the service is dropped with a word, and the next message opens a new one."""
    page = open_page(fake_url)
    send(page, NEED)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    fake_app.state.talks.clear()
    page.reload()
    expect(page.get_by_text("上次的对话已经结束，可以直接开始新的对话。")).to_be_visible()
    send(page, NEED)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()


def test_a_conversation_that_ends_while_open_goes_on_in_a_new_one(
    open_page: OpenPage, fake_url: str, fake_app: FastAPI
) -> None:
    """The message that met the end is not lost."""
    page = open_page(fake_url)
    send(page, "你好")
    expect(page.get_by_role("button", name="政策咨询", exact=True)).to_be_visible()
    fake_app.state.talks.clear()
    send(page, NEED)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    expect(page.locator("[data-status=failed]")).to_have_count(0)


def test_offline_message_waits_and_goes_out_by_itself(
    open_page: OpenPage, fake_url: str, fake_app: FastAPI, shot: Shot
) -> None:
    """Sent without a network: marked, told, and delivered once when the network is back."""
    page = open_page(fake_url)
    send(page, "你好")
    expect(page.get_by_role("button", name="政策咨询", exact=True)).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("网络断开了。")).to_be_visible()
    send(page, NEED)
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    shot(page, "desktop-6-offline")
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    expect(page.locator("[data-status=failed]")).to_have_count(0)


def test_retry_sends_the_same_id_and_answers_once(open_page: OpenPage, fake_url: str, fake_app: FastAPI) -> None:
    """The answer is lost on its way back: the retry carries the same id, so the service answers once."""
    page = open_page(fake_url)
    received: list[str | None] = fake_app.state.talks.received
    received.clear()

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/messages", lose_answer, times=1)
    send(page, NEED)
    press(page, "重试")
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    assert len(received) == 2
    assert received[0] == received[1]
    page.reload()
    expect(page.locator(".Message.right")).to_have_count(1)


@pytest.mark.parametrize(
    ("text", "detail", "button"),
    [
        ("太快", "您发得有点快，请过几秒再试。", "重试"),
        ("太长", "这条消息太长了，请分几次发。", "改一改"),
        ("看不懂", "消息里有无法识别的内容，请换种说法。", "改一改"),
        ("出错", "服务内部出了点问题，请稍后再试。", "重试"),
    ],
)
def test_refusals_are_told_in_the_services_words(
    open_page: OpenPage, fake_url: str, text: str, detail: str, button: str
) -> None:
    """The sentence of the service stands under the message, with the way out that fits."""
    page = open_page(fake_url)
    send(page, text)
    failure = page.locator(".failure")
    expect(failure).to_contain_text(detail)
    expect(failure.get_by_role("button", name=button)).to_be_visible()
    if button == "改一改":
        press(page, "改一改")
        expect(page.get_by_label(INPUT)).to_have_value(text)
        expect(page.locator(".Message")).to_have_count(0)


def test_a_talk_that_may_not_be_opened_now_is_opened_with_the_next_attempt(
    open_page: OpenPage, fake_url: str, fake_app: FastAPI
) -> None:
    """Too many come from one network: the sentence stands under the message, which is sent once it may."""
    page = open_page(fake_url)
    told = "这会儿从您所在网络来的人太多了，请过 20 秒再试。"
    body = json.dumps({"error": "TooManyRequestsError", "detail": told}, ensure_ascii=False)
    page.route("**/api/v1/conversations", lambda route: route.fulfill(status=429, body=body), times=1)
    send(page, NEED)
    expect(page.locator(".failure")).to_contain_text(told)
    press(page, "重试")
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    expect(page.locator(".failure")).to_have_count(0)
    expect(page.locator(".Message.right")).to_have_count(1)


def test_an_old_talk_that_cannot_be_fetched_offers_both_ways(open_page: OpenPage, fake_url: str, shot: Shot) -> None:
    """A network fault on return is not the end of the conversation."""
    page = open_page(fake_url)
    send(page, NEED)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    page.route("**/api/v1/conversations/*", lambda route: route.abort(), times=1)
    page.reload()
    expect(page.get_by_role("heading", name="没能取回上次的对话")).to_be_visible()
    shot(page, "desktop-9-failed")
    press(page, "重试")
    expect(page.locator(".Message.right")).to_have_count(1)


def test_without_the_libraries_the_page_says_so(open_page: OpenPage, fake_url: str, shot: Shot) -> None:
    """A page that lost its files on the way asks to be loaded again instead of staying white."""
    page = open_page(fake_url, 400, 600)
    page.route("**/vendor/chatui.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("页面没有加载完整，请检查网络后刷新。")).to_be_visible()
    shot(page, "phone-incomplete")
