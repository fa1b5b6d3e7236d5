"""What happens between planning, sending and the answer: late reports, closed questions, one person with two of them."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from sqlmodel import select

from api.followups import calls, delivery, lists, reach
from api.followups.models import FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Outgoing, Receipt
from api.privacy import open_cases
from api.privacy import scope as scopes
from api.windows.scope import Scope
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import Desk, at

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
C = FollowUpChannel
ALL = Scope(everything=True)
URL = "/api/v1/follow-ups"


def accepted_only(name: str) -> Any:
    """Return a sender's answer: taken, and what became of it told later."""
    return lambda message: Receipt(Outcome.ACCEPTED, provider_id=f"{name} {message.key}")


@everywhere
def test_window_that_closed_while_the_message_waited(desk: Desk) -> None:
    """Held up into the evening, the message goes out on the next day, when the platform takes it no more."""
    conversation, case_no = desk.demand("wechat")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.said(conversation, "收到", "11-25T10:00")

    def closed(_: Outgoing) -> Receipt:
        return Receipt(Outcome.REFUSED, detail="过了 48 小时")

    desk.by[C.WECHAT_MESSAGE].answer = closed
    relay, desk.relay = desk.relay, type(desk.relay)(desk.service.state.database, {}, now=lambda: at("01-01T00:00"))
    desk.sweep("11-26T17:59")
    desk.relay, desk.now = relay, at("11-27T10:30")
    desk.relay.drain()
    desk.by[C.WECHAT_TEMPLATE].answer = lambda _: Receipt(Outcome.REFUSED, detail="模板被拒")
    desk.sweep("11-27T10:31")
    desk.sweep("11-27T10:32")
    assert desk.attempts(case_no) == [("wechat_message", "failed"), ("wechat_template", "failed"), ("sms", "delivered")]
    with desk.service.session() as session:
        figures = reach.figures(session, ALL, at("11-26T00:00"), at("11-28T00:00"))
    assert (figures["planned"], figures["sent"], figures["delivered"]) == (1, 1, 1)


@everywhere
def test_late_word_of_an_earlier_message_hurries_nothing(desk: Desk) -> None:
    """The template is out and may be answered until its time is up, whatever is heard of the message before it."""
    conversation, case_no = desk.demand("wechat")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.said(conversation, "收到", "11-25T10:00")
    desk.by[C.WECHAT_MESSAGE].answer = accepted_only("first")
    desk.by[C.WECHAT_TEMPLATE].answer = accepted_only("second")
    desk.sweep("11-26T14:00")
    desk.sweep("11-27T14:00")
    assert desk.next_at(case_no) == at("11-30T14:00")
    with desk.service.session(write=True) as session:
        first, second = session.exec(select(FollowUpAttempt.provider_id).order_by(FollowUpAttempt.id)).all()  # type: ignore[arg-type]
        assert first
        assert second
        assert delivery.report(session, first, delivered=False, detail="用户拒收，13812345678")
    assert desk.next_at(case_no) == at("11-30T14:00")
    with desk.service.session(write=True) as session:
        assert delivery.report(session, second, delivered=False)
        attempts = session.exec(select(FollowUpAttempt.error).order_by(FollowUpAttempt.id)).all()  # type: ignore[arg-type]
    assert desk.next_at(case_no) == desk.now  # the last that was out is not: the next channel at once
    assert attempts[0] == "用户拒收，138****5678"


@everywhere
def test_two_questions_in_one_talk_are_put_on_two_days(desk: Desk) -> None:
    conversation, first = desk.demand("web")
    second = str(desk.service.submit(conversation[0], "draft-2", phone="13812345678")["case_no"])
    desk.move(first, "accepted", "11-23T09:00")
    desk.move(second, "accepted", "11-23T09:05")
    desk.sweep("11-26T14:00")
    desk.sweep("11-26T14:06")
    assert [message.case_no for message in desk.by[C.WEB].sent] == [first]
    assert desk.next_at(second) == at("11-27T09:00")


def both_called(desk: Desk) -> tuple[int, int]:
    """Return two follow-ups of one person, on the agents' list on the same day."""
    found = []
    del desk.senders._by_channel[C.SMS]
    for minute in (0, 5):
        _, case_no = desk.demand("hotline")
        desk.move(case_no, "accepted", f"11-23T09:0{minute}")
        found.append(case_no)
    desk.sweep("11-27T10:00")
    first, second = (desk.one(case_no) for case_no in found)
    assert first.status is second.status is FollowUpStatus.CALLING
    return first.id or 0, second.id or 0


@everywhere
def test_one_call_asks_both_questions(desk: Desk) -> None:
    first, second = both_called(desk)
    headers = desk.service.user("agent")
    whole = desk.service.client.get(f"{URL}/{first}", headers=headers).json()
    assert [(one["id"], one["kind_label"]) for one in whole["also"]] == [(second, "受理后回访")]
    assert whole["also"][0]["line"].startswith("您好")
    listed = desk.service.client.get(URL, params={"list": "all"}, headers=headers).json()
    assert all("also" not in one for one in listed)
    desk.service.client.post(f"{URL}/{first}/calls", json={"outcome": "reached", "answer": "好"}, headers=headers)
    assert desk.service.client.get(f"{URL}/{second}", headers=headers).json()["also"] == []


@everywhere
def test_who_was_not_reached_is_not_rung_again_for_another_question_today(desk: Desk) -> None:
    first, second = both_called(desk)
    with desk.service.session(write=True) as session:
        follow_up, demand = calls.in_hand(session, first, ALL)
        calls.not_reached(session, follow_up, demand, "the-agent", "关机", at("11-27T10:10"))
    with desk.service.session() as session:
        due, _ = lists.listed(session, ALL, lists.Which.DUE, "the-agent", at("11-27T11:00"))
        later, _ = lists.listed(session, ALL, lists.Which.DUE, "the-agent", at("11-30T09:00"))
    assert (due, {one["id"] for one in later}) == ([], {first, second})


def given_up(desk: Desk, case_no: str) -> int:
    """Have the open follow-up of a demand ended: nobody was reached."""
    with desk.service.session(write=True) as session:
        one = session.merge(desk.one(case_no))
        one.status, one.ended_at, one.next_at = FollowUpStatus.UNREACHED, at("11-30T10:00").astimezone(UTC), None
        one.ended_why = "打了 2 次电话没有联系上"
        session.add(one)
        return one.id or 0


@everywhere
def test_who_calls_by_himself_after_it_was_given_up_has_answered(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    number, headers = given_up(desk, case_no), desk.service.user("agent")
    body = {"outcome": "reached", "answer": "来电说联系上了"}
    answer = desk.service.client.post(f"{URL}/{number}/calls", json=body, headers=headers)
    assert (answer.status_code, answer.json()["status"], answer.json()["answer"]) == (200, "answered", "来电说联系上了")
    again = desk.service.client.post(f"{URL}/{number}/calls", json={"outcome": "not_reached"}, headers=headers)
    assert again.status_code == 409
    assert len(desk.all(case_no)) == 1


@everywhere
def test_a_question_that_time_has_overtaken_takes_no_late_answer(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    number = given_up(desk, case_no)
    desk.service.move(case_no, "in_service")
    body = {"outcome": "reached", "answer": "来电说联系上了"}
    answer = desk.service.client.post(f"{URL}/{number}/calls", json=body, headers=desk.service.user("agent"))
    assert answer.status_code == 409


@everywhere
def test_a_score_given_after_it_was_given_up_is_the_answer(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-20T09:00")
    desk.move(case_no, "in_service", "11-20T10:00")
    desk.move(case_no, "completed", "11-23T10:00")
    desk.sweep("11-24T10:00")
    given_up(desk, case_no)
    desk.service.step(conversation[0], "ratings", text="五星")
    desk.relay.drain()
    one = desk.one(case_no)
    assert (one.status, one.score, one.ended_why) == (FollowUpStatus.ANSWERED, 5, "企业后来评价了")


def test_what_ended_it_is_told_in_words(desk: Desk) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.move(case_no, "in_service", "11-24T09:00")
    assert desk.all(case_no)[0].ended_why == "需求已到“服务进行中”"


@everywhere
def test_deletion_between_planning_and_sending(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    relay, desk.relay = desk.relay, type(desk.relay)(desk.service.state.database, {}, now=lambda: at("01-01T00:00"))
    desk.sweep("11-26T14:00")  # put down, not sent
    with desk.service.session(write=True) as session:
        open_cases.end(session, scopes.of_case(session, case_no), "the-agent", "本人要求删除")
    desk.relay = relay
    desk.relay.drain()
    assert not desk.by[C.SMS].sent
    assert (desk.attempts(case_no), desk.one(case_no).status) == ([("sms", "withdrawn")], FollowUpStatus.STOPPED)
    assert desk.sweep("11-27T14:00") == 0
    assert len(desk.all(case_no)) == 1
