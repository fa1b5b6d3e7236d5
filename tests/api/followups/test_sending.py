"""Which channel is used when, worked by hand; what counts as sent and what does not."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlmodel import select

from api.clock import in_china
from api.followups import channels, delivery, planning, reach
from api.followups.models import FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Outgoing, Receipt
from api.outbox.handlers import HopelessError, Postponed
from api.outbox.keeping import EntryState, list_entries
from api.windows.scope import Scope
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import PHONE, Desk, at

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
C = FollowUpChannel
ALL = Scope(everything=True)


@everywhere
def test_wechat_within_its_window_then_template_then_sms_then_a_call(desk: Desk) -> None:
    conversation, case_no = desk.demand("wechat")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.said(conversation, "收到", "11-25T10:00")
    assert desk.sweep("11-26T13:59") == 0
    assert desk.sweep("11-26T14:00") == 1  # 28 hours after the last message
    assert [(m.case_no, m.conversation_id) for m in desk.by[C.WECHAT_MESSAGE].sent] == [(case_no, conversation[0])]
    assert desk.next_at(case_no) == at("11-27T14:00")  # Thu 4 hours, Fri 3: at noon, after lunch
    assert desk.sweep("11-27T14:00") == 1
    assert len(desk.by[C.WECHAT_TEMPLATE].sent) == 1
    assert desk.next_at(case_no) == at("11-30T14:00")  # over the weekend
    assert desk.sweep("11-30T13:00") == 0
    assert desk.sweep("11-30T14:00") == 1  # call_after: 26 Nov 14:00 and two working days: now calls alone
    assert not desk.by[C.SMS].sent
    assert desk.one(case_no).status is FollowUpStatus.CALLING
    assert desk.attempts(case_no) == [("wechat_message", "delivered"), ("wechat_template", "delivered")]


def test_sms_where_wechat_may_not_write(desk: Desk) -> None:
    conversation, case_no = desk.demand("wechat")
    del desk.senders._by_channel[C.WECHAT_TEMPLATE]  # not every account has one
    desk.said(conversation, "收到", "11-23T09:00")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")  # 77 hours after the last message
    assert not desk.by[C.WECHAT_MESSAGE].sent
    (message,) = desk.by[C.SMS].sent
    assert (message.phone, message.scored, message.again) == (PHONE, False, False)
    assert message.text.endswith("【企服通】")
    assert PHONE not in repr(message)


@everywhere
def test_without_any_way_it_is_unreached(desk: Desk) -> None:
    _, case_no = desk.demand("hotline", phone=None)
    desk.move(case_no, "accepted", "11-23T09:00")
    assert desk.sweep("11-26T14:00") == 1
    one = desk.one(case_no)
    assert (one.status, one.next_at) == (FollowUpStatus.UNREACHED, None)
    assert desk.sweep("11-27T14:00") == 0


@pytest.mark.parametrize(
    ("moment", "goes_on"),
    [
        ("11-26T18:00", "11-27T09:00"),  # the worker had been down since before
        ("11-27T12:30", "11-27T14:00"),
        ("11-28T10:00", "11-30T09:00"),  # Saturday
        ("10-01T10:00", "10-08T09:00"),
    ],
)
def test_nobody_is_disturbed_out_of_hours(desk: Desk, moment: str, goes_on: str) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "09-21T09:00" if moment < "11" else "11-23T09:00")
    desk.sweep(moment)
    assert not desk.by[C.SMS].sent
    assert desk.next_at(case_no) == at(goes_on)
    desk.sweep(goes_on)
    assert len(desk.by[C.SMS].sent) == (0 if moment < "11" else 1)  # in October it is late: a call
    assert desk.one(case_no).status is (FollowUpStatus.CALLING if moment < "11" else FollowUpStatus.WAITING)


@everywhere
def test_never_twice_a_day_also_about_another_demand(desk: Desk) -> None:
    (_, first), (_, second) = desk.demand("hotline"), desk.demand("hotline")
    desk.move(first, "accepted", "11-23T09:00")
    desk.move(second, "accepted", "11-23T09:30")
    desk.sweep("11-26T14:00")
    desk.sweep("11-26T14:30")  # the second is due, to the same number
    assert [message.case_no for message in desk.by[C.SMS].sent] == [first]
    assert desk.next_at(second) == at("11-27T09:00")
    desk.sweep("11-27T09:00")
    assert [message.case_no for message in desk.by[C.SMS].sent] == [first, second]


def test_fallback_the_same_day_waits_for_the_next(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    with desk.service.session(write=True) as session:
        one = desk.one(case_no)
        one.next_at = at("11-26T16:00").astimezone(UTC)
        session.add(one)
    desk.sweep("11-26T16:00")
    assert desk.next_at(case_no) == at("11-27T09:00")
    assert desk.one(case_no).status is FollowUpStatus.WAITING


@everywhere
def test_refused_counts_for_nothing_and_the_next_channel_is_tried_at_once(desk: Desk) -> None:
    conversation, case_no = desk.demand("wechat")
    desk.by[C.WECHAT_MESSAGE].answer = lambda _: Receipt(Outcome.REFUSED, detail="45015 window closed")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.said(conversation, "收到", "11-25T10:00")
    desk.sweep("11-26T14:00")
    assert desk.one(case_no).asked_at is None
    desk.sweep("11-26T14:01")
    assert desk.attempts(case_no) == [("wechat_message", "failed"), ("wechat_template", "delivered")]
    with desk.service.session() as session:
        failed = session.exec(select(FollowUpAttempt).order_by(FollowUpAttempt.id)).first()  # type: ignore[arg-type]
    assert failed
    assert (failed.error, failed.handed_at, failed.delivered_at) == ("45015 window closed", None, None)
    assert failed.failed_at is not None


def test_passing_trouble_is_tried_again_and_a_lasting_one_given_up(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")

    def down(_: Outgoing) -> Receipt:
        raise OSError("no route to the provider")

    desk.by[C.SMS].answer = down
    desk.sweep("11-26T14:00")
    assert desk.attempts(case_no) == [("sms", "pending")]
    with desk.service.session() as session:
        (waiting,) = list_entries(session, EntryState.WAITING)
    assert waiting.last_error == "OSError: no route to the provider"

    def gone(_: Outgoing) -> Receipt:
        raise HopelessError("the account was closed")

    desk.by[C.SMS].answer = gone
    assert at("11-26T14:00") < in_china(waiting.due_at) <= at("11-26T14:00") + timedelta(seconds=10)
    desk.now = at("11-26T14:05")
    assert desk.relay.work_one()
    assert desk.attempts(case_no) == [("sms", "failed")]
    desk.sweep("11-26T14:06")
    assert desk.one(case_no).status is FollowUpStatus.CALLING  # a failed message disturbed nobody


def test_what_was_held_up_does_not_go_out_at_night(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    relay, desk.relay = desk.relay, type(desk.relay)(desk.service.state.database, {}, now=lambda: at("01-01T00:00"))
    desk.sweep("11-26T17:59")  # put down, not sent
    desk.relay, desk.now = relay, at("11-26T18:00")
    desk.relay.drain()
    assert not desk.by[C.SMS].sent
    with desk.service.session() as session:
        (waiting,) = list_entries(session, EntryState.WAITING, "follow_up.send")
    assert (in_china(waiting.due_at), waiting.attempts) == (at("11-27T09:00"), 0)


def test_no_longer_wanted_before_it_went_out(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    relay, desk.relay = desk.relay, type(desk.relay)(desk.service.state.database, {}, now=lambda: at("01-01T00:00"))
    desk.sweep("11-26T14:00")
    desk.relay = relay
    desk.move(case_no, "in_service", "11-26T14:01")
    assert not desk.by[C.SMS].sent
    with desk.service.session() as session:
        (attempt,) = session.exec(select(FollowUpAttempt))
    assert attempt.status.value == "withdrawn"


@everywhere
def test_what_a_provider_took_is_delivered_only_when_it_says_so(desk: Desk) -> None:
    _, first = desk.demand("hotline")
    _, second = desk.demand("hotline", phone="13987654321")
    desk.by[C.SMS].answer = lambda message: Receipt(Outcome.ACCEPTED, provider_id=f"id of {message.case_no}")
    for case_no in (first, second):
        desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    assert desk.attempts(first) == desk.attempts(second) == [("sms", "accepted")]
    with desk.service.session(write=True) as session:
        figures = reach.figures(session, ALL, at("11-26T00:00"), at("11-27T00:00"))
        assert (figures["planned"], figures["delivered"], figures["answered"]) == (2, 0, 0)
        assert delivery.report(session, f"id of {first}", delivered=True)
        assert delivery.report(session, f"id of {second}", delivered=False, detail="空号")
        assert not delivery.report(session, f"id of {first}", delivered=False)  # once said it stands
        assert not delivery.report(session, "somebody else's", delivered=True)
    assert desk.attempts(first) == [("sms", "delivered")]
    assert desk.attempts(second) == [("sms", "failed")]
    with desk.service.session() as session:
        figures = reach.figures(session, ALL, at("11-26T00:00"), at("11-27T00:00"))
    assert (figures["delivered"], figures["attempts"]["failed"]) == (1, 1)
    desk.sweep("11-26T14:10")  # the number that does not exist: straight to the agents
    assert desk.one(second).status is FollowUpStatus.CALLING


def test_written_to_a_file_is_not_sent(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.by[C.SMS].answer = lambda _: Receipt(Outcome.WRITTEN)
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    with desk.service.session() as session:
        figures = reach.figures(session, ALL, at("11-26T00:00"), at("11-27T00:00"))
    assert (figures["attempts"]["written"], figures["delivered"]) == (1, 0)
    assert desk.one(case_no).asked_at is None  # what is said by chance is no answer to what nobody saw


def test_what_did_not_arrive_was_never_asked(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.by[C.SMS].answer = lambda _: Receipt(Outcome.ACCEPTED, provider_id="number-1")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    assert desk.one(case_no).asked_at is not None
    with desk.service.session(write=True) as session:
        assert delivery.report(session, "number-1", delivered=False, detail="对方拒收")
    assert desk.one(case_no).asked_at is None
    with desk.service.session() as session:
        (attempt,) = session.exec(select(FollowUpAttempt))
    assert (attempt.handed_at, attempt.error) == (None, "对方拒收")


def test_sender_may_choose_another_moment(desk: Desk) -> None:
    _, case_no = desk.demand("web")

    def talking(_: Outgoing) -> Receipt:
        raise Postponed(at("11-26T14:30"))

    desk.by[C.WEB].answer = talking
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    assert desk.attempts(case_no) == [("web", "pending")]


@everywhere
def test_website_and_sms_are_no_two_disturbances(desk: Desk) -> None:
    _, case_no = desk.demand("web")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    assert desk.next_at(case_no) == at("11-27T09:00")  # four hours of office time end at six: the next morning
    desk.sweep("11-27T09:00")
    assert desk.attempts(case_no) == [("web", "delivered"), ("sms", "delivered")]


def test_one_that_fails_holds_up_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, first), (_, second) = desk.demand("hotline"), desk.demand("hotline", phone="13987654321")
    for case_no in (first, second):
        desk.move(case_no, "accepted", "11-23T09:00")
    real = channels.following

    def stumbling(session: object, follow_up: object, demand: object, *rest: object) -> object:
        if getattr(demand, "case_no", "") == first:
            raise RuntimeError("broken row")
        return real(session, follow_up, demand, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(channels, "following", stumbling)
    assert desk.sweep("11-26T14:00") == 1
    assert [message.case_no for message in desk.by[C.SMS].sent] == [second]
    assert desk.one(first).status in planning.OPEN
