"""The catalogue and progress in the browser, against the service itself on its sample catalogue and its own encoder."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.public_service import PHONE, PublicService

FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SIZES = [("desktop", 1200, False), ("dark", 1200, True), ("phone", 320, False)]
SEARCH = "用自己的话搜索"


def path(page: Page) -> str:
    return re.sub(r"^.*?//[^/]+", "", page.url)


def open_case(page: Page, number: str, phone: str = PHONE) -> None:
    """Fill the form and send it."""
    page.get_by_label("编号", exact=True).fill(number)
    page.get_by_label("电话", exact=True).fill(phone)
    page.get_by_role("button", name="查看进度").click()


def test_from_a_search_to_an_offer_to_the_assistant(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    """Words find, a filter narrows, the offer shows its five facts and hands over to the talk."""
    page = open_page(public.url + "catalogue", 1200, 860)
    page.get_by_label(SEARCH).fill("没有抵押物，想贷款五百万扩产")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="最合适的在前")).to_be_visible()
    expect(page.locator(".entry").first).to_contain_text("担保")
    page.get_by_label("地区").fill("望城")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_label("地区")).to_have_value("望城")
    page.get_by_role("navigation", name="种类").get_by_role("link", name="服务").click()
    expect(page.locator(".entry").first).to_contain_text("望城")
    shot(page, "catalogue-search")
    name = page.locator(".entry h3").first.inner_text()
    page.locator(".entry h3 a").first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    assert page.locator("section[aria-labelledby=five] dt").all_inner_texts() == [
        "服务功能",
        "服务流程",
        "服务标准",
        "收费标准",
        "办理时限",
    ]
    expect(page.get_by_role("heading", name="提供机构")).to_be_visible()
    page.locator(".related a").first.click()
    expect(page.get_by_role("heading", name="这家机构的服务")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="交给助手").click()
    expect(page.get_by_label("输入您的需求")).to_have_value(f"我想办“{name}”")
    assert path(page) == "/"


def test_leafing_with_keys_and_without_scripts(open_page: OpenPage, public: PublicService) -> None:
    """A chosen category shows at once; pages lead on and back; Tab reaches the results."""
    page = open_page(public.url + "catalogue", 1200, 860)
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_text("第 2 页")).to_be_visible()
    page.get_by_role("link", name="上一页").click()
    expect(page.get_by_text("第 1 页")).to_be_visible()
    page.get_by_label("类别").select_option("hr")
    page.wait_for_url("**category=hr*")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.entry') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="五公开")).to_be_visible()
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()  # type: ignore[union-attr]
    plain.goto(public.url + "catalogue")
    plain.get_by_label("类别").select_option("legal")
    plain.get_by_role("button", name="筛选").click()
    expect(plain.get_by_label("类别")).to_have_value("legal")
    plain.context.close()


def test_what_is_not_there_is_said_with_a_way_on(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    page = open_page(public.url + "catalogue?q=今天天气怎么样", 1200, 860)
    expect(page.get_by_role("heading", name="没有明确对得上的")).to_be_visible()
    expect(page.get_by_role("link", name="交给助手")).to_be_visible()
    page.goto(public.url + "catalogue?kind=expert&category=legal&region=北京")
    expect(page.get_by_role("heading", name="目录里还没有这样的条目")).to_be_visible()
    shot(page, "catalogue-empty")
    page.goto(public.url + "catalogue?region=abc")
    expect(page.get_by_role("alert")).to_contain_text("没认出“abc”是哪个地区")
    shot(page, "catalogue-no-place")
    page.goto(public.url + "catalogue/service/NONE")
    expect(page.get_by_role("heading", name="没有找到这一页")).to_be_visible()
    shot(page, "catalogue-missing")


def test_loading_and_offline_are_shown(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    page = open_page(public.url + "catalogue", 1200, 860)
    page.evaluate("document.querySelector('.finder').addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_label(SEARCH).fill("贷款")  # as if the answer did not come
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("[data-results]")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="搜索")).to_be_disabled()
    shot(page, "catalogue-loading")
    page.context.set_offline(True)
    expect(page.get_by_text("网络断开了，这一页还能看")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("网络断开了，这一页还能看")).to_be_hidden()


def test_progress_and_a_rating(
    open_page: OpenPage, public: PublicService, shot: Shot, check_access: CheckAccess
) -> None:
    """A wrong phone is told; the right one shows the true steps; the score is given with the keys."""
    number = public.demand()
    page = open_page(public.url + "progress", 1200, 900)
    open_case(page, number, "13900000000")
    expect(page.get_by_role("alert")).to_contain_text("编号和电话对不上")
    shot(page, "progress-wrong")
    check_access(page)
    open_case(page, number.lower(), "138 0000 1234")
    expect(page.get_by_text(number)).to_be_visible()
    assert page.locator(".timeline b").all_inner_texts() == [
        "服务已完成，等待评价",
        "服务进行中",
        "机构已受理",
        "已派单，等待机构受理",
        "已匹配，等待派单",
        "已登记，等待匹配",
    ]
    shot(page, "progress-case")
    check_access(page)
    page.get_by_label("4 分").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("5 分")).to_be_checked()
    page.get_by_label("想说的话").fill("办得快，人也和气")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您评了 5 分：办得快，人也和气")).to_be_visible()
    expect(page.locator(".pill")).to_have_text("已评价")
    shot(page, "progress-rated")
    page.reload()
    expect(page.get_by_text("您评了 5 分")).to_be_visible()
    page.get_by_role("button", name="查另一个编号").click()
    expect(page.get_by_label("编号", exact=True)).to_be_visible()


def test_a_low_score_is_made_up_for(
    open_page: OpenPage, public: PublicService, shot: Shot, check_access: CheckAccess
) -> None:
    page = open_page(public.url + "progress", 390, 844, touch=True)
    open_case(page, public.demand())
    page.get_by_label("1 分").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("没让您满意，对不起。")).to_be_visible()
    shot(page, "progress-low")
    check_access(page)
    page.get_by_role("button", name="请给我回电").click()
    expect(page.get_by_text("工作人员会按您登记时留的电话回给您")).to_be_visible()


def test_an_appeal_by_number_and_phone(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    page = open_page(public.url + "progress", 1200, 900)
    open_case(page, public.appeal())
    expect(page.get_by_text("已责令退还多收的费用，三日内到账。")).to_be_visible()
    assert page.locator(".timeline b").all_inner_texts() == ["已答复", "已交承办单位，正在办理", "已登记，等待交办"]
    shot(page, "progress-appeal")


@pytest.mark.parametrize(("name", "width", "dark"), SIZES)
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, public: PublicService, shot: Shot, check_access: CheckAccess, name: str, width: int, dark: bool
) -> None:
    """No serious finding, no sideways scrolling; looked at in light and dark, wide and narrow."""
    page = open_page(public.url, width, 860 if width > 400 else 640, dark=dark)
    expect(page.get_by_role("navigation", name="网站导航")).to_be_visible()
    pages = {
        "talk": "",
        "catalogue": "catalogue",
        "found": "catalogue?q=想申请高新技术企业",
        "service": "catalogue/service/SRV-B001",
        "institution": "catalogue/institution/ORG-A001",
        "expert": "catalogue/expert/EXP-B001",
        "policy": "catalogue/policy/POL-A001",
        "progress": "progress",
        "missing": "catalogue/service/NONE",
    }
    for what, address in pages.items():
        page.goto(public.url + address)
        if what == "talk":
            expect(page.get_by_label("输入您的需求")).to_be_visible()
        check_access(page)
        assert page.evaluate(FITS), what
        shot(page, f"public-{what}-{name}")
    page.goto(public.url + "progress")
    open_case(page, public.demand(()))
    expect(page.locator(".timeline li").first).to_be_visible()
    check_access(page)
    assert page.evaluate(FITS)
    shot(page, f"public-case-{name}")


def test_an_offer_can_be_read_on_paper(open_page: OpenPage, public: PublicService, shot: Shot) -> None:
    """Everything that cannot be pressed on paper is gone; the facts, the number and the day are there."""
    page = open_page(public.url + "catalogue/service/SRV-B001", 794, 1123)
    expect(page.get_by_role("button", name="打印这一页")).to_be_visible()
    page.emulate_media(media="print")
    for gone in (".head-nav", ".offer-side", ".crumbs", ".foot"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_text("打印自企服通服务目录，2026年11月23日；编号 SRV-B001")).to_be_visible()
    expect(page.get_by_role("heading", name="五公开")).to_be_visible()
    shot(page, "public-offer-print")
