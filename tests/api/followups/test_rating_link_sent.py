"""The link by which a case is rated goes out with the question for a score, where the platform has an address."""

from __future__ import annotations

import pytest

from api.followups.models import FollowUpChannel, FollowUpStatus
from api.ratings import keeping, links
from knowledge import follow_ups
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import Desk

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
C = FollowUpChannel
SITE = "https://qifu.example"


def asked(desk: Desk, to: str = "completed", moment: str = "11-24T09:00") -> tuple[str, str]:
    """Have somebody asked by text message after his demand got so far; return its number and the text."""
    _, case_no = desk.demand("hotline")
    if to == "completed":
        desk.move(case_no, "accepted", "11-23T08:00", told=False)
        desk.move(case_no, "in_service", "11-23T08:30", told=False)
    desk.move(case_no, to, "11-23T09:00")
    desk.sweep(moment)
    return case_no, desk.by[C.SMS].sent[-1].text


def known(desk: Desk) -> None:
    desk.rated_at = links.addresses(SITE, desk.service.state.secret)


@everywhere
def test_the_text_message_carries_it_and_a_score_by_it_answers(desk: Desk) -> None:
    known(desk)
    case_no, text = asked(desk)
    way = text.partition("打分请点 ")[2].partition(" ")[0]
    assert way.startswith(f"{SITE}/r/{case_no}.")
    assert text.endswith("【企服通】")
    assert desk.one(case_no).status is FollowUpStatus.WAITING
    answer = desk.service.client.post(way.removeprefix(SITE), data={"score": "4"}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    desk.relay.drain()
    done = desk.one(case_no)
    assert (done.status, done.score, done.ended_why) == (FollowUpStatus.ANSWERED, 4, "企业已评价")
    assert desk.sweep("11-26T14:00") == 0  # nobody is called about it any more
    with desk.service.session() as session:
        kept = keeping.of_case(session, case_no)
    assert kept
    assert kept.channel == "link"


def test_without_an_address_the_text_is_what_it_was(desk: Desk) -> None:
    case_no, text = asked(desk)
    assert text == follow_ups.message("after_completion", "sms", case_no)
    assert "http" not in text
    assert "打分请点" not in text


def test_only_where_a_score_is_asked_for(desk: Desk) -> None:
    known(desk)
    _, text = asked(desk, "accepted", "11-26T14:00")
    assert "/r/" not in text


@pytest.mark.parametrize("channel", ["web", "wechat_message", "wecom_message"])
def test_not_where_it_is_answered_on_the_spot(channel: str) -> None:
    text = follow_ups.message("after_completion", channel, "XQ1", link=f"{SITE}/r/x")
    assert text == follow_ups.message("after_completion", channel, "XQ1")
