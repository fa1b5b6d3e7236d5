"""The agents' list and text messages by command: the same steps, scopes and conflicts as the routes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Receipt
from tests.api.followups.desk import Desk

ME = ("--as", "at-county")


def test_listed_taken_called_and_answered(qifu: Any, desk: Desk) -> None:
    case_no, number = desk.to_be_called("completed")
    assert case_no in qifu("follow-up", "list", *ME, "--list", "all").output
    assert "共 0 条" in qifu("follow-up", "list", "--as", "at-sister", "--list", "all").output
    assert "at-county" in qifu("follow-up", "take", number, *ME).output
    assert str(number) in qifu("follow-up", "list", *ME, "--list", "mine").output
    assert "13812345678" in qifu("follow-up", "reveal", number, *ME, "--purpose", "回访").output
    missed = qifu("follow-up", "call", number, *ME, "--outcome", "not_reached", "--answer", "占线")
    assert (missed.exit_code, "待电话回访" in missed.output) == (0, True), missed.output
    assert qifu("follow-up", "call", number, *ME, "--outcome", "not_reached", "--score", "5").exit_code == 1
    done = qifu("follow-up", "call", number, *ME, "--outcome", "reached", "--answer", "挺好", "--score", "5")
    assert "已回复" in done.output
    shown = qifu("follow-up", "show", number, *ME).output
    assert [word in shown for word in ("1到5分您打几分", "没打通", "打通了", "挺好  5 分")] == [True] * 4
    assert "13812345678" not in shown
    again = qifu("follow-up", "call", number, *ME, "--outcome", "reached", "--answer", "挺好")
    assert (again.exit_code, "已经结束" in again.stderr) == (1, True)
    with desk.service.session() as session:
        actions = session.exec(select(AuditEntry.action).where(AuditEntry.actor == "at-county")).all()
    assert {"take_follow_up", "follow_up_call", "reveal_phone"} <= set(actions)


def test_skipped_and_planned_anew(qifu: Any, desk: Desk) -> None:
    _, number = desk.to_be_called()
    assert "已跳过" in qifu("follow-up", "skip", number, *ME, "--reason", "刚来过电话").output
    planned = qifu("follow-up", "replan", number, *ME, "--at", "2100-01-04T10:00", "--reason", "企业在外地")
    assert "2100-01-04T10:00:00+08:00" in planned.output
    assert qifu("follow-up", "replan", number, *ME, "--at", "2020-01-04T10:00", "--reason", "早了").exit_code == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "{number}", "--as", "at-sister"), "不在您的范围内"),
        (("take", "{number}", "--as", "at-sister"), "不在您的范围内"),
        (("show", "999999", "--as", "at-county"), "没有编号为"),
        (("list", "--as", "of-bank"), "不能做这件事"),
        (("skip", "{number}", "--as", "the-viewer", "--reason", "不问了"), "不能做这件事"),
    ],
)
def test_what_is_refused(qifu: Any, desk: Desk, words: tuple[str, ...], sentence: str) -> None:
    desk.service.user("viewer")
    _, number = desk.to_be_called()
    refused = qifu("follow-up", *(word.format(number=number) for word in words))
    assert (refused.exit_code, sentence in refused.stderr) == (1, True), refused.output


def test_a_text_message_fed_by_hand(qifu: Any, desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.by[FollowUpChannel.SMS].answer = lambda _: Receipt(Outcome.WRITTEN)  # somebody sends the file by himself
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    words = ("sms", "receive", *ME, "--phone", "138 1234 5678", "--text", "联系上了", "--id", "in-7")
    first = qifu(*words)
    assert (first.exit_code, "记为回访的答复" in first.output, "138****5678" in first.output) == (0, True, True)
    assert "已经收过" in qifu(*words).output
    assert desk.one(case_no).answer == "联系上了"
    strange = qifu("sms", "receive", "--as", "at-sister", "--phone", "13812345678", "--text", "还有", "--id", "in-8")
    assert (strange.exit_code, "不在您的范围内" in strange.stderr, case_no in strange.output) == (1, True, False)
    assert case_no in qifu("sms", "list", *ME).output
    assert qifu("sms", "list", "--as", "at-sister").output == ""
    assert "退订" in qifu("sms", "receive", *ME, "--phone", "13812345678", "--text", "TD").output
    assert "早已如此" in qifu("sms", "stop", *ME, "--phone", "13812345678", "--reason", "来电说的").output
    assert (
        "138****5678 可以发短信" in qifu("sms", "allow", *ME, "--phone", "13812345678", "--reason", "本人要的").output
    )
    bad = qifu("sms", "receive", *ME, "--phone", "不是号码", "--text", "x")
    assert (bad.exit_code, "读不懂" in bad.stderr) == (1, True)


def test_a_report_by_hand(qifu: Any, desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.by[FollowUpChannel.SMS].answer = lambda _: Receipt(Outcome.ACCEPTED, provider_id="out-9")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    assert qifu("sms", "report", "out-9", *ME, "--bounced").exit_code == 1  # the hub's
    assert qifu("sms", "report", "out-9", "--as", "at-hub", "--bounced", "--detail", "空号").output == "已记下\n"
    assert desk.attempts(case_no) == [("sms", "failed")]
    again = qifu("sms", "report", "out-9", "--as", "at-hub", "--delivered")
    assert (again.exit_code, "没有等回执" in again.stderr) == (1, True)
