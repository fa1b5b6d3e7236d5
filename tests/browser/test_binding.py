"""A number is bound in a real browser by keys alone: number, code, what is bound; and the page a chat leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from api.conversations import binding_links
from api.database import Database
from api.demands.models import Demand
from api.identity import codes, reissue
from api.identity.models import IdentityCode
from tests.api.conftest import INTERNAL, NEED, PASSWORD
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot

pytest_plugins = ["tests.api.conftest", "tests.browser.served"]
pytestmark = pytest.mark.browser
PHONE, MASKED = "13655550001", "136****0001"
KEPT = "() => JSON.parse(localStorage.getItem('qifu.conversation'))"


@pytest.fixture
def database(settings: Any, service_url: str) -> Iterator[Database]:
    """Return the database of the running service."""
    opened = Database(settings.resolved_database_url())
    yield opened
    opened.close()


def sent(database: Database) -> str:
    """Return the newest code, as it stands in the message."""
    with database.session(write=False) as session:
        code = session.exec(select(IdentityCode).order_by(col(IdentityCode.id).desc())).first()
        assert code
        found = re.search(r"验证码(\d{6})，", codes.words_of(code))
        assert found
        return found[1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def call_in(service_url: str) -> str:
    """Have an agent take a need of this number down on the telephone."""
    entry = httpx.post(f"{service_url}/api/v1/login", json={"username": "the-agent", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {entry.json()['token']}"}
    body = {"text": "想找人代账，每月报税", "phone": PHONE, "draft_key": "call-1", "slots": {"region": "430112"}}
    made = httpx.post(f"{service_url}/api/v1/demands", json=body, headers=headers, timeout=20)
    assert made.status_code == 201, made.text
    return str(made.json()["case_no"])


def reach_code(page: Page) -> None:
    """Open the window and ask for a code, by keys."""
    page.get_by_role("button", name="绑定手机号").press("Enter")
    expect(page.get_by_label("手机号", exact=False).last).to_be_focused()
    page.keyboard.type(PHONE)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"验证码正发往 {MASKED}，5 分钟内有效。")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_bound_and_let_go_by_keys(
    service_url: str, database: Database, open_page: OpenPage, shot: Shot, check_access: CheckAccess, dark: bool
) -> None:
    case_no = call_in(service_url)
    page = open_page(f"{service_url}/", dark=dark)
    look = "dark" if dark else "light"
    page.get_by_role("button", name="绑定手机号").press("Enter")
    expect(page.get_by_label("手机号", exact=False).last).to_be_focused()
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("11位")
    shot(page, f"binding-1-number-{look}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    reach_code(page)
    check_access(page)
    shot(page, f"binding-2-code-{look}")
    page.keyboard.type(wrong(sent(database)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("验证码不对，还可以再试 4 次。")
    page.get_by_label("验证码").fill(sent(database))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"已绑定 {MASKED}", exact=True)).to_be_visible()
    expect(page.get_by_text("一起绑定的：网页（这里）、热线")).to_be_visible()
    expect(page.get_by_role("list", name="我的全部进度")).to_contain_text(case_no)
    check_access(page)
    shot(page, f"binding-3-bound-{look}")
    assert PHONE not in page.content()
    page.get_by_role("button", name="解除绑定").press("Enter")
    expect(page.get_by_role("button", name="获取验证码")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("已解除手机号绑定")).to_be_visible()


def test_opened_again_before_it_has_heard_that_it_was_closed(service_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{service_url}/")
    button = page.get_by_role("button", name="绑定手机号")
    button.press("Enter")
    expect(page.get_by_label("手机号", exact=False).last).to_be_focused()
    button.evaluate("button => { document.querySelector('dialog.dialog[open]').close(); button.click(); }")
    expect(page.get_by_label("手机号", exact=False).last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 480, 1000])
def test_the_head_has_room_for_it(service_url: str, open_page: OpenPage, shot: Shot, width: int) -> None:
    page = open_page(f"{service_url}/", width=width)
    button = page.get_by_role("button", name="绑定手机号")
    expect(button).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    button.click()
    expect(page.get_by_role("dialog")).to_be_in_viewport(ratio=1)
    shot(page, f"binding-head-{width}")


def test_the_page_to_which_a_chat_leads(
    service_url: str, settings: Any, database: Database, open_page: OpenPage, shot: Shot, check_access: CheckAccess
) -> None:
    case_no = call_in(service_url)
    talk = httpx.post(f"{service_url}/api/v1/conversations", json={"channel": "wechat"}).json()["conversation_id"]
    token = binding_links.token_of(settings.resolved_secret(), talk)
    page = open_page(f"{service_url}/bind/{token}", width=390)
    shot(page, "binding-page-1-number")
    page.get_by_label("手机号").fill(PHONE)
    page.keyboard.press("Enter")
    expect(page.get_by_label("短信里的6位验证码")).to_be_focused()
    shot(page, "binding-page-2-code")
    check_access(page)
    page.keyboard.type(wrong(sent(database)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("还可以再试 4 次")
    page.get_by_label("短信里的6位验证码").fill(sent(database))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"已绑定 {MASKED}")).to_be_visible()
    expect(page.get_by_text(case_no)).to_be_visible()
    check_access(page)
    shot(page, "binding-page-3-bound")
    page.get_by_role("button", name="解除绑定").press("Enter")
    expect(page.get_by_label("手机号")).to_be_visible()


@pytest.fixture
def silent(service_url: str, database: Database) -> str:
    """Return a case that was told under the number so long ago that the number may be another's by now."""
    case_no = call_in(service_url)
    with database.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        demand.created_at -= reissue.rule().silence + timedelta(days=1)
        session.add(demand)
    return case_no


@pytest.mark.parametrize("dark", [False, True])
def test_a_number_that_was_silent_for_long(
    service_url: str,
    silent: str,
    database: Database,
    open_page: OpenPage,
    shot: Shot,
    check_access: CheckAccess,
    dark: bool,
) -> None:
    """What was told before is shown to who names it; by keys, also at 320 px."""
    page = open_page(f"{service_url}/", dark=dark, width=320)
    reach_code(page)
    expect(page.get_by_label("这个号码是我新办的")).not_to_be_checked()
    shot(page, f"binding-silent-1-{'dark' if dark else 'light'}")
    page.keyboard.type(sent(database))
    page.keyboard.press("Enter")
    asked = page.get_by_role("region", name="以前登记的事")
    expect(asked).to_contain_text("可能换过主人")
    expect(page.get_by_role("button", name=re.compile(silent))).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, f"binding-silent-2-{'dark' if dark else 'light'}")
    check_access(page)
    asked.get_by_label("以前登记的编号").fill("XQ202001010001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("对不上")
    asked.get_by_label("以前登记的编号").fill(silent)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile(silent))).to_be_visible()
    expect(asked).to_have_count(0)


def test_a_number_that_was_silent_for_long_on_the_page_of_a_chat(
    service_url: str,
    silent: str,
    settings: Any,
    database: Database,
    open_page: OpenPage,
    shot: Shot,
    check_access: CheckAccess,
) -> None:
    talk = httpx.post(f"{service_url}/api/v1/conversations", json={"channel": "wechat"}).json()["conversation_id"]
    page = open_page(f"{service_url}/bind/{binding_links.token_of(settings.resolved_secret(), talk)}", width=320)
    page.get_by_label("手机号").fill(PHONE)
    page.keyboard.press("Enter")
    expect(page.get_by_label("短信里的6位验证码")).to_be_focused()
    page.keyboard.type(sent(database))
    shot(page, "binding-page-silent-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="以前登记的，是您的吗")).to_be_visible()
    shot(page, "binding-page-silent-2")
    check_access(page)
    page.get_by_label("以前登记的任意一个编号").fill(silent)
    page.keyboard.press("Enter")
    expect(page.get_by_text(silent)).to_be_visible()
    expect(page.get_by_role("region", name="以前登记的，是您的吗")).to_have_count(0)


def test_an_agent_who_is_sure(service_url: str, open_page: OpenPage, shot: Shot, check_access: CheckAccess) -> None:
    """With the caller on the telephone the case of another channel is bound to his number, by keys, and let go again."""
    called = call_in(service_url)
    talk = httpx.post(f"{service_url}/api/v1/conversations", json={"channel": "wechat"}).json()
    internal = f"{service_url}/internal/v1/conversations/{talk['conversation_id']}/demands"
    made = httpx.post(internal, json={"draft_key": "a", "slots": NEED}, headers=INTERNAL, timeout=20)
    page = open_page(f"{service_url}/login?next=/console", 1440, 900)
    page.get_by_label("用户名").fill("the-agent")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="待办")).to_be_visible()
    page.goto(f"{service_url}/console?phone={PHONE}")
    expect(page.get_by_role("region", name="来电人")).to_contain_text(called)
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.locator(f'.c-row[data-id="{made.json()["case_no"]}"]').click()
    expect(page.get_by_role("region", name="身份")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("dialog", name="核对身份，绑定号码")).to_be_visible()
    expect(page.get_by_label("哪个号码")).to_contain_text(MASKED)
    page.get_by_label("怎么核对的").fill("本人来电，报出了编号")
    shot(page, "binding-console-1-confirm")
    page.keyboard.press("Control+Enter")
    person = page.get_by_role("region", name="同一个人")
    expect(person).to_contain_text(MASKED)
    expect(person).to_contain_text("坐席核对（the-agent）")
    expect(person.get_by_role("list", name="别处登记的")).to_contain_text(called)
    check_access(page)
    shot(page, "binding-console-2-one-history")
    page.goto(f"{service_url}/console?phone={PHONE}")
    caller = page.get_by_role("region", name="来电人")
    expect(caller).to_contain_text(made.json()["case_no"])  # no number was left with it
    expect(caller.get_by_role("region", name="绑定了这个号码的人")).to_contain_text("公众号")
    shot(page, "binding-console-3-call")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.locator(f'.c-row[data-id="{made.json()["case_no"]}"]').click()
    expect(person).to_be_visible()
    page.keyboard.press("u")
    page.get_by_label("为什么").fill("本人来电说不用绑了")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="身份")).to_contain_text("还没有绑定手机号")
