"""The public page against scripted answers: the story from a need to a case number, on every screen."""

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.fake_answers import CASE_NO, reply
from tests.browser.steps import NEED, press, reach_case, reach_matches, send

HAS_NO_SIDEWAYS_SCROLL = "document.documentElement.scrollWidth <= window.innerWidth"


def test_a_need_becomes_cards_and_a_case_number(open_page: OpenPage, fake_url: str, shot: Shot) -> None:
    """The whole story, with a look at each step."""
    page = open_page(fake_url)
    expect(page.get_by_role("heading", name="您好，企业遇到什么事？")).to_be_visible()
    shot(page, "desktop-1-welcome")
    send(page, NEED)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    shot(page, "desktop-2-options")
    press(page, "长沙市岳麓区")
    expect(page.locator(".Message.right").last).to_contain_text("长沙市岳麓区")
    press(page, "对，帮我找")
    expect(page.locator(".Message.right").last).to_contain_text("对，帮我找")
    expect(page.locator(".match")).to_have_count(5)
    shot(page, "desktop-3-matches")
    press(page, "选这个：中小微企业信用担保贷款")
    expect(page.get_by_role("button", name="不方便留", exact=True)).to_be_visible()
    send(page, "13800001234")
    expect(page.locator(".case-number")).to_have_text(CASE_NO)
    expect(page.get_by_role("button", name="再提一个需求", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="我的编号")).to_contain_text(CASE_NO)
    shot(page, "desktop-4-case")


def test_cards_are_grouped_and_say_verdicts_in_words(open_page: OpenPage, fake_url: str) -> None:
    """Kinds in order, places numbered through, each verdict readable without colour."""
    page = open_page(fake_url)
    reach_matches(page)
    assert page.locator(".match-kind").all_inner_texts() == ["服务\n2", "机构\n1", "专家\n1", "政策\n1"]
    assert page.locator(".match-number").all_inner_texts() == ["1", "2", "3", "4", "5"]
    first = page.locator(".match").first
    assert first.locator(".criterion-verdict").all_inner_texts() == ["符合", "符合", "待核实"]
    assert first.locator(".fact").all_inner_texts() == ["收费\n担保费率年化 1%", "时限\n10 个工作日"]
    expect(page.locator(".match").nth(1).locator(".criterion-verdict").nth(1)).to_have_text("不符合")


def test_reload_keeps_the_conversation(open_page: OpenPage, fake_url: str, shot: Shot) -> None:
    """After a reload the same messages, the titles of pressed buttons, the cards and the number are there."""
    page = open_page(fake_url)
    reach_case(page)
    page.reload()
    expect(page.locator(".Message.right")).to_have_count(5)
    assert page.locator(".Message.right .Bubble").all_inner_texts() == [
        NEED,
        "长沙市岳麓区",
        "对，帮我找",
        "选这个：中小微企业信用担保贷款",
        "13800001234",
    ]
    expect(page.locator(".match")).to_have_count(5)
    expect(page.locator(".case-number")).to_have_text(CASE_NO)
    expect(page.get_by_role("navigation", name="我的编号")).to_contain_text("已派单")
    shot(page, "desktop-5-restored")


def test_a_new_conversation_is_asked_for_first(open_page: OpenPage, fake_url: str, shot: Shot) -> None:
    """The button asks, reminds of the number, and Escape goes back."""
    page = open_page(fake_url)
    reach_case(page)
    press(page, "新对话")
    expect(page.get_by_role("dialog")).to_contain_text(CASE_NO)
    shot(page, "desktop-8-dialog")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "新对话")
    press(page, "开始新对话")
    expect(page.get_by_role("heading", name="您好，企业遇到什么事？")).to_be_visible()
    expect(page.locator(".case-strip")).to_have_count(0)


def test_lines_of_a_person_arrive_by_themselves(open_page: OpenPage, fake_url: str, fake_app: FastAPI) -> None:
    """After a handoff the page asks for what the agent wrote."""
    page = open_page(fake_url)
    send(page, "转人工")
    expect(page.get_by_text("已转给人工坐席")).to_be_visible()
    talk = list(fake_app.state.talks.values())[-1]
    talk.add("agent", reply("您好，我是坐席小周。"))
    expect(page.get_by_text("您好，我是坐席小周。").first).to_be_visible(timeout=12000)
    expect(page.get_by_text("人工坐席", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(320, False), (390, True)])
def test_small_screens_need_no_sideways_scroll(
    open_page: OpenPage, fake_url: str, shot: Shot, width: int, dark: bool
) -> None:
    """At every step the content fits; buttons stay large enough for a finger."""
    page = open_page(fake_url, width, 640 if width == 320 else 844, dark=dark, touch=True)
    expect(page.get_by_role("heading", name="您好，企业遇到什么事？")).to_be_visible()
    name = f"phone-{width}"
    shot(page, f"{name}-1-welcome")
    assert page.evaluate(HAS_NO_SIDEWAYS_SCROLL)
    send(page, NEED)
    expect(page.get_by_role("button", name="长沙市岳麓区", exact=True)).to_be_visible()
    shot(page, f"{name}-2-options")
    press(page, "长沙市岳麓区")
    press(page, "对，帮我找")
    expect(page.locator(".match")).to_have_count(5)
    shot(page, f"{name}-3-matches")
    assert page.evaluate(HAS_NO_SIDEWAYS_SCROLL)
    press(page, "选这个：中小微企业信用担保贷款")
    expect(page.get_by_role("button", name="不方便留", exact=True)).to_be_visible()
    send(page, "13800001234")
    expect(page.locator(".case-number")).to_have_text(CASE_NO)
    shot(page, f"{name}-4-case")
    assert page.evaluate(HAS_NO_SIDEWAYS_SCROLL)
    heights = page.locator("button:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 36


def test_dark_scheme(open_page: OpenPage, fake_url: str, shot: Shot) -> None:
    """The palette follows the system."""
    page = open_page(fake_url, 1280, 860, dark=True)
    reach_matches(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.app')).backgroundColor") == "rgb(16, 22, 20)"
    shot(page, "desktop-dark-matches")
