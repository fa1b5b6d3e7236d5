"""Deleting: who may, what becomes of open cases, once and for all; on every backend."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from api.accounts.models import AuditEntry
from api.callbacks import work
from api.callbacks.models import CallBack, CallTry, TryOutcome
from api.clock import utc_now
from api.consents.models import Consent
from api.demands.models import Demand, DemandStatus, Enterprise, Transition
from api.followups.sms import receiving, stops
from api.followups.sms.door import Reply
from api.followups.sms.models import SmsReply
from api.privacy import eraser, tracker
from api.privacy.models import Erasure, ErasureReason
from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import fresh_phone
from tests.api.privacy_parts import COMPANY, NAME, PHONE, make_tracker, senders, write_everywhere
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
TRADE = "文教、工美、体育和娱乐用品制造业"  # the class of what was said of the trade
ERASURES = "/api/v1/privacy/erasures"


def delete(service: Service, talk: tuple[str, dict[str, str]], **params: Any) -> Any:
    """Delete a conversation as its owner."""
    return service.client.delete(f"/api/v1/conversations/{talk[0]}", headers=talk[1], params=params)


def erase(service: Service, role: str = "admin", **body: Any) -> Any:
    """Ask for a deletion as somebody of the platform."""
    return service.client.post(ERASURES, json={"purpose": "本人来电要求", **body}, headers=service.user(role))


def demand(service: Service, case_no: str) -> Demand:
    """Return a demand."""
    with service.session() as session:
        found = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
    return found  # type: ignore[no-any-return]


def test_only_the_owner(service: Service) -> None:
    talk, other = service.open(), service.open()
    shape(delete(service, (talk[0], other[1])), 401, "UnauthenticatedError")
    shape(delete(service, (talk[0], {})), 401, "UnauthenticatedError")
    shape(delete(service, ("nothing", talk[1])), 404, "NotFoundError")
    shape(delete(service, talk, force="perhaps"), 422, "ValidationError")
    assert delete(service, talk).status_code == 204


def test_an_open_demand_is_cancelled_and_one_under_way_needs_force(service: Service) -> None:
    talk = service.open()
    waiting = str(service.submit(talk[0], "one", need="贷款一", phone=PHONE)["case_no"])
    worked_on = str(service.submit(talk[0], "two", need="贷款二")["case_no"])
    service.move(worked_on, "dispatched")
    told = shape(delete(service, talk), 409, "ConflictError")["detail"]
    assert worked_on in told
    assert waiting not in told
    assert demand(service, waiting).need == "贷款一"  # nothing was touched
    assert delete(service, talk, force=True).status_code == 204
    for case_no in (waiting, worked_on):
        found = demand(service, case_no)
        assert (found.status, found.need, found.personal) == (DemandStatus.CANCELLED, "", {})
    with service.session() as session:
        last = session.exec(
            select(Transition).where(Transition.demand_id == found.id).order_by(col(Transition.id).desc()).limit(1)
        ).one()
    assert (last.to_status, last.actor, last.reason) == (DemandStatus.CANCELLED, "enterprise", "企业要求删除")


def test_open_appeals_and_calls(service: Service) -> None:
    talk = service.open()
    number = appeals_parts.submit(service, talk[0])
    service.step(talk[0], "call-backs", phone=PHONE)
    agent = service.user("agent")
    path = f"/api/v1/appeals/{number}/steps"
    service.client.post(path, json={"to": "assigned", "note": "税务局"}, headers=agent)
    assert number in shape(delete(service, talk), 409, "ConflictError")["detail"]
    assert delete(service, talk, force=True).status_code == 204
    found = service.client.get(f"/api/v1/appeals/{number}", headers=agent).json()
    assert (found["status"], found["slots"], found["phone"]) == (
        "withdrawn",
        {"region": found["slots"]["region"]},
        None,
    )
    calls = service.client.get("/api/v1/call-backs", params={"limit": 100}, headers=agent).json()
    assert [call for call in calls if call["conversation_id"] == talk[0]] == []


def test_what_is_done_stays_done_and_pages_still_work(service: Service) -> None:
    person = write_everywhere(service)
    assert delete(service, person.talk).status_code == 204
    agent = service.user("agent")
    found = service.client.get(f"/api/v1/demands/{person.demand}", headers=agent).json()
    assert (found["status"], found["rating"], found["need"], found["contact"]) == ("rated", 2, "", None)
    assert found["slots"] == {"region": "430112", "amount_cny": 100000, "headcount": 3, "industry": TRADE}
    assert found["shown"]
    assert found["chosen"]
    assert service.client.get(f"/api/v1/handovers/{person.talk[0]}", headers=agent).json()["need"] == ""
    matches = service.client.get("/api/v1/matches", headers=agent).json()
    assert service.client.get(f"/api/v1/matches/{matches[0]['match_id']}", headers=agent).status_code == 200
    reveal = service.client.post(f"/api/v1/demands/{person.demand}/reveal", json={"purpose": "回访"}, headers=agent)
    assert reveal.json() == {"contact": None, "phone": None}


def test_a_firm_that_others_named_keeps_its_name(service: Service) -> None:
    first, second = service.open(), service.open()
    for talk in (first, second):
        case_no = service.submit(talk[0], company="众口五金（样例）")["case_no"]
    assert delete(service, first).status_code == 204
    with service.session() as session:
        kept = session.get(Enterprise, demand(service, case_no).enterprise_id)
        assert kept.name == "众口五金（样例）"
    assert delete(service, second).status_code == 204
    with service.session() as session:
        assert session.get(Enterprise, kept.id).name == f"（已删除）{kept.id}"
    third = service.open()
    case_no = service.submit(third[0], company="众口五金（样例）")["case_no"]
    assert demand(service, case_no).enterprise_id != kept.id


def test_by_phone_everything_of_all_talks(alone: Service) -> None:
    first, second = write_everywhere(alone), write_everywhere(alone)
    shape(erase(alone, phone="13900000000"), 404, "NotFoundError")
    done = erase(alone, phone=PHONE)
    assert done.json() == {"conversations": 2, "demands": 2, "appeals": 2}
    shape(erase(alone, phone=PHONE), 404, "NotFoundError")
    listed = alone.client.get(ERASURES, headers=alone.user("admin")).json()
    assert {one["conversation_id"] for one in listed} == {first.talk[0], second.talk[0]}
    assert {(one["reason"], one["actor"], one["tracker_erased"]) for one in listed} == {("request", "the-admin", True)}
    assert sorted(alone.bot.forgotten) == sorted([first.talk[0], second.talk[0]])


@pytest.mark.parametrize("which", ["demand", "appeal"])
def test_by_case_number(service: Service, which: str) -> None:
    person = write_everywhere(service)
    done = erase(service, case_no=getattr(person, which).lower())
    assert done.json() == {"conversations": 1, "demands": 1, "appeals": 1}
    assert erase(service, case_no=getattr(person, which)).json() == {"conversations": 0, "demands": 0, "appeals": 0}
    shape(erase(service, case_no="XQ209901010001"), 404, "NotFoundError")


def test_a_case_without_a_talk(service: Service) -> None:
    talk = service.open()
    case_no = str(service.submit(talk[0], phone="13712349999")["case_no"])
    with service.session(write=True) as session:
        alone = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        alone.conversation_id = None
        session.add(alone)
        session.connection().execute(update(Consent).values(phone_fingerprint=None, phone=None))
    assert erase(service, phone="13712349999").json() == {"conversations": 0, "demands": 1, "appeals": 0}
    assert demand(service, case_no).need == ""
    assert erase(service, case_no=case_no).json() == {"conversations": 0, "demands": 0, "appeals": 0}


def test_administrators_only_and_with_a_purpose(service: Service) -> None:
    for role in ("agent", "maintainer", "reviewer", "viewer"):
        shape(erase(service, role, phone=PHONE), 403, "NotAllowedError")
        shape(service.client.get(ERASURES, headers=service.user(role)), 403, "NotAllowedError")
    shape(service.client.post(ERASURES, json={"phone": PHONE, "purpose": "来电"}), 401, "UnauthenticatedError")
    for body in ({}, {"phone": PHONE, "case_no": "XQ1234"}, {"phone": PHONE, "purpose": ""}, {"phone": "1"}):
        shape(erase(service, **body), 422, "ValidationError")


def test_the_audit_keeps_who_and_when_and_forgets_the_name(service: Service) -> None:
    person = write_everywhere(service)
    delete(service, person.talk)
    with service.session() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject.in_([person.demand, person.talk[0]]))).all()
    (look,) = [e for e in entries if e.action == "reveal_phone"]
    assert (look.actor, look.detail) == ("the-agent", "给司**（137****0001）回电，〔已删除〕")
    assert [(e.actor, e.detail) for e in entries if e.action == "erase"] == [("enterprise", "owner；需求 1，诉求 1")]
    assert not [e for e in entries if NAME in e.detail or COMPANY in e.detail]


def test_a_store_that_is_locked_is_emptied_the_next_time(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, later = alone.open(), alone.open()
    path = make_tracker(alone, talk[0])

    def locked(*_: object) -> int:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(tracker, "forget", locked)
        assert delete(alone, talk).status_code == 204
    assert senders(path) == [talk[0]]
    with alone.session() as session:
        assert session.exec(select(Erasure)).one().tracker_erased_at is None
    delete(alone, later)
    assert senders(path) == []


def test_for_channels(alone: Service) -> None:
    person = write_everywhere(alone)
    assert alone.client.portal is not None
    done = alone.client.portal.call(
        eraser.erase_person, alone.state, [person.talk[0]], ErasureReason.UNSUBSCRIBED, "wechat"
    )
    assert done == eraser.Erased(1, 1, 1)


def test_at_once_it_happens_once(service: Service) -> None:
    talk = service.open()
    service.submit(talk[0])
    path = f"/api/v1/conversations/{talk[0]}"
    answers = service.together(*[lambda client: client.delete(path, headers=talk[1])] * 4)
    assert [answer.status_code for answer in answers] == [204] * 4
    with service.session() as session:
        assert len(session.exec(select(Erasure).where(Erasure.conversation_id == talk[0])).all()) == 1


def test_no_more_text_messages_holds_as_long_as_something_of_the_number_is_left(service: Service) -> None:
    phone = fresh_phone()
    first, second = service.open(), service.open()
    for at, talk in enumerate((first, second)):
        case_no = str(service.submit(talk[0], f"need-{at}", need="贷款", phone=phone)["case_no"])
        with service.session(write=True) as session:
            reply = Reply(id=f"{phone}-{at}", phone=phone, text="想再问问，我是王小明")
            row, _ = receiving.receive(session, reply, utc_now())
            assert (row.outcome.value, row.case_no) == ("call_back", case_no)
            call = session.exec(select(CallBack).where(CallBack.case_no == case_no)).one()
            work.called(session, call, "the-agent", TryOutcome.NOT_REACHED, "王小明没接", utc_now())
            stops.stop(session, phone, "enterprise")

    def left(talk: tuple[str, dict[str, str]]) -> tuple[int, bool, list[str | None], list[str]]:
        assert delete(service, talk).status_code == 204
        with service.session() as session:
            replies = session.exec(select(SmsReply).where(col(SmsReply.message_key).startswith(phone))).all()
            numbers = select(Demand.case_no).where(Demand.conversation_id == talk[0])
            calls = session.exec(select(CallBack).where(col(CallBack.case_no).in_(numbers))).all()
            tries = session.exec(select(CallTry).where(col(CallTry.call_back_id).in_([call.id for call in calls])))
            notes = [one.note for one in tries]
            return len(replies), stops.is_stopped(session, phone), [call.note for call in calls], notes

    assert left(first) == (1, True, [None], [""])
    assert left(second) == (0, False, [None], [""])
