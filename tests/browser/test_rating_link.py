"""The page of a rating link in the browser: with keys alone, without scripts, narrow and dark, links that do not hold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.ratings import links
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.desk_steps import PASSWORD, sign_in
from tests.browser.public_service import PHONE, PublicService
from tests.browser.test_public_pages import FITS, SIZES


def tab_to(page: Page, locator: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", locator):
            return
    raise AssertionError(f"{locator} cannot be reached by Tab")


def test_rated_with_keys_alone(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    page = open_page(public.link(public.demand(chosen="前两个都要")), 1200, 900)
    expect(page.get_by_role("heading", level=1, name="评价需求")).to_be_visible()
    expect(page.get_by_text("想贷款五百万扩产，没有抵押物")).to_be_visible()
    assert PHONE not in page.content()
    tab_to(page, "input[name=score]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("4 分").first).to_be_checked()
    tab_to(page, "select")
    page.keyboard.press("ArrowDown")
    expect(page.locator("select").first).to_have_value("5")
    tab_to(page, "#remark")
    page.keyboard.type("贷款办得快")
    tab_to(page, ".form button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("您评了 4 分：贷款办得快")).to_be_visible()
    expect(page.locator(".rated-apart li")).to_have_count(1)
    shot(page, "rating-link-rated")
    page.get_by_text("改一下评价", exact=True).last.click()
    page.get_by_label("5 分").first.check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您评了 5 分")).to_be_visible()


def test_without_scripts(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    address = public.link(public.demand())
    page = open_page(address, 390, 844)
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()  # type: ignore[union-attr]
    plain.goto(address)
    plain.get_by_label("1 分").check()
    plain.get_by_role("button", name="提交评价").click()
    expect(plain.get_by_text("没让您满意，对不起。")).to_be_visible()
    shot(plain, "rating-link-low")
    plain.get_by_role("button", name="请给我回电").click()
    expect(plain.get_by_text("工作人员会按您登记时留的电话回给您")).to_be_visible()
    plain.context.close()


def test_an_appeal_leads_into_the_talk(open_page: OpenPage, public: PublicService) -> None:
    case_no = public.demand()
    page = open_page(public.link(case_no), 1200, 900)
    page.get_by_label("2 分").check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("button", name="登记诉求").click()
    expect(page.get_by_label("输入您的需求")).to_have_value(f"我要反映一个问题，关于{case_no}")


@pytest.mark.parametrize(("name", "width", "dark"), SIZES)
def test_every_state_is_accessible_and_fits(
    open_page: OpenPage, public: PublicService, shot: Shot, check_access: CheckAccess, name: str, width: int, dark: bool
) -> None:
    """No serious finding, no sideways scrolling: open, several services, an appeal, too early, expired, wrong."""
    several = public.demand(chosen="前两个都要")
    old = links.issue(public.state.secret, several, -timedelta(minutes=1))
    pages = {
        "open": (public.link(several), "总的来说，办得怎么样"),
        "appeal": (public.link(public.appeal()), "望城区发展和改革局"),
        "early": (public.link(public.demand(())), "办完以后可以用这个链接评价"),
        "expired": (f"{public.url}r/{old}", "这个链接已经失效"),
        "wrong": (f"{public.link(several)}x", "这个评价链接不对"),
    }
    page = open_page(public.url + "progress", width, 860 if width > 400 else 640, dark=dark)
    for what, (address, said) in pages.items():
        page.goto(address)
        expect(page.get_by_text(said).first).to_be_visible()
        check_access(page)
        assert page.evaluate(FITS), what
        shot(page, f"rating-link-{what}-{name}")


def test_an_agent_copies_it_and_notes_scores_of_single_services(
    open_page: OpenPage,
    public: PublicService,
    shot: Shot,
    check_access: CheckAccess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(public.state.settings, "public_url", public.url)
    case_no = public.demand(chosen="前两个都要")
    with public.state.database.session() as session:
        accounts.create(session, UserCreate(username="zuoxi-link", role=Role.AGENT, password=PASSWORD), "tests")
    page = open_page(public.url + "console", 1440, 900)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, "zuoxi-link")
    page.keyboard.press("2")
    page.locator('[data-view="follow"]').click()
    page.get_by_label("查找办件").fill(case_no)
    page.locator(f'.c-row[data-id="{case_no}"]').click()
    page.get_by_role("button", name="评价链接").click()
    expect(page.get_by_label("发给企业")).to_have_value(re.compile(rf"/r/{case_no}\."))
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    shot(page, "console-rating-link")
    check_access(page)
    address = str(page.evaluate("navigator.clipboard.readText()"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="记评价").click()
    page.locator('select[name^="s:"]').nth(1).select_option("2")
    shot(page, "console-rate-apart")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_role("button", name="改评价")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("您评了 5 分")).to_be_visible()
    expect(page.locator(".rated-apart li")).to_have_count(1)
