"""Numbers that are nobody's any more: no text message is planned to them until one arrives or they are given anew."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

from api import clock, encryption
from api.accounts.actors import ENTERPRISE
from api.demands import revise
from api.demands.models import Demand
from api.followups import advance, delivery
from api.followups.models import FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Receipt
from api.followups.sms import bounces, receiving
from api.followups.sms.models import SmsBounce
from api.keys.rotation import rotate
from api.privacy import export, holdings
from api.settings import Settings
from tests.api.conftest import BACKENDS, StartService
from tests.api.followups.desk import PHONE, Desk, at
from tests.api.followups.test_text_messages import TOKEN, says, tell

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
C = FollowUpChannel
TROUBLE = "短信发不到：空号"


@pytest.fixture
def desk(start: StartService, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk whose provider takes text messages and tells later whether they arrived."""
    desk = Desk(start(settings.model_copy(update={"sms_token": SecretStr(TOKEN)})), monkeypatch)
    desk.by[C.SMS].answer = lambda message: Receipt(Outcome.ACCEPTED, f"p-{message.case_no}")
    return desk


def bounced(desk: Desk, detail: str = "空号", key: str = "draft-1", **slots: Any) -> str:
    """Return a demand whose enterprise was written to on Thursday at two, of which the provider says this a bit later."""
    _, case_no = desk.demand("hotline", key, **slots)
    desk.move(case_no, "accepted", "11-23T09:00")
    desk.sweep("11-26T14:00")
    assert desk.attempts(case_no) == [("sms", "accepted")]
    desk.now = at("11-26T14:05")
    report = {"message_id": f"p-{case_no}", "delivered": False, "detail": detail}
    assert tell(desk, reports=[report]).json()["reports"] == 1
    return case_no


def known(desk: Desk) -> list[str]:
    with desk.service.session() as session:
        return [row.why for row in session.exec(select(SmsBounce))]


def later(desk: Desk, key: str = "draft-2") -> str:
    """Return a demand of the same number that was there before, and is due the day after; sweep on that day."""
    case_no = desk.demand("hotline", key)[1]
    desk.move(case_no, "accepted", "11-24T09:00")
    return case_no


@everywhere
def test_what_bounced_for_good_goes_to_the_agents_with_the_reason(desk: Desk) -> None:
    second = later(desk)
    first = bounced(desk)
    assert known(desk) == ["空号"]
    assert desk.sweep("11-26T14:06") == 1
    assert desk.one(first).status is FollowUpStatus.CALLING
    desk.sweep("11-27T10:00")
    assert desk.sweep("11-27T14:00") == 1
    assert len(desk.by[C.SMS].sent) == 1
    assert (desk.one(second).status, desk.attempts(second)) == (FollowUpStatus.CALLING, [])
    agent = desk.service.user("agent")
    listed = desk.service.client.get("/api/v1/follow-ups?list=all", headers=agent).json()
    assert {row["case_no"]: row["sms_trouble"] for row in listed} == {first: TROUBLE, second: TROUBLE}
    one = desk.service.client.get(f"/api/v1/follow-ups/{desk.one(second).id}", headers=agent).json()
    assert one["sms_trouble"] == TROUBLE
    with desk.service.session() as session:
        (row,) = session.exec(select(SmsBounce))
    assert PHONE not in repr(row.model_dump())
    assert row.phone_fingerprint == encryption.current().fingerprint(PHONE)


@pytest.mark.parametrize("detail", ["关机", "停机", "不在服务区", "空号或关机", "签名不存在", "非空号，发送超时", ""])
def test_what_may_pass_is_not_remembered(desk: Desk, detail: str) -> None:
    second = later(desk)
    bounced(desk, detail)
    assert known(desk) == []
    desk.sweep("11-27T14:00")
    assert [one.case_no for one in desk.by[C.SMS].sent][1:] == [second]


@pytest.mark.parametrize(
    ("detail", "why"),
    [
        ("MK:0001 空号", "空号"),
        ("用户不存在", "空号"),
        ("号码已注销", "已销号"),
        ("已销号", "已销号"),
        ("永久停机", "永久停机"),
        ("Unknown Subscriber", "空号"),
        ("the number does not exist", "空号"),
        ("疑似空号", None),
        ("模板不存在", None),
        ("不是空号", None),
    ],
)
def test_words_of_providers(detail: str, why: str | None) -> None:
    assert bounces.read(detail) == why


@everywhere
def test_a_message_put_down_before_the_bounce_is_not_sent(desk: Desk) -> None:
    second = later(desk)
    desk.now = at("11-27T14:00")
    advance.sweep(desk.service.state.database, {C.SMS}, desk.now)
    with desk.service.session(write=True) as session:
        bounces.keep(session, encryption.current().fingerprint(PHONE), "空号", desk.now)
    desk.relay.drain()
    assert not desk.by[C.SMS].sent
    assert desk.attempts(second) == [("sms", "failed")]
    desk.sweep("11-27T14:01")
    assert desk.one(second).status is FollowUpStatus.CALLING


@everywhere
def test_what_arrives_there_after_all_forgets_it(desk: Desk) -> None:
    second = later(desk)
    desk.sweep("11-27T14:00")  # taken by the provider, and not told of yet
    with desk.service.session(write=True) as session:
        bounces.keep(session, encryption.current().fingerprint(PHONE), "空号", desk.now)
        assert delivery.report(session, f"p-{second}", delivered=True)
    assert known(desk) == []


def test_a_text_message_from_there_forgets_it(desk: Desk) -> None:
    bounced(desk)
    tell(desk, says("我号码没换"))
    assert known(desk) == []


@everywhere
def test_the_number_in_a_new_demand_is_tried_again(desk: Desk) -> None:
    bounced(desk)
    desk.now = at("11-27T09:00")
    with clock.at(desk.now):
        desk.demand("hotline", "draft-3", phone="13987654321")
    desk.relay.drain()
    assert known(desk) == ["空号"]  # another's
    with clock.at(desk.now):
        desk.demand("hotline", "draft-4")
    desk.relay.drain()
    assert known(desk) == []


def test_news_of_a_demand_from_before_the_bounce_forgets_nothing(desk: Desk) -> None:
    with clock.at(at("11-26T14:04")):
        desk.demand("hotline", "draft-3")  # what is heard of it only after the bounce
    with desk.service.session(write=True) as session:
        bounces.keep(session, encryption.current().fingerprint(PHONE), "空号", at("11-26T14:05"))
    desk.relay.drain()
    assert known(desk) == ["空号"]


@everywhere
@pytest.mark.parametrize(("values", "left"), [({"phone": PHONE}, []), ({"contact": "周工"}, ["空号"])])
def test_the_number_said_again_is_tried_again(desk: Desk, values: dict[str, str], left: list[str]) -> None:
    case_no = bounced(desk)
    with desk.service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        revise.fill(session, demand, values, ENTERPRISE)
    desk.relay.drain()
    assert known(desk) == left


def test_a_number_corrected_after_the_message_was_put_down_is_the_one_that_bounced(desk: Desk) -> None:
    case_no = later(desk)
    desk.now = at("11-27T14:00")
    advance.sweep(desk.service.state.database, {C.SMS}, desk.now)
    with desk.service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        revise.fill(session, demand, {"phone": "13987654321"}, ENTERPRISE)
    desk.relay.drain()
    with desk.service.session(write=True) as session:
        assert delivery.report(session, f"p-{case_no}", delivered=False, detail="空号")
        assert bounces.find(session, PHONE) is None
        assert bounces.find(session, "13987654321") is not None


@everywhere
def test_it_goes_with_the_last_of_the_number_and_is_told_before(desk: Desk) -> None:
    second = later(desk)
    first = bounced(desk)
    with desk.service.session() as session:
        taken = export.export(session, holdings.chosen(session, PHONE), desk.utc())
    assert {part["text_messages"]["bounced"]["why"] for part in taken["records"]} == {"空号"}

    def erase(case_no: str) -> None:
        body = {"purpose": "本人要求", "case_no": case_no, "force": True}
        done = desk.service.client.post("/api/v1/privacy/erasures", json=body, headers=desk.service.user("admin"))
        assert done.status_code == 200, done.text

    erase(first)
    assert known(desk) == ["空号"]  # holds for what else is open of the number
    erase(second)
    assert known(desk) == []


def test_it_goes_when_the_number_alone_is_taken_out(desk: Desk) -> None:
    conversation, case_no = desk.demand("hotline")
    with desk.service.session(write=True) as session:
        bounces.keep(session, encryption.current().fingerprint(PHONE), "空号", desk.now)
    assert desk.service.step(conversation[0], "number-removals", text="把我电话删掉").json()["case_nos"] == [case_no]
    assert known(desk) == []


@everywhere
def test_it_is_known_before_and_after_keys_change(desk: Desk) -> None:
    bounced(desk)
    new, old = "a-new-key-of-the-tests-for-bounces", desk.service.state.settings.data_keys()[0]
    encryption.use_secret(new, old)
    with desk.service.session() as session:
        assert bounces.find(session, PHONE) is not None
    rotate(desk.service.state.database, lambda *_: None)
    encryption.use_secret(new)  # the earlier key is gone
    with desk.service.session() as session:
        assert bounces.find(session, PHONE) is not None
    assert len(known(desk)) == 1
    assert rotate(desk.service.state.database, lambda *_: None).digests == 0


def test_receiving_reads_the_number_as_it_is_kept() -> None:
    assert receiving.number("+86 138 1234 5678") == PHONE


def test_the_command_tells_it(desk: Desk, qifu: Any) -> None:
    case_no = bounced(desk)
    desk.sweep("11-26T14:06")
    told = qifu("follow-up", "list", "--list", "all", "--as", "at-county").output
    assert TROUBLE in next(line for line in told.splitlines() if case_no in line)
