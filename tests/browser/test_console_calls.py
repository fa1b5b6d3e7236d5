"""The console's lists of whom to call: taken, missed, put off, asked together; without the bot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from api import encryption
from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.callbacks import service as callbacks
from api.callbacks.models import CallReason
from api.clock import in_china, utc_now
from api.demands.models import Demand, DemandStatus, Transition
from api.followups import planning
from api.followups.models import FollowUpKind, FollowUpStatus
from api.followups.sms import bounces
from tests.browser.axe import CheckAccess
from tests.browser.conftest import OpenPage, Shot
from tests.browser.desk_steps import PASSWORD, sign_in
from tests.browser.public_service import PHONE, PublicService

pytestmark = pytest.mark.browser
TO_ACCEPTED = (DemandStatus.DISPATCHED, DemandStatus.ACCEPTED)


def to_be_called(public: PublicService, *keys: str) -> list[str]:
    """Have an agent, a wish to be called, and a question to be asked by telephone of each of some cases."""
    numbers = [public.demand(TO_ACCEPTED, key) for key in keys]
    with public.state.database.session() as session:
        if accounts.get(session, "caller") is None:
            accounts.create(session, UserCreate(username="caller", role=Role.AGENT, password=PASSWORD), "tests")
        callbacks.wish(session, None, CallReason.SMS_REPLY, PHONE, numbers[0], note="想再问问贴息的事")
        for number in numbers:
            demand = session.exec(select(Demand).where(Demand.case_no == number)).one()
            step = session.exec(select(Transition).where(Transition.demand_id == demand.id)).all()[-1]
            planned = planning.plan(session, demand, step.id or 0, FollowUpKind.AFTER_ACCEPTANCE, 1, in_china(step.at))
            planned.status, planned.next_at = FollowUpStatus.CALLING, utc_now() - timedelta(minutes=1)
            session.add(planned)
    return numbers


def opened(page: Page, tab: str, row: str) -> None:
    """Open a row of one of the lists."""
    page.get_by_role("tab", name=tab).click()
    page.locator(".c-row", has_text=row).first.click()


def test_a_call_back_is_taken_missed_and_put_off(
    open_page: OpenPage, public: PublicService, shot: Shot, check_access: CheckAccess
) -> None:
    to_be_called(public, "call-1")
    page = open_page(public.url + "console", 1440, 900)
    sign_in(page, "caller")
    opened(page, "回电", "企业回了短信")
    expect(page.get_by_role("heading", name="企业回了短信")).to_be_visible()
    expect(page.get_by_text("想再问问贴息的事")).to_be_visible()
    page.get_by_role("button", name="领", exact=False).first.click()
    expect(page.get_by_text("我领着")).to_be_visible()
    page.get_by_role("button", name="没打通").click()
    page.get_by_label("说了什么").fill("占线")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("下个工作日再打")).to_be_visible()
    expect(page.get_by_text("改到")).to_be_visible()
    shot(page, "console-12-call-back")
    check_access(page)
    page.get_by_role("button", name="改时间").click()
    page.get_by_label("什么时候").fill("2100-01-04T10:00")
    page.get_by_label("为什么").fill("企业出差")
    page.get_by_role("button", name="改到这时").click()
    expect(page.get_by_text("2100年1月4日 10:00")).to_be_visible()
    page.get_by_role("button", name="已回电").click()
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".c-row", has_text="企业回了短信")).to_have_count(0)


def test_one_call_asks_two_questions_and_another_time_is_agreed(
    open_page: OpenPage, public: PublicService, shot: Shot
) -> None:
    numbers = to_be_called(public, "call-2", "call-3")
    page = open_page(public.url + "console", 1440, 900)
    sign_in(page, "caller")
    page.get_by_role("tab", name="回访").click()
    page.locator(".c-row", has_text=numbers[0]).click()
    together = page.get_by_role("button", name=numbers[1])
    expect(page.get_by_text("同一个电话一起问")).to_be_visible()
    shot(page, "console-13-follow-up")
    expect(together.last).to_be_visible()
    page.get_by_role("button", name="改时间").click()
    page.get_by_label("什么时候").fill("2100-01-04T10:00")
    page.get_by_label("为什么").fill("企业在外地")
    page.get_by_role("button", name="改到这时").click()
    expect(page.get_by_text("2100年1月4日 10:00")).to_be_visible()


def test_why_nothing_went_by_text_message_is_told(
    open_page: OpenPage, public: PublicService, shot: Shot, check_access: CheckAccess
) -> None:
    (number,) = to_be_called(public, "call-4")
    with public.state.database.session() as session:
        bounces.keep(session, encryption.current().fingerprint(PHONE), "空号", utc_now())
    page = open_page(public.url + "console", 1440, 900)
    sign_in(page, "caller")
    page.get_by_role("tab", name="回访").click()
    row = page.locator(".c-row", has_text=number)
    expect(row.get_by_text("短信发不到：空号")).to_be_visible()
    row.click()
    expect(page.get_by_label("回访内容").get_by_text("短信发不到：空号")).to_be_visible()
    shot(page, "console-20-no-text-message")
    check_access(page)
    with public.state.database.session() as session:
        bounces.forget_number(session, PHONE)
