"""What is planned when, by hand; what ends it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from api import clock
from api.accounts.actors import Actor, ActorKind
from api.clock import in_china
from api.demands import waiting
from api.demands.models import Demand
from api.followups.models import FollowUpChannel, FollowUpKind, FollowUpStatus
from api.outbox import service as outbox
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import Desk, at

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@everywhere
def test_after_acceptance_over_the_national_day(desk: Desk) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "accepted", "09-29T15:00")
    (planned,) = desk.all(case_no)
    assert (planned.kind, planned.status, planned.round) == (
        FollowUpKind.AFTER_ACCEPTANCE,
        FollowUpStatus.PLANNED,
        1,
    )
    # Tue 29 Sep 3 hours, Wed 30 Sep 7, a week off, Thu 8 Oct 7, Fri 9 Oct 7: 24 end on Friday at six
    assert in_china(planned.due_at) == at("10-10T09:00")  # Saturday 10 October is a working day
    assert in_china(planned.call_after) == at("10-13T09:00")  # two working days: Mon 12, Tue 13
    assert desk.next_at(case_no) == at("10-10T09:00")


@everywhere
def test_in_service_by_category_and_after_completion(desk: Desk) -> None:
    _, case_no = desk.demand()  # finance
    desk.move(case_no, "accepted", "02-10T10:00")
    desk.move(case_no, "in_service", "02-12T17:00")
    first, second = desk.all(case_no)
    assert (first.status, first.ended_why) == (FollowUpStatus.STOPPED, "需求已到“服务进行中”")
    assert second.kind is FollowUpKind.IN_SERVICE
    assert in_china(second.due_at) == at("02-24T17:00")  # Fri 13, Sat 14 (works), a week of festival, Tue 24
    desk.move(case_no, "completed", "02-13T16:00")
    third = desk.one(case_no)
    assert third.kind is FollowUpKind.AFTER_COMPLETION
    assert in_china(third.due_at) == at("02-14T16:00")
    assert in_china(third.call_after) == at("02-25T16:00")  # Tue 24, Wed 25
    assert desk.all(case_no)[1].status is FollowUpStatus.STOPPED


@pytest.mark.parametrize("to", ["cancelled", "returned"])
def test_what_is_over_is_not_asked(desk: Desk, to: str) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.move(case_no, to, "11-24T09:00")
    assert [one.status for one in desk.all(case_no)] == [FollowUpStatus.STOPPED]
    assert desk.sweep("11-26T14:00") == 0
    assert not desk.by[FollowUpChannel.SMS].sent


def test_the_same_step_told_twice_plans_once(desk: Desk) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "accepted", "11-23T09:00")
    with desk.service.session(write=True) as session:
        outbox.put(session, "demand.moved", {"transition_id": desk.one(case_no).transition_id}, key="again")
    assert desk.relay.drain() == 1
    assert len(desk.all(case_no)) == 1


def test_steps_told_late_plan_only_what_still_holds(desk: Desk) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "accepted", "11-23T09:00", told=False)
    desk.move(case_no, "in_service", "11-23T10:00")
    assert [one.kind for one in desk.all(case_no)] == [FollowUpKind.IN_SERVICE]


def test_status_is_looked_at_again_before_anything_goes_out(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.move(case_no, "in_service", "11-26T13:59", told=False)
    assert desk.sweep("11-26T14:00") == 1
    assert desk.all(case_no)[0].status is FollowUpStatus.STOPPED
    assert not desk.by[FollowUpChannel.SMS].sent


def test_service_that_goes_on_is_asked_about_again(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-16T09:00")
    desk.move(case_no, "in_service", "11-16T10:00")
    desk.sweep("11-19T10:00")  # three working days for finance
    desk.said(conversation, "还在等银行", "11-19T15:00")
    desk.sweep("11-19T15:01")
    first, second = desk.all(case_no)[1:]
    assert (first.status, first.answer, first.round) == (FollowUpStatus.ANSWERED, "还在等银行", 1)
    assert (second.status, second.round) == (FollowUpStatus.PLANNED, 2)
    assert in_china(second.due_at) == at("11-24T15:01")  # Fri 20, Mon 23, Tue 24


@everywhere
def test_what_an_enterprise_owes_is_asked_and_its_answer_ends_it(desk: Desk) -> None:
    conversation, case_no = desk.demand()
    desk.now = at("11-25T10:00")
    with clock.at(desk.now), desk.service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        waiting.pause(session, demand, Actor("somebody", ActorKind.AGENT), "请补一张营业执照。")
    desk.relay.drain()
    (planned,) = desk.all(case_no)
    assert (planned.kind, planned.status) == (FollowUpKind.OWED_ANSWER, FollowUpStatus.PLANNED)
    assert in_china(planned.due_at) == at("11-25T10:00")
    desk.sweep("11-25T10:01")
    (sent,) = [message for sender in desk.by.values() for message in sender.sent]
    assert "请补一张营业执照。直接回复就行" in sent.text
    desk.service.say(conversation, "执照发过去了")
    desk.sweep("11-26T10:30")
    (planned,) = desk.all(case_no)
    assert (planned.status, planned.ended_why) == (FollowUpStatus.ANSWERED, "企业已补充")
    assert len([message for sender in desk.by.values() for message in sender.sent]) == 1


@everywhere
@pytest.mark.parametrize("sent", [True, False])
def test_a_question_that_a_step_closed_is_not_told_as_answered(desk: Desk, sent: bool) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "dispatched", "11-25T09:30")
    desk.now = at("11-25T10:00")
    with clock.at(desk.now), desk.service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        waiting.pause(session, demand, Actor("somebody", ActorKind.AGENT), "请补一张营业执照。")
    desk.relay.drain()
    if sent:
        desk.sweep("11-25T10:01")
    desk.move(case_no, "accepted", "11-25T11:00", dispatch=False)
    desk.sweep("11-25T11:01")
    asked = next(one for one in desk.all(case_no) if one.kind is FollowUpKind.OWED_ANSWER)
    assert (asked.status, asked.ended_why, asked.answered_at) == (FollowUpStatus.STOPPED, "不用再等企业补充", None)
    texts = [message.text for sender in desk.by.values() for message in sender.sent]
    assert len([text for text in texts if "营业执照" in text]) == (1 if sent else 0)
