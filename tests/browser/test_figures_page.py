"""The page of figures on a real service: signing in, charts and tables, the cases behind a number, by keyboard, when it fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from api import app as wiring
from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue import importing
from api.clock import CHINA
from api.settings import Settings
from api.web import vendor
from tests.browser.conftest import BUILD_DIR, OpenPage, Shot
from tests.browser.serving import free_port
from tests.measure.bench import cases_fill

PASSWORD = "a-password-of-the-tests"
NOW = datetime(2026, 11, 23, 10, tzinfo=CHINA)  # on New Year's day hardly a need of the year would be done
DEMANDS = 150


@pytest.fixture(scope="module")
def figures_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the figures of a filled store; no index and no bot are needed for them."""
    vendor.install(BUILD_DIR)
    folder, secret = tmp_path_factory.mktemp("figures"), SecretStr("a-secret-of-the-tests")
    settings = Settings(data_dir=folder, secret_key=secret, today=NOW.date())
    state = wiring.build_state(settings, "a-secret-of-the-tests")
    state.database.migrate()
    with state.database.session() as session:
        importing.load_sample(session)
        for name, role in (("viewer", Role.VIEWER), ("maintainer", Role.MAINTAINER)):
            accounts.create(session, UserCreate(username=name, role=role, password=PASSWORD), "tests")
        own = UserCreate(username="of-c013", role=Role.INSTITUTION, institution="ORG-C013", password=PASSWORD)
        accounts.create(session, own, "tests")
    cases_fill.fill(state.database, DEMANDS, date(NOW.year, 1, 1), NOW.date())
    port = free_port()
    app = wiring.create_app(settings, state)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}/figures"
    server.should_exit = True
    thread.join(timeout=5)


def sign_in(page: Page, username: str = "viewer", password: str = PASSWORD) -> None:
    """Sign in by keyboard."""
    page.set_default_timeout(30_000)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")


def test_numbers_open_to_their_cases(open_page: OpenPage, figures_url: str, shot: Shot) -> None:
    page = open_page(figures_url, 1280, 900, now=NOW)
    expect(page.get_by_role("heading", name="登录后查看统计")).to_be_visible()
    sign_in(page)
    tile = page.get_by_role("button", name="登记需求")
    expect(tile).to_contain_text(str(DEMANDS), timeout=60_000)
    expect(page.locator(".loading")).to_have_count(0, timeout=60_000)
    expect(page.locator(".fault")).to_have_count(0)
    shot(page, "figures-desktop")
    tile.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(f"共 {DEMANDS} 件")).to_be_visible()
    expect(dialog.locator(".case-row")).to_have_count(10)
    dialog.get_by_role("button", name="下一页").press("Enter")
    expect(dialog.get_by_text("第 11 至 20 件")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_tables_stand_beside_charts_and_can_be_sorted(open_page: OpenPage, figures_url: str) -> None:
    page = open_page(figures_url, 1280, 900, now=NOW)
    sign_in(page)
    region = page.get_by_role("region", name="按服务类别", exact=True)
    region.get_by_text("表格").click(timeout=60_000)
    rows = region.locator("tbody tr")
    first = rows.first.get_by_role("button").first
    counts = [int(text) for text in rows.locator("td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == DEMANDS
    region.get_by_role("button", name="需求", exact=True).click()
    region.get_by_role("button", name="需求", exact=True).click()
    expect(first).to_have_text(str(min(counts)))
    first.click()
    expect(page.get_by_role("dialog").get_by_text(f"共 {min(counts)} 件")).to_be_visible()
    page.keyboard.press("Escape")
    region.get_by_role("button", name="需求", exact=True).click()
    done = rows.first.get_by_role("button").nth(2)  # of the largest, what was completed
    many = done.inner_text()
    assert int(many) > 0
    done.click()
    expect(page.get_by_role("dialog").get_by_text(f"共 {many} 件")).to_be_visible()
    expect(page.get_by_role("dialog").locator(".case-row").first).to_be_visible()
    page.keyboard.press("Escape")


def test_what_is_counted_by_times_says_so_in_the_list(open_page: OpenPage, figures_url: str) -> None:
    page = open_page(figures_url, 1280, 900, now=NOW)
    sign_in(page)
    region = page.get_by_role("region", name="办理时效", exact=True)
    late = region.get_by_role("button", name="派单超时")
    late.click(timeout=60_000)
    expect(page.get_by_role("dialog").get_by_text("数字按次计")).to_be_visible()


def test_filters_stand_in_the_address(open_page: OpenPage, figures_url: str, shot: Shot) -> None:
    page = open_page(figures_url, 390, 844, dark=True, now=NOW)
    sign_in(page)
    page.get_by_role("combobox", name="类别").select_option(label="投融资", timeout=60_000)
    expect(page.get_by_role("button", name="登记需求")).not_to_contain_text(str(DEMANDS), timeout=60_000)
    assert "category=finance" in page.url
    expect(page.locator(".loading")).to_have_count(0, timeout=60_000)
    shot(page, "figures-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_faults_are_told_with_a_way_on(open_page: OpenPage, figures_url: str) -> None:
    page = open_page(figures_url, 1280, 900, now=NOW)
    sign_in(page, password="not-the-password")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    sign_in(page, "maintainer")
    expect(page.get_by_role("alert")).to_contain_text("不能做这件事")
    page.get_by_role("button", name="换一个用户登录").click()
    page.route("**/api/v1/figures/matching**", lambda route: route.abort())
    sign_in(page)
    card = page.get_by_role("region", name="匹配质量")
    expect(card.get_by_role("alert")).to_contain_text("连不上服务", timeout=60_000)
    page.unroute("**/api/v1/figures/matching**")
    card.get_by_role("button", name="重试").click()
    expect(card.get_by_text("bench@1")).to_be_visible()


def test_a_bulletin_can_be_taken(open_page: OpenPage, figures_url: str, tmp_path: Path) -> None:
    page = open_page(figures_url, 1280, 900, now=NOW)
    sign_in(page)
    page.get_by_label("季度通报").wait_for(timeout=60_000)
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("button", name="下载 Word").click()
    assert taken.value.suggested_filename.endswith("通报.docx")
    taken.value.save_as(tmp_path / "bulletin.docx")
    assert (tmp_path / "bulletin.docx").read_bytes()[:2] == b"PK"
