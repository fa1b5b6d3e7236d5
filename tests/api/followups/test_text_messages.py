"""Text messages that come in: through a signed door, each once, to the question they answer; and no more of them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

from api import clock
from api.accounts.actors import Actor, ActorKind
from api.accounts.models import AuditEntry
from api.callbacks import lists as call_lists
from api.demands import waiting
from api.demands.models import Demand
from api.followups import advance, reach
from api.followups.models import FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Receipt
from api.followups.sms import receiving, stops
from api.followups.sms.door import SIGNATURE, TIMESTAMP, SignedJsonDoor
from api.followups.sms.models import SmsReply
from api.privacy import export, holdings
from api.ratings import keeping as ratings
from api.settings import Settings
from api.windows.scope import Scope
from tests.api.conftest import BACKENDS, StartService
from tests.api.followups.desk import PHONE, Desk, at
from tests.api.test_app import shape

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
C = FollowUpChannel
ALL = Scope(everything=True)
TOKEN = "a-token-of-the-tests-for-text-messages"  # noqa: S105
PATH = "/sms/callback"


@pytest.fixture
def desk(start: StartService, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk at which text messages come in."""
    return Desk(start(settings.model_copy(update={"sms_token": SecretStr(TOKEN)})), monkeypatch)


def tell(desk: Desk, *replies: dict[str, Any], reports: Any = (), token: str = TOKEN, when: float | None = None) -> Any:
    """Tell the service what came in, as a provider would."""
    body = json.dumps({"replies": replies, "reports": list(reports)}).encode()
    stamp = str(int(when or time.time()))
    headers = {TIMESTAMP: stamp, SIGNATURE: SignedJsonDoor(token).sign(stamp, body)}
    return desk.service.client.post(PATH, content=body, headers=headers)


def says(text: str, key: str = "in-1", phone: str = PHONE) -> dict[str, Any]:
    return {"id": key, "phone": phone, "text": text}


def asked(desk: Desk, to: str = "accepted") -> str:
    """Return a demand whose enterprise was asked by text message on Thursday the 26th at two, or Tuesday at ten."""
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    if to == "completed":
        desk.move(case_no, "in_service", "11-23T09:10")
        desk.move(case_no, "completed", "11-23T10:00")
        desk.sweep("11-24T10:00")
    else:
        desk.sweep("11-26T14:00")
    assert desk.attempts(case_no) == [("sms", "delivered")]
    return case_no


def kept(desk: Desk) -> list[tuple[str, str | None]]:
    with desk.service.session() as session:
        return [(row.outcome.value, row.case_no) for row in session.exec(select(SmsReply).order_by(SmsReply.id))]  # type: ignore[arg-type]


@everywhere
def test_a_reply_is_the_answer_once_however_often_it_is_told(desk: Desk) -> None:
    case_no = asked(desk)
    assert tell(desk, says("联系上了，+86 13812345678")).json() == {"replies": 1, "reports": 0}
    assert tell(desk, says("联系上了，+86 13812345678")).json() == {"replies": 0, "reports": 0}
    one = desk.one(case_no)
    assert (one.status, one.answered_by, one.next_at) == (FollowUpStatus.ANSWERED, "enterprise", None)
    assert one.answer.startswith("联系上了")
    assert kept(desk) == [("answer", case_no)]
    listed = desk.service.client.get("/api/v1/sms-replies", headers=desk.service.user("agent")).json()
    assert [(row["phone"], row["case_no"], row["follow_up_id"]) for row in listed] == [("138****5678", case_no, one.id)]
    assert PHONE not in json.dumps(listed)
    with desk.service.session() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "sms_reply")).all()
        assert [(entry.actor, entry.subject, entry.detail) for entry in noted] == [("sms", case_no, "answer")]
        figures = reach.figures(session, ALL, at("11-26T00:00"), at("11-27T00:00"))
    assert (figures["delivered"], figures["answered"]) == (1, 1)
    assert desk.sweep("11-30T14:00") == 0  # nobody calls


@everywhere
def test_a_score_by_text_message_is_a_rating_of_the_case(desk: Desk) -> None:
    case_no = asked(desk, "completed")
    tell(desk, says("2分，来得太慢"))
    with desk.service.session() as session:
        rating = ratings.of_case(session, case_no)
        assert rating
        assert (rating.score, rating.remark, rating.channel) == (2, "来得太慢", "sms")
        (call,) = call_lists.listed(session, ALL, 0, 10)
    assert (call.case_no, call.reason.value) == (case_no, "low_rating")
    assert desk.one(case_no).score == 2


@everywhere
def test_no_more_means_no_more_by_text_message(desk: Desk) -> None:
    first = asked(desk)
    assert desk.by[C.SMS].sent
    _, second = desk.demand("hotline")
    desk.move(second, "accepted", "11-23T10:00")
    tell(desk, says("TD"))
    one = desk.one(first)
    assert (one.status, one.ended_why, one.answer) == (FollowUpStatus.STOPPED, "企业退订了短信", "")
    desk.sweep("11-27T09:00")
    assert len(desk.by[C.SMS].sent) == 1  # the second is due, and goes to the agents
    assert desk.one(second).status is FollowUpStatus.CALLING
    with desk.service.session(write=True) as session:
        assert stops.is_stopped(session, PHONE)
        assert not stops.is_stopped(session, "13987654321")
        exported = export.export(session, holdings.chosen(session, PHONE), desk.utc())
    assert [part["text_messages"]["stopped_at"] is not None for part in exported["records"]] == [True, True]
    assert tell(desk, says("别再发了", "in-2")).json()["replies"] == 1  # said again it changes nothing


@everywhere
def test_no_more_said_between_planning_and_sending(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    relay, desk.relay = desk.relay, type(desk.relay)(desk.service.state.database, {}, now=lambda: at("01-01T00:00"))
    desk.sweep("11-26T14:00")  # put down, not sent
    with desk.service.session(write=True) as session:
        assert stops.stop(session, PHONE, "the-agent")
    desk.relay = relay
    desk.relay.drain()
    assert not desk.by[C.SMS].sent
    desk.sweep("11-26T14:01")
    assert desk.attempts(case_no) == [("sms", "failed")]
    assert desk.one(case_no).status is FollowUpStatus.CALLING


def test_an_agent_stops_and_allows_for_the_holder(desk: Desk) -> None:
    body = {"phone": "+86 138 1234 5678", "reason": "企业来电说不要短信"}

    def post(place: str, role: str = "agent", **changes: str) -> Any:
        headers = desk.service.user(role)
        return desk.service.client.post(f"/api/v1/sms-stops{place}", json={**body, **changes}, headers=headers)

    assert post("").json() == {"phone": "138****5678", "stopped": True, "changed": True}
    assert post("").json()["changed"] is False
    assert post("/removal").json() == {"phone": "138****5678", "stopped": False, "changed": True}
    shape(post("", phone="12"), 422, "ValidationError")
    shape(post("", phone="不是号码"), 422, "InvalidInputError")
    shape(post("", role="viewer"), 403, "NotAllowedError")
    with desk.service.session() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "stop_sms")).all()
    assert {(entry.subject, entry.detail) for entry in noted} == {("138****5678", "企业来电说不要短信")}


@everywhere
def test_a_named_case_is_answered_else_what_was_asked_last(desk: Desk) -> None:
    first = asked(desk)
    _, second = desk.demand("hotline")
    desk.move(second, "accepted", "11-24T09:00")
    desk.sweep("11-27T14:00")
    assert [message.case_no for message in desk.by[C.SMS].sent] == [first, second]
    tell(desk, says(f"{first.lower()} 还没有"))
    assert (desk.one(first).status, desk.one(second).status) == (FollowUpStatus.ANSWERED, FollowUpStatus.WAITING)
    tell(desk, says("联系上了", "in-2"))
    assert desk.one(second).answer == "联系上了"


@everywhere
def test_an_answer_after_nobody_was_reached_still_counts(desk: Desk) -> None:
    case_no = asked(desk)
    with desk.service.session(write=True) as session:
        one = session.merge(desk.one(case_no))
        one.status, one.ended_at, one.next_at = FollowUpStatus.UNREACHED, at("11-30T10:00"), None
    desk.now = at("12-02T10:00")
    with desk.service.session(write=True) as session:
        row, _ = receiving.receive(session, receiving.Reply(**says("已经联系上了")), desk.now)
        assert row.outcome.value == "answer"
    one = desk.one(case_no)
    assert (one.status, one.answer) == (FollowUpStatus.ANSWERED, "已经联系上了")
    assert [call["case_no"] for call in backs(desk)] == []


def backs(desk: Desk) -> list[dict[str, Any]]:
    return list(desk.service.client.get("/api/v1/call-backs", headers=desk.service.user("agent")).json())


@everywhere
def test_what_answers_nothing_is_called_about(desk: Desk) -> None:
    case_no = asked(desk)
    desk.service.move(case_no, "in_service")
    desk.relay.drain()
    tell(
        desk,
        says("另外想问问补贴的事"),
        says("垫资可以吗，电话13912345678", "in-2"),
        says("你们是谁", "in-3", "13700000000"),
    )
    assert kept(desk) == [("call_back", case_no), ("call_back", case_no), ("unknown", None)]
    (call,) = backs(desk)
    assert (call["case_no"], call["reason_label"], call["phone"]) == (case_no, "企业回了短信", "138****5678")
    assert call["note"] == "另外想问问补贴的事\n垫资可以吗，电话139****5678"
    rows = desk.service.client.get("/api/v1/sms-replies", headers=desk.service.as_user("at-county")).json()
    assert [row["outcome"] for row in rows] == ["call_back", "call_back"]  # who is nobody's is the hub's
    assert desk.service.client.get("/api/v1/sms-replies", headers=desk.service.as_user("at-sister")).json() == []


@everywhere
def test_what_an_enterprise_owed_lets_its_demand_run_on(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.now = at("11-25T10:00")
    with clock.at(desk.now), desk.service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        waiting.pause(session, demand, Actor("somebody", ActorKind.AGENT), "贷款用在哪里？")
    desk.relay.drain()
    desk.sweep("11-25T10:01")
    assert desk.attempts(case_no) == [("sms", "delivered")]
    tell(desk, says("买两台数控机床"))
    with desk.service.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
    assert (demand.waiting_since, desk.one(case_no).status) == (None, FollowUpStatus.ANSWERED)
    history = desk.service.client.get(f"/api/v1/demands/{case_no}/history", headers=desk.service.user("agent")).json()
    assert "买两台数控机床" in json.dumps(history, ensure_ascii=False)


@everywhere
def test_what_became_of_a_message_comes_through_the_same_door(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.by[C.SMS].answer = lambda _: Receipt(Outcome.ACCEPTED, provider_id="out-1")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    report = {"message_id": "out-1", "delivered": False, "detail": "空号"}
    assert tell(desk, reports=[report, {"message_id": "of somebody else", "delivered": True}]).json()["reports"] == 1
    assert tell(desk, reports=[report]).json()["reports"] == 0
    assert desk.attempts(case_no) == [("sms", "failed")]
    desk.sweep("11-26T14:05")
    assert desk.one(case_no).status is FollowUpStatus.CALLING


def test_nobody_else_speaks_through_the_door(desk: Desk) -> None:
    asked(desk)
    shape(tell(desk, says("联系上了"), token="somebody-elses-token"), 403, "SignatureError")  # noqa: S106
    shape(tell(desk, says("联系上了"), when=time.time() - 3600), 403, "SignatureError")
    bare = desk.service.client.post(PATH, content=b"{}")
    shape(bare, 403, "SignatureError")
    shape(tell(desk, {"id": "in-1", "text": "x"}), 422, "InvalidInputError")
    body, stamp = b"not json", str(int(time.time()))
    headers = {TIMESTAMP: stamp, SIGNATURE: SignedJsonDoor(TOKEN).sign(stamp, body)}
    shape(desk.service.client.post(PATH, content=body, headers=headers), 422, "InvalidInputError")
    assert kept(desk) == []
    assert tell(desk, says("x", phone="106900001")).json()["replies"] == 0  # a service's short number is nobody


def test_without_a_token_there_is_no_door_and_a_short_one_is_refused(alone: Any) -> None:
    assert alone.client.post(PATH, content=b"{}").status_code == 404
    with pytest.raises(ValueError, match="16 random"):
        Settings(sms_token=SecretStr("short"))


def test_what_is_said_tells_how_to_answer(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.now = at("11-26T14:00")
    advance.sweep(desk.service.state.database, desk.senders.channels(), desk.now, two_way=True)
    desk.relay.drain()
    (message,) = desk.by[C.SMS].sent
    assert "直接回复这条短信就行" in message.text
    assert "请回TD" in message.text


@everywhere
def test_kept_no_longer_than_needed(desk: Desk) -> None:
    asked(desk)
    tell(desk, says("联系上了"))
    with desk.service.session(write=True) as session:
        assert receiving.clear(session, clock.utc_now()) == 0
        assert receiving.clear(session, at("11-26T14:00").replace(year=2028)) == 1
