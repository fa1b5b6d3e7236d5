"""The page of maintainers on the real service: finding an entry, trying and taking in a file, taking it back, a hit test."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue import service as catalogue
from api.gaps import service as gaps
from knowledge.catalogue import parse_offer
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.public_service import PublicService

pytestmark = pytest.mark.browser
PASSWORD = "a-password-of-the-tests"
BAD = "编号,种类,名称,提供单位,有效期至\nT-bad,服务产品,代办样例许可,样例中心,2027-13-45\n"
GOOD = "编号,种类,名称,提供单位,内容\n{key},服务产品,{name},没听说过的中心（样例）,给小餐馆代办食品经营许可证\n"


@pytest.fixture(scope="module")
def admin_url(public: PublicService) -> str:
    """Return the address of the page, with somebody of each role who may see it."""
    with public.state.database.session() as session:
        for name, role in (("keeper", Role.MAINTAINER), ("judge", Role.REVIEWER), ("looker", Role.VIEWER)):
            accounts.create(session, UserCreate(username=name, role=role, password=PASSWORD), "tests")
    return f"{public.url}admin"


def sign_in(page: Page, name: str = "keeper") -> None:
    """Sign in by keyboard and come back to the page."""
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin*")


def sheet(folder: Path, name: str, content: str) -> Path:
    """Write a file to be chosen."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def tab(page: Page, name: str) -> None:
    """Go to a part of the page by keyboard."""
    page.get_by_role("navigation", name="目录维护").get_by_role("link", name=name).press("Enter")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_an_entry_is_found_and_read(
    open_page: OpenPage, admin_url: str, shot: Shot, check_access: CheckAccess, width: int, dark: bool
) -> None:
    page = open_page(admin_url, width, 900, dark=dark)
    sign_in(page)
    expect(page.get_by_role("rowheader")).to_have_count(20)
    expect(page.get_by_text("第 1 至 20 条，共")).to_be_visible()
    page.get_by_role("link", name="下一页").press("Enter")
    expect(page.get_by_text("第 21 至 40 条")).to_be_visible()
    assert "offset=20" in page.url
    page.go_back()
    expect(page.get_by_text("第 1 至 20 条")).to_be_visible()
    page.get_by_label("查找").fill("有限公司设立全程")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    shot(page, f"admin-items-{width}")
    check_access(page)
    page.get_by_role("link", name="有限公司设立全程代办").press("Enter")
    five = page.get_by_role("region", name="五公开")
    expect(five.get_by_role("term")).to_have_text(["服务功能", "服务流程", "服务标准", "收费标准", "办理时限"])
    shot(page, f"admin-entry-{width}")
    check_access(page)
    page.get_by_role("link", name="湘江企业登记服务中心（样例）").press("Enter")
    expect(page.get_by_role("heading", name="湘江企业登记服务中心（样例）")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_states_narrow_the_list(open_page: OpenPage, admin_url: str, public: PublicService) -> None:
    over = {"id": "T-over", "kind": "policy", "name": "过去的贴息（样例）", "text": "样例", "valid_until": "2026-01-31"}
    with public.state.database.session() as session:
        catalogue.upsert(session, [parse_offer(over)])
    page = open_page(admin_url, 1280, 900)
    sign_in(page)
    page.get_by_label("种类").select_option(label="政策")
    page.wait_for_url("**kind=policy*")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    page.get_by_label("状态").select_option(label="已到期")
    page.wait_for_url("**state=expired*")
    expect(page.get_by_role("rowheader", name="过去的贴息（样例）")).to_be_visible()
    assert set(page.locator("tbody .tag").all_inner_texts()) == {"已到期"}
    page.get_by_label("查找").fill("没有这样的名称")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有符合的条目")).to_be_visible()
    with public.state.database.session() as session:
        catalogue.delete(session, "T-over")  # the other tests read the sample alone


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_is_tried_taken_in_and_taken_back(
    open_page: OpenPage, admin_url: str, shot: Shot, check_access: CheckAccess, tmp_path: Path, width: int
) -> None:
    page, key = open_page(admin_url, width, 900), f"T-good-{width}"
    name = f"代办食品经营许可（样例{width}）"
    sign_in(page)
    tab(page, "导入")
    real = page.get_by_role("button", name="正式导入")
    trial = page.get_by_role("button", name="试导入")
    trial.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("请先选一个文件。")
    chosen = page.get_by_label("文件", exact=True)
    chosen.set_input_files(sheet(tmp_path, "坏表.csv", BAD))
    trial.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("有 1 处不合格")
    faults = page.get_by_role("table", name="不合格的地方")
    expect(faults.get_by_role("cell")).to_have_text(["第 2 行", "有效期至", "没有“2027-13-45”这一天"])
    expect(real).to_be_disabled()
    shot(page, f"admin-faults-{width}")
    check_access(page)
    tab(page, "目录")
    tab(page, "导入")
    assert chosen.evaluate("one => one.files[0].name") == "坏表.csv"
    chosen.set_input_files(sheet(tmp_path, "好表.csv", GOOD.format(key=key, name=name)))
    expect(faults).to_have_count(0)
    trial.press("Enter")
    expect(page.get_by_text("检查通过，还没有写入")).to_be_visible()
    expect(page.get_by_role("table", name="变动").get_by_role("rowheader", name=name)).to_be_visible()
    with page.expect_response("**/imports/files"):
        real.dblclick()
    expect(page.get_by_text("马上能检索到")).to_be_visible()
    expect(real).to_be_disabled()
    past = page.get_by_role("table", name="导入记录")
    expect(past.get_by_role("row").filter(has=page.get_by_role("button"))).to_have_count(1)  # pressed twice, done once
    expect(past.get_by_text("新增 1，更新 0，没变 0，补建机构名 1")).to_have_count(1 if width == 1280 else 2)
    shot(page, f"admin-imported-{width}")
    page.get_by_role("link", name=name).press("Enter")
    expect(page.get_by_text("提供单位只有名称")).to_be_visible()
    expect(page.get_by_text("五公开缺：")).to_be_visible()
    page.get_by_role("link", name="用名称测一测检索").press("Enter")
    expect(page.get_by_role("list", name="命中的条目").get_by_role("link", name=name)).to_be_visible()
    tab(page, "导入")
    page.get_by_role("button", name="撤销导入").press("Enter")
    expect(page.get_by_role("button", name="返回")).to_be_focused()
    shot(page, f"admin-undo-{width}")
    page.get_by_role("button", name="撤销整批").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="撤销导入")).to_have_count(0)
    expect(page.get_by_text("马上能检索到")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.request.get(admin_url.replace("admin", f"api/v1/items/{key}")).status == 404


def test_what_was_touched_since_is_not_taken_back(open_page: OpenPage, admin_url: str, tmp_path: Path) -> None:
    page, names = open_page(admin_url, 1280, 900), ("代办卫生许可（样例）", "代办卫生许可（改过的样例）")
    sign_in(page)
    tab(page, "导入")
    for number, name in enumerate(names):
        page.get_by_label("文件", exact=True).set_input_files(
            sheet(tmp_path, f"第{number}次.csv", GOOD.format(key="T-twice", name=name))
        )
        page.get_by_role("button", name="试导入").click()
        page.get_by_role("button", name="正式导入").click()
        expect(page.get_by_text("马上能检索到")).to_be_visible()
    page.get_by_role("button", name="第0次.csv").click()
    page.get_by_role("button", name="撤销整批").click()
    told = page.get_by_role("dialog").get_by_role("alert")
    expect(told).to_contain_text("不能整批撤销，什么都没有改")
    expect(told).to_contain_text("T-twice")
    expect(told).to_contain_text("先撤销它")
    page.get_by_role("button", name="返回").click()
    for name in ("第1次.csv", "第0次.csv"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("button", name="撤销整批").click()
        expect(page.get_by_role("button", name=name)).to_have_count(0)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_hit_test_tells_what_it_went_by(
    open_page: OpenPage, admin_url: str, shot: Shot, check_access: CheckAccess, width: int, dark: bool
) -> None:
    page = open_page(f"{admin_url}", width, 900, dark=dark)
    sign_in(page, "judge")
    tab(page, "检索测试")
    page.get_by_label("企业怎么说").fill("望城的机械配件厂，想贷款五百万，没有抵押物")
    page.get_by_label("服务地区").fill("火星")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没认出“火星”")
    expect(page.get_by_label("企业怎么说")).to_have_value("望城的机械配件厂，想贷款五百万，没有抵押物")
    page.get_by_label("服务地区").fill("望城区")
    page.get_by_label("种类").select_option(label="服务")
    page.get_by_role("button", name="检索", exact=True).press("Enter")
    hits = page.get_by_role("list", name="命中的条目").locator("> li")
    expect(hits.first.get_by_text("服务", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="结论").get_by_role("status")).to_have_text("会推荐")
    expect(page.get_by_role("region", name="结论")).to_contain_text("湖南省长沙市望城区")
    expect(page.get_by_role("region", name="听懂的")).to_contain_text("500万元")
    expect(hits.first.get_by_role("list", name="条件")).to_contain_text("服务地区")
    shot(page, f"admin-hits-{width}")
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("企业怎么说").fill("今天天气怎么样")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="结论").get_by_role("status")).to_contain_text("会拒答")


def test_the_index_and_the_gaps(open_page: OpenPage, admin_url: str, public: PublicService, shot: Shot) -> None:
    with public.state.database.session() as session:
        gaps.keep(session, "外星人的税收怎么办", "12366")
    page = open_page(admin_url, 1280, 900)
    sign_in(page)
    tab(page, "索引")
    expect(page.get_by_role("status").filter(has_text="索引和目录一致")).to_be_visible()
    expect(page.get_by_role("table", name="已保存的索引").get_by_text("在用")).to_be_visible()
    tab(page, "知识缺口")
    row = page.get_by_role("row").filter(has_text="外星人的税收怎么办")
    row.get_by_role("button", name="补上了").click()
    page.get_by_label("答复它的条目编号").fill("FAQ-none")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有编号为 FAQ-none 的条目")
    page.get_by_label("答复它的条目编号").fill("SRV-A001")
    shot(page, "admin-gaps")
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    page.get_by_label("状态").select_option(label="已补上")
    expect(row.get_by_role("link", name="SRV-A001")).to_be_visible()
    row.get_by_role("button", name="重新打开").click()
    expect(row).to_have_count(0)


def test_a_session_that_ended_loses_nothing(open_page: OpenPage, admin_url: str, tmp_path: Path) -> None:
    page = open_page(admin_url, 1280, 900)
    sign_in(page)
    tab(page, "导入")
    expect(page.locator(".loading")).to_have_count(0)
    page.get_by_label("文件", exact=True).set_input_files(sheet(tmp_path, "坏表.csv", BAD))
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="试导入").click()
    expect(page.get_by_role("alert")).to_contain_text("登录已过期")
    expect(page.get_by_role("link", name="在新窗口登录")).to_be_visible()
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="试导入").click()
    expect(page.get_by_role("table", name="不合格的地方")).to_be_visible()
    page.route("**/imports/files", lambda route: route.abort())
    page.get_by_role("button", name="试导入").click()
    expect(page.get_by_role("alert")).to_contain_text("网络不通")


def test_who_may_not_is_told_so(open_page: OpenPage, admin_url: str) -> None:
    page = open_page(admin_url, 1280, 900)
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type("looker")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="这一页您不能看")).to_be_visible()
