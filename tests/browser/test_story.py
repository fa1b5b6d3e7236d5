"""The whole story on the public page against the real service, Rasa and action server; nothing is faked here."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.steps import press, send
from tests.conversations.stack import Stack

pytest_plugins = ["tests.conversations.conftest"]

NEED = "我们是长沙望城一家做工程机械配件的小厂，30多个人，想贷款五百万扩产，没有抵押物，最好下个月底前能办下来，电话13812345678"
FACTS = ("长沙市望城区", "工程机械配件", "约30人", "500万元", "2026年12月31日前", "13812345678", "没有抵押物")
TURN_MS = 20_000
pytestmark = [pytest.mark.browser, pytest.mark.stack]


def kept(data_dir: Path, case_no: str) -> dict[str, Any]:
    """Read the demand, its newest match and its choices straight from the database."""
    with sqlite3.connect(f"file:{data_dir / 'qifu.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        demand = database.execute("SELECT * FROM demands WHERE case_no = ?", (case_no,)).fetchone()
        match = database.execute("SELECT * FROM matches WHERE demand_id = ?", (demand["id"],)).fetchone()
        choices = database.execute("SELECT * FROM choices WHERE demand_id = ?", (demand["id"],)).fetchall()
    return {"demand": dict(demand), "match": dict(match), "choices": [dict(row) for row in choices]}


def summary_with_every_fact(page: Page) -> None:
    """Tell the whole need and read the summary."""
    send(page, NEED)
    expect(page.get_by_role("button", name="对，提交", exact=True)).to_be_visible(timeout=TURN_MS)
    told = page.locator(".Message.left").last
    for fact in FACTS:
        expect(told).to_contain_text(fact)


def matches_with_reasons(page: Page) -> None:
    """Confirm, and look at cards of each kind: each says why."""
    press(page, "对，提交")
    expect(page.locator(".match").first).to_be_visible(timeout=TURN_MS)
    kinds = [text.split("\n")[0] for text in page.locator(".match-kind").all_inner_texts()]
    assert kinds[:3] == ["服务", "机构", "专家"]
    for card in page.locator(".match").all():
        assert card.locator(".reasons li").count() >= 1, card.inner_text()
    assert page.locator(".match").first.locator(".criterion").count() >= 1


def case_number(page: Page) -> str:
    """Return the case number on the page."""
    expect(page.locator(".case-number")).to_have_text(re.compile(r"^XQ20261123\d{4,}$"), timeout=TURN_MS)
    expect(page.locator(".case-number")).to_be_in_viewport()
    return page.locator(".case-number").inner_text()


def test_from_the_need_to_a_case_that_survives_everything(open_page: OpenPage, shot: Shot, own_stack: Stack) -> None:
    """Need, summary, cards, choice, number; after a reload and after a restart of all processes it is all there."""
    own_stack.start()
    page = open_page(own_stack.url + "/")
    expect(page.get_by_role("heading", name="您好，企业遇到什么事？")).to_be_visible()
    summary_with_every_fact(page)
    shot(page, "story-1-summary")
    matches_with_reasons(page)
    shot(page, "story-2-matches")
    page.locator(".match").first.scroll_into_view_if_needed()
    shot(page, "story-2-matches-top")
    name = page.locator(".match-name").first.inner_text()
    page.locator(".match").first.get_by_role("button").click()
    number = case_number(page)
    expect(page.locator(".Message.left").last).to_contain_text(number)
    shot(page, "story-3-case")
    shown = page.locator(".match-name").all_inner_texts()

    page.reload()
    assert case_number(page) == number
    assert page.locator(".match-name").all_inner_texts() == shown
    shot(page, "story-4-reloaded")

    own_stack.restart()
    page.reload()
    assert case_number(page) == number
    expect(page.locator(".Message.right").first).to_contain_text(NEED)
    expect(page.get_by_role("navigation", name="我的编号")).to_contain_text(number)
    send(page, "我的需求办到哪一步了")
    expect(page.locator(".Message.left").last).to_contain_text("已匹配", timeout=TURN_MS)
    shot(page, "story-5-restarted")

    row = kept(own_stack.data_dir, number)
    assert (row["demand"]["category"], row["demand"]["region"]) == ("finance", "430112")
    assert "13812345678" not in str(row)
    candidates = json.loads(row["match"]["candidates"])
    assert len(candidates) > len(shown)
    assert all(isinstance(candidate["scores"], dict) and candidate["scores"] for candidate in candidates[:5])
    results = json.loads(row["match"]["results"])
    assert results[0]["name"] == name
    assert [choice["item_id"] for choice in row["choices"]] == [results[0]["item_id"]]
    assert row["choices"][0]["rank"] == 1


def test_on_a_phone(open_page: OpenPage, shot: Shot, stack: Stack) -> None:
    """The same on a narrow screen, without sideways scrolling."""
    page = open_page(stack.url + "/", 390, 844, touch=True)
    summary_with_every_fact(page)
    shot(page, "story-phone-1-summary")
    matches_with_reasons(page)
    page.locator(".match").first.scroll_into_view_if_needed()
    shot(page, "story-phone-2-matches")
    page.locator(".match").nth(1).get_by_role("button").click()
    case_number(page)
    shot(page, "story-phone-3-case")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_more_offers_are_numbered_on(open_page: OpenPage, shot: Shot, stack: Stack) -> None:
    """Others are asked for; the number on a new card chooses that very card."""
    page = open_page(stack.url + "/")
    summary_with_every_fact(page)
    matches_with_reasons(page)
    first = page.locator(".match").count()
    send(page, "还有没有别家")
    card = page.locator(".match").nth(first)
    expect(card).to_be_visible(timeout=TURN_MS)
    wanted = card.locator(".match-name").inner_text()
    shot(page, "story-more")
    send(page, card.locator(".match-number").inner_text())
    case_number(page)
    expect(page.locator(".Message.left").last).to_contain_text(wanted)
