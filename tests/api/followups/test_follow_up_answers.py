"""A message in the conversation is the answer: it stops the follow-up, and a score in it is a rating."""

from __future__ import annotations

import pytest

from api.callbacks import lists as call_lists
from api.followups.models import FollowUpChannel, FollowUpStatus
from api.ratings import keeping as ratings
from api.windows.scope import Scope
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import Desk

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
C = FollowUpChannel


def completed(desk: Desk, channel: str = "hotline") -> tuple[tuple[str, dict[str, str]], str]:
    """Return a demand that was completed on Monday and asked about on Tuesday at ten."""
    conversation, case_no = desk.demand(channel)
    desk.move(case_no, "accepted", "11-20T09:00")
    desk.move(case_no, "in_service", "11-20T10:00")
    desk.move(case_no, "completed", "11-23T10:00")
    desk.sweep("11-24T10:00")
    return conversation, case_no


@everywhere
def test_reply_stops_what_would_follow(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.said(conversation, "在吗", "11-26T13:00")  # before the question: no answer
    desk.sweep("11-26T14:00")
    assert desk.one(case_no).status is FollowUpStatus.WAITING
    desk.said(conversation, "联系上了，电话 13812345678", "11-26T14:20")
    assert desk.sweep("11-26T14:21") == 1
    one = desk.one(case_no)
    assert (one.status, one.answer, one.answered_by, one.next_at) == (
        FollowUpStatus.ANSWERED,
        "联系上了，电话 13812345678",
        "enterprise",
        None,
    )
    assert desk.sweep("11-30T14:00") == 0
    assert len(desk.by[C.SMS].sent) == 1


@everywhere
def test_score_is_a_rating(desk: Desk) -> None:
    conversation, case_no = completed(desk)
    assert desk.by[C.SMS].sent[-1].scored
    desk.said(conversation, "4分，来得很快", "11-24T11:00")
    desk.sweep("11-24T11:01")
    one = desk.one(case_no)
    assert (one.status, one.score) == (FollowUpStatus.ANSWERED, 4)
    with desk.service.session() as session:
        rating = ratings.of_case(session, case_no)
        assert rating
        assert (rating.score, rating.remark) == (4, "来得很快")
    (demand,) = desk.service.read(conversation)["demands"]
    assert (demand["status"], demand["rating"]) == ("rated", 4)


@everywhere
def test_low_score_is_called_back(desk: Desk) -> None:
    conversation, case_no = completed(desk)
    desk.said(conversation, "1分", "11-24T11:00")
    desk.sweep("11-24T11:01")
    with desk.service.session() as session:
        (call,) = call_lists.listed(session, Scope(everything=True), 0, 10)
    assert (call.case_no, call.reason.value, call.phone) == (case_no, "low_rating", "13812345678")


def test_words_without_a_number_are_an_answer_and_no_score(desk: Desk) -> None:
    conversation, case_no = completed(desk)
    desk.said(conversation, "谢谢你们", "11-24T11:00")
    desk.sweep("11-24T11:01")
    one = desk.one(case_no)
    assert (one.status, one.score, one.answer) == (FollowUpStatus.ANSWERED, None, "谢谢你们")


def test_score_that_the_talk_has_kept_already_is_not_kept_again(desk: Desk) -> None:
    conversation, case_no = completed(desk)
    desk.said(conversation, "给三分吧，人不错", "11-24T11:00")
    desk.service.step(conversation[0], "ratings", text="给三分吧，人不错")
    desk.relay.drain()
    desk.sweep("11-24T11:01")
    one = desk.one(case_no)
    assert (one.status, one.score) == (FollowUpStatus.ANSWERED, 3)
    with desk.service.session() as session:
        assert [c.case_no for c in call_lists.listed(session, Scope(everything=True), 0, 10)] == []


def test_rated_without_being_asked(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-20T09:00")
    desk.move(case_no, "in_service", "11-20T10:00")
    desk.move(case_no, "completed", "11-23T10:00")
    desk.service.step(conversation[0], "ratings", text="五星")
    desk.relay.drain()
    one = desk.one(case_no)
    assert (one.status, one.ended_why) == (FollowUpStatus.STOPPED, "需求已到“已评价”")
    assert desk.sweep("11-24T10:00") == 0


@everywhere
def test_answer_belongs_to_the_question_asked_last_unless_it_names_a_case(desk: Desk) -> None:
    conversation, first = desk.demand("hotline")
    second = str(desk.service.submit(conversation[0], "draft-2", phone="13812345678")["case_no"])
    desk.move(first, "accepted", "11-23T09:00")
    desk.move(second, "accepted", "11-23T15:00")
    desk.sweep("11-26T14:00")  # the first is asked on Thursday
    desk.sweep("11-27T09:00")  # the second was due on Thursday too: asked on Friday
    assert [m.case_no for m in desk.by[C.SMS].sent] == [first, second]
    desk.said(conversation, "联系上了", "11-27T09:30")
    desk.sweep("11-27T09:31")
    assert desk.one(second).status is FollowUpStatus.ANSWERED
    assert desk.one(first).status is FollowUpStatus.WAITING
    desk.said(conversation, f"{first} 也联系上了", "11-27T09:40")
    desk.sweep("11-27T09:41")
    assert desk.one(first).answer == f"{first} 也联系上了"


@everywhere
def test_reply_while_the_agents_have_it_to_call(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    desk.sweep("11-30T14:00")
    assert desk.one(case_no).status is FollowUpStatus.CALLING
    desk.said(conversation, "还没有人联系我", "11-30T15:00")
    desk.sweep("11-30T15:01")
    assert desk.one(case_no).status is FollowUpStatus.ANSWERED


@everywhere
def test_a_need_or_a_question_that_comes_next_is_no_answer(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    desk.said(conversation, "我们还想招两个文员", "11-26T14:20", intent="submit_need")
    desk.said(conversation, "印花税税率是多少", "11-26T14:21", intent="ask_policy")
    desk.sweep("11-26T14:22")
    assert desk.one(case_no).status is FollowUpStatus.WAITING
    desk.said(conversation, "还没有人联系我", "11-26T14:23", intent="check_progress")
    desk.sweep("11-26T14:24")
    one = desk.one(case_no)
    assert (one.status, one.answer) == (FollowUpStatus.ANSWERED, "还没有人联系我")
