"""By when an appeal is assigned and answered, in office time: reminded, sent upward, closed; opened again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from api import clock
from api.accounts.actors import ENTERPRISE, SYSTEM, Actor, ActorKind
from api.appeals import handling, sweeping
from api.appeals.models import Appeal, AppealStatus
from api.clock import CHINA, aware
from api.errors import NotAllowedError
from api.outbox.models import OutboxEntry
from tests.api import windows
from tests.api.appeals_parts import submit
from tests.api.conftest import BACKENDS, Service, StartService

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
S = AppealStatus
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)  # also the day of the tests' clock


@pytest.fixture
def alone(start: StartService, settings: Any) -> Service:
    """Return a service of the test's own with windows: what is due in it is due to this test."""
    return windows.with_windows(start(settings))


def row(service: Service, case_no: str) -> Appeal:
    """Return an appeal as it is stored."""
    with service.session() as session:
        return session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()


def sweep(service: Service, moment: datetime) -> tuple[int, int, int]:
    """Sweep at a moment; return how many were reminded, escalated and closed."""
    with clock.at(moment), service.session(write=True) as session:
        done = sweeping.sweep(session)
    return done.reminded, done.escalated, done.closed


def step(service: Service, case_no: str, to: str, note: str = "税务局", who: str = "county") -> Any:
    """Take a step as an agent."""
    path = f"/api/v1/appeals/{case_no}/steps"
    answer = service.client.post(path, json={"to": to, "note": note}, headers=service.user(who))
    assert answer.status_code == 200, answer.text
    return answer.json()


def topics(service: Service) -> list[str]:
    """Return what was put into the outbox about appeals, moves left out."""
    with service.session() as session:
        found = session.exec(select(OutboxEntry.topic).order_by(OutboxEntry.id)).all()
    return [topic for topic in found if topic.startswith("appeal.") and topic != handling.MOVED]


def test_one_office_day_to_be_assigned_and_ten_to_be_answered(alone: Service) -> None:
    with clock.at(MONDAY):
        case_no = submit(alone, alone.open()[0], region="430112")
    appeal = row(alone, case_no)
    assert aware(appeal.due_at) == MONDAY + timedelta(days=1)
    assert aware(appeal.answer_by) == datetime(2026, 12, 7, 17, 30, tzinfo=CHINA)
    assert aware(appeal.remind_at) == datetime(2026, 11, 23, 16, 45, tzinfo=CHINA)  # 105 of 420 minutes are left
    with clock.at(MONDAY + timedelta(hours=1)):
        assert step(alone, case_no, "assigned")["due_at"] == "2026-12-07T17:30:00+08:00"
    with clock.at(MONDAY + timedelta(days=2)):
        answered = step(alone, case_no, "answered", "已退款")
    assert (answered["due_at"], answered["overdue"]) == (None, False)


def test_reminded_once_then_sent_upward_once(alone: Service) -> None:
    with clock.at(MONDAY):
        case_no = submit(alone, alone.open()[0], region="430112")
    assert sweep(alone, MONDAY + timedelta(hours=2)) == (0, 0, 0)
    assert sweep(alone, MONDAY + timedelta(hours=8)) == (1, 0, 0)
    assert sweep(alone, MONDAY + timedelta(hours=8)) == (0, 0, 0)
    assert sweep(alone, MONDAY + timedelta(days=1, hours=1)) == (0, 1, 0)
    assert sweep(alone, MONDAY + timedelta(days=1, hours=1)) == (0, 0, 0)
    assert row(alone, case_no).window == windows.CITY
    assert topics(alone) == ["appeal.reminder"]


def test_an_answer_that_is_late_is_urged_where_it_is_and_seen_from_above(alone: Service) -> None:
    with clock.at(MONDAY):
        case_no = submit(alone, alone.open()[0], region="430112")
        step(alone, case_no, "assigned")
    assert sweep(alone, datetime(2026, 12, 8, 10, 0, tzinfo=CHINA)) == (1, 1, 0)
    appeal = row(alone, case_no)
    assert (appeal.window, appeal.supervised_at is not None) == (windows.COUNTY, True)
    assert topics(alone) == ["appeal.reminder", "appeal.supervised"]
    with clock.at(datetime(2026, 12, 8, 11, 0, tzinfo=CHINA)):
        assert step(alone, case_no, "assigned", "另一家单位")["overdue"] is True  # another unit wins no time


def test_closed_when_nobody_objects(alone: Service) -> None:
    with clock.at(MONDAY):
        case_no = submit(alone, alone.open()[0], region="430112")
        step(alone, case_no, "assigned")
        step(alone, case_no, "answered", "已退款")
    assert sweep(alone, MONDAY + timedelta(days=18)) == (0, 0, 0)
    assert sweep(alone, MONDAY + timedelta(days=22)) == (0, 0, 1)
    assert row(alone, case_no).status is S.CLOSED


@pytest.mark.parametrize("was", [("assigned", "answered"), ("assigned", "answered", "closed")])
def test_given_to_another_unit_after_an_answer_it_has_time_again(alone: Service, was: tuple[str, ...]) -> None:
    """The first promise is long past then: it was kept, and nobody is late the moment he gets the appeal."""
    with clock.at(MONDAY):
        case_no = submit(alone, alone.open()[0], region="430112")
        for to in was:
            step(alone, case_no, to)
    with clock.at(MONDAY + timedelta(weeks=6)):
        step(alone, case_no, "assigned", "住建局")
    appeal = row(alone, case_no)
    assert aware(appeal.answer_by) == aware(appeal.due_at) > MONDAY + timedelta(weeks=7)
    assert sweep(alone, MONDAY + timedelta(weeks=6, hours=1)) == (0, 0, 0)


def test_opened_again_with_a_new_promise(alone: Service) -> None:
    with clock.at(MONDAY):
        case_no = submit(alone, alone.open()[0], region="430112")
        step(alone, case_no, "assigned")
        step(alone, case_no, "answered", "不予受理")
    with clock.at(MONDAY + timedelta(days=7)), alone.session(write=True) as session:
        appeal = session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()
        handling.move(session, appeal, S.REOPENED, ENTERPRISE, "没有说理由")
    appeal = row(alone, case_no)
    assert (appeal.status, appeal.reopened, appeal.answered_at, appeal.result) == (S.REOPENED, 1, None, "不予受理")
    assert aware(appeal.answer_by) == datetime(2026, 12, 14, 17, 30, tzinfo=CHINA)
    assert aware(appeal.due_at) == MONDAY + timedelta(days=8)


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (ActorKind.ENTERPRISE, S.ASSIGNED),
        (ActorKind.SYSTEM, S.WITHDRAWN),
        (ActorKind.INSTITUTION, S.ASSIGNED),
        (ActorKind.BOT, S.WITHDRAWN),
    ],
)
def test_who_may_not_take_a_step(service: Service, kind: ActorKind, to: AppealStatus) -> None:
    case_no = submit(service, service.open()[0])
    with service.session() as session:
        appeal = session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()
        with pytest.raises(NotAllowedError):
            handling.move(session, appeal, to, Actor("x", kind), "原因")
    assert SYSTEM.kind not in next(one.by for one in handling.STEPS[S.SUBMITTED] if one.to is S.WITHDRAWN)
