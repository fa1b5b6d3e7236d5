"""The console against the real service, Rasa and action server: takeover, suggestions, call pop."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.desk_steps import (
    LIVE_MS,
    TURN_MS,
    agent_headers,
    leave_field,
    make_agents,
    open_talk,
    press_at,
    sign_in,
    toast,
)
from tests.browser.steps import send
from tests.conversations.stack import Stack

pytest_plugins = ["tests.conversations.conftest"]
pytestmark = [pytest.mark.browser, pytest.mark.stack]
NOTES = "望城做机械配件的，三十来人，想贷款五百万扩产，没有抵押物，姓周，13812340077"


def column(data_dir: Path, query: str, *values: Any) -> list[Any]:
    """Return one column straight from the database."""
    with sqlite3.connect(f"file:{data_dir / 'qifu.db'}?mode=ro", uri=True) as database:
        return [row[0] for row in database.execute(query, values)]


def talk_id(page: Page) -> str:
    """Return which conversation a public page is in."""
    return str(json.loads(page.evaluate("localStorage.getItem('qifu.conversation')"))["id"])


def test_two_agents_take_one_talk(open_page: OpenPage, shot: Shot, stack: Stack) -> None:
    """Both press at the same moment; one has it, the other hears who, and the enterprise sees the lines at once."""
    make_agents(stack, "zuoxi01", "zuoxi02")
    desks = {name: open_page(stack.url + "/console", 1440, 900) for name in ("zuoxi01", "zuoxi02")}
    for name, desk in desks.items():
        sign_in(desk, name)
    shot(desks["zuoxi01"], "console-1-empty")
    enterprise = open_page(stack.url + "/")
    send(enterprise, "我们在望城，想贷款两百万，没有抵押物")
    expect(enterprise.locator(".Message.left")).to_have_count(1, timeout=TURN_MS)
    send(enterprise, "转人工")
    expect(enterprise.locator(".Message.left")).to_have_count(2, timeout=TURN_MS)
    expect(enterprise.locator(".Message.left").last).to_contain_text("人工")
    talk = talk_id(enterprise)
    for desk in desks.values():
        open_talk(desk, talk)
    shot(desks["zuoxi02"], "console-2-waiting")
    moment = (time.time() + 1.0) * 1000
    for desk in desks.values():
        press_at(desk, "take", moment)
    said = {name: toast(desk) for name, desk in desks.items()}
    (winner,) = [name for name, text in said.items() if "已接手" in text]
    (loser,) = [name for name in desks if name != winner]
    assert said[loser] == f"这个对话已由 {winner} 接手。"
    shot(desks[loser], "console-3-lost")
    expect(desks[loser].locator("#c-line")).to_have_count(0)
    assert column(stack.data_dir, "SELECT owner FROM conversations WHERE id = ?", talk) == [winner]
    goes_on(desks[winner], desks[loser], enterprise, shot)


def goes_on(winner: Page, loser: Page, enterprise: Page, shot: Shot) -> None:
    """Let the winner answer while the bot is silent and the other looks on; then the bot has it back."""
    expect(winner.locator("#c-line")).to_be_visible(timeout=LIVE_MS)  # the talk is read anew after it was taken
    winner.keyboard.press("i")
    winner.keyboard.type("您好，我是坐席小王，贷款的事我来跟您办。")
    winner.keyboard.press("Enter")
    expect(enterprise.locator(".Message").last).to_contain_text("贷款的事我来跟您办", timeout=LIVE_MS)
    expect(loser.locator(".c-thread")).to_contain_text("贷款的事我来跟您办", timeout=LIVE_MS)
    before = enterprise.locator(".Message.left").count()
    send(enterprise, "好的，需要准备什么材料？")
    expect(winner.locator(".c-thread")).to_contain_text("需要准备什么材料", timeout=LIVE_MS)
    enterprise.wait_for_timeout(1500)
    assert enterprise.locator(".Message.left").count() == before
    leave_field(winner)
    winner.keyboard.press("e")
    winner.keyboard.type("财务不在，明早再联系")
    winner.keyboard.press("Control+Enter")
    expect(loser.locator(".c-thread")).to_contain_text("明早再联系", timeout=LIVE_MS)
    winner.keyboard.press("Alt+j")
    expect(winner.locator(".c-item").first).to_have_attribute("data-verdict", "used", timeout=LIVE_MS)
    shot(winner, "console-4-talk")
    shot(enterprise, "console-5-enterprise")
    leave_field(winner)
    winner.keyboard.press("r")
    expect(enterprise.locator(".Message").last).to_contain_text("智能助手", timeout=LIVE_MS)
    send(enterprise, "那我的需求怎么登记")
    expect(enterprise.locator(".Message.left").last).not_to_contain_text("智能助手", timeout=TURN_MS)
    assert "明早再联系" not in enterprise.content()


def test_suggestions_while_typing(open_page: OpenPage, shot: Shot, check_access: CheckAccess, stack: Stack) -> None:
    """Facts to correct, three offers with reasons and a sentence, used and rejected kept, a case and its dispatch."""
    make_agents(stack, "zuoxi03")
    page = open_page(stack.url + "/console", 1440, 900)
    sign_in(page, "zuoxi03")
    page.keyboard.press("n")
    expect(page.get_by_label("企业说了什么")).to_be_focused()
    page.keyboard.type(NOTES, delay=15)
    expect(page.locator(".c-item")).to_have_count(3, timeout=LIVE_MS)
    expect(page.locator(".c-heard")).to_contain_text("长沙市望城区")
    assert page.locator(".c-read-out").count() == 3
    assert page.locator(".c-criteria li").count() >= 3
    shot(page, "console-6-suggestions")
    check_access(page)
    page.keyboard.press("Alt+g")
    page.keyboard.press("Enter")
    page.locator(".c-fact input").fill("岳麓区")
    page.keyboard.press("Enter")
    expect(page.locator(".c-fact-value").first).to_have_text("湖南省长沙市岳麓区", timeout=LIVE_MS)
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+Shift+k")
    expect(page.locator(".c-item").nth(0)).to_have_attribute("data-verdict", "used")
    expect(page.locator(".c-item").nth(1)).to_have_attribute("data-verdict", "rejected")
    shot(page, "console-7-corrected")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".c-work-head .c-number")).to_be_visible(timeout=TURN_MS)
    case_no = page.locator(".c-work-head .c-number").inner_text()
    kept = column(stack.data_dir, "SELECT verdict FROM match_events WHERE actor = 'zuoxi03' ORDER BY verdict")
    assert kept == ["rejected", "used"]
    assert len(column(stack.data_dir, "SELECT id FROM matches WHERE actor = 'zuoxi03'")) <= 3  # not one a keystroke
    assert column(stack.data_dir, "SELECT region FROM demands WHERE case_no = ?", case_no) == ["430104"]
    page.get_by_role("button", name="企业选它").first.click()
    expect(page.locator(".c-shown").first).to_contain_text("企业选了", timeout=LIVE_MS)
    page.keyboard.press("d")
    page.get_by_label("交代几句").fill("请先核对流水")
    shot(page, "console-8-dispatch")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".c-past")).to_contain_text("请先核对流水", timeout=LIVE_MS)
    shot(page, "console-9-case")
    check_access(page)
    assert column(stack.data_dir, "SELECT status FROM demands WHERE case_no = ?", case_no) == ["dispatched"]


def test_a_call_pops_up(open_page: OpenPage, shot: Shot, check_access: CheckAccess, stack: Stack) -> None:
    """The softphone announces a call; the desk shows who it is, from the page's address as well, and files under it."""
    make_agents(stack, "zuoxi04", "zuoxi05")
    phone, headers = "13812340088", agent_headers(stack, "zuoxi04")
    notes = {"text": f"株洲的样例模具厂，想找人做ISO9001认证，电话{phone}", "draft_key": "call-pop-test"}
    made = stack.http.post("/api/v1/console/cases", json=notes, headers=headers)
    assert made.status_code == 201, made.text
    page, other = (open_page(stack.url + "/console", 1440, 900, dark=True) for _ in range(2))
    sign_in(page, "zuoxi04")
    sign_in(other, "zuoxi05")
    ring = {"phone": phone, "call_id": "call-77"}
    stack.http.post("/api/v1/calls", json=ring, headers=headers).raise_for_status()
    caller = page.get_by_role("region", name="来电人")
    expect(caller).to_contain_text("138****0088", timeout=LIVE_MS)
    expect(caller).to_contain_text(made.json()["case_no"])
    shot(page, "console-10-call")
    check_access(page)
    expect(other.get_by_role("region", name="来电人")).to_have_count(0)
    page.goto(stack.url + f"/console?phone={phone}")
    expect(page.get_by_role("region", name="来电人")).to_contain_text(made.json()["case_no"], timeout=LIVE_MS)
    assert "phone=" not in page.url


def test_a_complaint_on_the_phone_becomes_an_appeal(
    open_page: OpenPage, shot: Shot, check_access: CheckAccess, stack: Stack
) -> None:
    """By keys alone: the notes are what happened, the rest is asked for; a refusal leaves the form as it is."""
    make_agents(stack, "zuoxi08")
    page = open_page(stack.url + "/console", 1440, 900)
    sign_in(page, "zuoxi08")
    page.keyboard.press("n")
    page.keyboard.type("办注销跑了五趟都不受理")
    page.keyboard.press("Alt+q")
    form = page.get_by_role("dialog", name="代企业登记诉求")
    expect(form.get_by_label("发生了什么事")).to_have_value("办注销跑了五趟都不受理")
    form.get_by_label("对谁有意见").fill("天元区税务所")
    form.get_by_label("在哪里").fill("没有这地方")
    form.get_by_role("textbox", name="电话").fill("13812340091")
    page.keyboard.press("Control+Enter")
    expect(form.get_by_role("alert")).to_contain_text("读不懂")
    shot(page, "console-12-appeal")
    check_access(page)
    form.get_by_label("在哪里").fill("株洲天元区")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".c-work-head .c-number")).to_have_text(re.compile(r"^SQ\d+$"), timeout=LIVE_MS)
    case_no = page.locator(".c-work-head .c-number").inner_text()
    query = "SELECT region || channel FROM appeals WHERE case_no = ?"
    assert column(stack.data_dir, query, case_no) == ["430211hotline"]
    page.keyboard.press("n")
    expect(page.get_by_label("企业说了什么")).to_have_value("")


def test_every_key_is_on_the_map(open_page: OpenPage, shot: Shot, stack: Stack) -> None:
    """The map opens with a question mark; lists are walked with keys alone; nothing is wider than the screen."""
    make_agents(stack, "zuoxi06")
    page = open_page(stack.url + "/console", 1440, 900)
    sign_in(page, "zuoxi06")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="按键表")).to_be_visible()
    shot(page, "console-11-keys")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="按键表")).to_be_hidden()
    for key, name in zip("12345", ("对话", "办件", "回电", "诉求", "回访"), strict=True):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    for key, name in zip("2121", ("办件", "对话") * 2, strict=True):  # the key after Escape is the desk's, at once
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="按键表")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("b")
    expect(page.locator(".c-presence")).to_contain_text("小休", timeout=LIVE_MS)
    page.keyboard.press("b")
    expect(page.locator(".c-presence")).to_contain_text("在岗", timeout=LIVE_MS)
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def test_keyboard_and_search(open_page: OpenPage, shot: Shot, check_access: CheckAccess, stack: Stack) -> None:
    """What Enter opens has the focus, a window gives it back, and a search says what it did not find."""
    make_agents(stack, "zuoxi07")
    notes = {"text": "浏阳的样例花炮厂，想找人做安全培训，电话13812340099", "draft_key": "keyboard-test"}
    made = stack.http.post("/api/v1/console/cases", json=notes, headers=agent_headers(stack, "zuoxi07"))
    assert made.status_code == 201, made.text
    page = open_page(stack.url + "/console", 1440, 900)
    sign_in(page, "zuoxi07")
    page.keyboard.press("/")
    page.keyboard.type("没有这样的件")
    expect(page.locator(".c-empty-title").first).to_have_text("没有找到“没有这样的件”", timeout=LIVE_MS)
    shot(page, "console-12-not-found")
    page.get_by_label("查找办件").fill(made.json()["case_no"])
    expect(page.locator(".c-row")).to_have_count(1, timeout=LIVE_MS)
    leave_field(page)
    page.keyboard.press("Enter")
    expect(page.locator("#c-work")).to_be_focused()
    expect(page.locator("#c-work h2")).to_be_visible(timeout=LIVE_MS)
    page.keyboard.press("e")
    page.keyboard.type("样例备注")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=LIVE_MS)
    expect(page.locator("#c-work")).to_be_focused()
    check_access(page)


def test_one_pane_at_a_time_on_a_telephone(
    open_page: OpenPage, shot: Shot, check_access: CheckAccess, stack: Stack
) -> None:
    """What is open fills the screen, and leads back to the list."""
    make_agents(stack, "zuoxi08")
    page = open_page(stack.url + "/console", 320, 640)
    sign_in(page, "zuoxi08")
    expect(page.locator("#c-work")).to_be_hidden()
    shot(page, "console-13-telephone-list")
    page.get_by_role("button", name="记一通来电").click()
    expect(page.get_by_label("企业说了什么")).to_be_visible()
    expect(page.get_by_role("navigation", name="待办")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, "console-14-telephone-notes")
    check_access(page)
    page.get_by_role("button", name="回到列表").click()
    expect(page.get_by_role("navigation", name="待办")).to_be_visible()


def test_page_that_did_not_load_can_be_loaded_again(open_page: OpenPage, shot: Shot, stack: Stack) -> None:
    """A part that did not come through is no dead end."""
    make_agents(stack, "zuoxi09")
    page = open_page(stack.url + "/console", 320, 640)
    sign_in(page, "zuoxi09")
    page.route("**/static/console/app.js", lambda route: route.abort())
    page.reload()
    again = page.get_by_role("button", name="刷新页面")
    expect(again).to_be_visible()
    shot(page, "console-15-incomplete")
    page.unroute("**/static/console/app.js")
    again.click()
    expect(page.get_by_role("navigation", name="待办")).to_be_visible()
