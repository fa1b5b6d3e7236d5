"""Codes: sent through the outbox, good once, for minutes, for five attempts; told nowhere; asked for seldom."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import select

from api import worker
from api.accounts.models import AuditEntry
from api.clock import utc_now
from api.errors import TooManyRequestsError
from api.identity import codes
from api.identity.models import Binding, IdentityCode
from api.limiter import Limiter
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import Talk, ask, bindings, confirm, fresh_phone, sent, verify
from tests.api.test_app import shape as error

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
SAME = "验证码不对或已失效，请重新获取。"


@pytest.fixture(autouse=True)
def _nobody_counted(request: pytest.FixtureRequest) -> None:
    for name in {"service", "alone"} & set(request.fixturenames):
        request.getfixturevalue(name).state.limiter = Limiter()


def shape(answer: Any, status: int, name: str) -> str:
    """Check an error and return its sentence."""
    return str(error(answer, status, name)["detail"])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def aged(service: Service, talk: Talk, **values: timedelta) -> None:
    """Let the codes of a conversation be older."""
    with service.session(write=True) as session:
        moments = {name: utc_now() - by for name, by in values.items()}
        mine = IdentityCode.conversation_id == talk[0]
        session.connection().execute(update(IdentityCode).where(mine).values(moments))  # type: ignore[arg-type]


@everywhere
def test_bound_by_a_code(service: Service) -> None:
    talk, phone = service.open(), fresh_phone()
    asked = ask(service, talk, f" {phone[:3]} {phone[3:7]} {phone[7:]} ")
    masked = f"{phone[:3]}****{phone[-4:]}"
    assert asked.status_code == 202
    assert asked.json() == {"phone": masked, "expires_in_seconds": 300, "again_in_seconds": 60}
    made = confirm(service, talk, f" {sent(service, talk)[:3]} {sent(service, talk)[3:]}")
    assert made.status_code == 201
    assert (made.json()["bound"], made.json()["phone"], made.json()["how"]) == (True, masked, "code")
    assert [(one["channel"], one["own"]) for one in made.json()["holders"]] == [("web", True), ("hotline", False)]
    (line,) = service.read(talk)["messages"]
    assert (line["role"], line["system"]) == ("agent", True)
    assert f"已绑定手机号 {masked}" in line["text"]
    with service.session() as session:
        deeds = session.exec(select(AuditEntry.action).where(AuditEntry.subject == talk[0]).order_by(AuditEntry.id))  # type: ignore[arg-type]
        assert list(deeds) == ["ask_identity_code", "bind_identity"]


@everywhere
def test_what_is_not_right_proves_nothing(service: Service) -> None:
    talk, other = service.open(), service.open()
    said = shape(confirm(service, talk, "123456"), 422, "InvalidInputError")
    assert said == SAME  # none was sent
    ask(service, talk, fresh_phone())
    code = sent(service, talk)
    assert shape(confirm(service, other, code), 422, "InvalidInputError") == SAME  # another conversation's
    for left in (4, 3, 2, 1):
        assert f"再试 {left} 次" in shape(confirm(service, talk, wrong(code)), 422, "InvalidInputError")
    assert "6位数字" in shape(confirm(service, talk, "验证码"), 422, "InvalidInputError")  # no guess, not counted
    assert shape(confirm(service, talk, wrong(code)), 422, "InvalidInputError") == SAME
    assert shape(confirm(service, talk, code), 422, "InvalidInputError") == SAME  # used up
    assert bindings(service, talk) == []


@everywhere
def test_good_once_and_for_minutes(service: Service) -> None:
    talk, phone = service.open(), fresh_phone()
    ask(service, talk, phone)
    aged(service, talk, expires_at=timedelta(seconds=1), created_at=timedelta(minutes=5))
    assert shape(confirm(service, talk, sent(service, talk)), 422, "InvalidInputError") == SAME
    first = sent(service, talk)
    assert ask(service, talk, phone).status_code == 202
    second = sent(service, talk)
    if first != second:
        assert "再试 4 次" in shape(confirm(service, talk, first), 422, "InvalidInputError")  # the newer alone counts
    assert confirm(service, talk, second).status_code == 201
    shape(confirm(service, talk, second), 409, "ConflictError")
    service.client.delete(f"/api/v1/conversations/{talk[0]}/identity", headers=talk[1])
    assert shape(confirm(service, talk, second), 422, "InvalidInputError") == SAME


@everywhere
def test_the_same_answer_for_known_and_unknown_numbers(service: Service) -> None:
    known, unknown = fresh_phone(), fresh_phone()
    verify(service, service.open(), known)
    answers = []
    for phone in (known, unknown):
        aged_talk = service.open()
        with service.session(write=True) as session:
            for row in session.exec(select(IdentityCode)):
                session.delete(row)
        answer = ask(service, aged_talk, phone)
        answers.append((answer.status_code, set(answer.json()), answer.json()["expires_in_seconds"]))
        shape(confirm(service, aged_talk, wrong(sent(service, aged_talk))), 422, "InvalidInputError")
    assert answers[0] == answers[1]


@everywhere
def test_two_at_once_bind_once(service: Service) -> None:
    talk, other, phone = service.open(), service.open(), fresh_phone()
    ask(service, talk, phone)
    code = sent(service, talk)
    path = f"/api/v1/conversations/{talk[0]}/identity"

    async def hand_in(client: Any) -> int:
        return int((await client.post(path, json={"code": code}, headers=talk[1])).status_code)

    assert sorted(service.together(*[hand_in] * 5)) == [201, 409, 409, 409, 409]
    assert len(bindings(service, talk)) == 1
    verify(service, other, phone)
    assert bindings(service, other)[0].person_id == bindings(service, talk)[0].person_id


@everywhere
def test_two_conversations_at_once_are_one_person(service: Service) -> None:
    talks, phone, handed = [service.open(), service.open("wechat")], fresh_phone(), []
    for talk in talks:
        assert ask(service, talk, phone).status_code == 202
        aged(service, talk, created_at=timedelta(minutes=2))
        handed.append((f"/api/v1/conversations/{talk[0]}/identity", {"code": sent(service, talk)}, talk[1]))

    def handing(path: str, body: dict[str, str], headers: dict[str, str]) -> Any:
        return lambda client: client.post(path, json=body, headers=headers)

    answers = service.together(*[handing(*one) for one in handed])
    assert [answer.status_code for answer in answers] == [201, 201]
    (one,), (other,) = (bindings(service, talk) for talk in talks)
    assert one.person_id == other.person_id
    with service.session() as session:
        bound = session.exec(select(Binding).where(Binding.person_id == one.person_id)).all()
        assert sorted(row.channel for row in bound) == ["hotline", "web", "wechat"]


@everywhere
def test_wrong_guesses_at_once_do_not_outrun_the_count(service: Service) -> None:
    talk = service.open()
    ask(service, talk, fresh_phone())
    code, path = sent(service, talk), f"/api/v1/conversations/{talk[0]}/identity"

    async def guess(client: Any) -> str:
        return str((await client.post(path, json={"code": wrong(code)}, headers=talk[1])).json()["detail"])

    said = service.together(*[guess] * 12)
    assert sum("再试" in one for one in said) == 4
    assert shape(confirm(service, talk, code), 422, "InvalidInputError") == SAME


@everywhere
def test_another_number_only_after_letting_go(service: Service) -> None:
    talk, phone = service.open(), fresh_phone()
    verify(service, talk, phone)
    detail = shape(ask(service, talk, fresh_phone()), 409, "ConflictError")
    assert f"{phone[:3]}****{phone[-4:]}" in detail
    assert "先解除绑定" in detail
    service.client.delete(f"/api/v1/conversations/{talk[0]}/identity", headers=talk[1])
    other = fresh_phone()
    assert verify(service, talk, other)["phone"] == f"{other[:3]}****{other[-4:]}"
    assert [one.unbound_by for one in bindings(service, talk)] == ["enterprise", None]


@pytest.mark.parametrize("phone", ["0731-84123456", "12345678901", "没有这个号码", "1381234567", "138123456789"])
def test_only_mobile_numbers(service: Service, phone: str) -> None:
    assert "11位" in shape(ask(service, service.open(), phone), 422, "InvalidInputError")


def test_payloads_that_are_none(service: Service) -> None:
    talk = service.open()
    assert "11位" in shape(ask(service, talk, ""), 422, "InvalidInputError")
    shape(ask(service, talk, "1" * 50), 422, "ValidationError")
    for nothing in ("", "  ", "验证码", "12345", "1234567", "①②③④⑤⑥七"):
        assert "6位数字" in shape(confirm(service, talk, nothing), 422, "InvalidInputError")
    shape(confirm(service, talk, "1" * 30), 422, "ValidationError")


def test_whose_conversation_it_is(service: Service) -> None:
    talk, other = service.open(), service.open()
    for wrong_talk, status in (((talk[0], other[1]), 401), ((talk[0], {}), 401), (("nobody", talk[1]), 404)):
        assert ask(service, wrong_talk, fresh_phone()).status_code == status
        assert confirm(service, wrong_talk, "123456").status_code == status
        for rest in ("identity", "history"):
            url = f"/api/v1/conversations/{wrong_talk[0]}/{rest}"
            assert service.client.get(url, headers=wrong_talk[1]).status_code == status
        url = f"/api/v1/conversations/{wrong_talk[0]}/identity"
        assert service.client.delete(url, headers=wrong_talk[1]).status_code == status


@everywhere
def test_one_number_is_disturbed_seldom_whoever_asks(service: Service) -> None:
    phone = fresh_phone()
    assert ask(service, service.open(), phone).status_code == 202
    talk = service.open()
    service.state.limiter = Limiter()  # another process, or one that has begun anew
    answer = ask(service, talk, phone)
    shape(answer, 429, "TooManyRequestsError")
    assert 50 <= int(answer.headers["Retry-After"]) <= 61
    with service.session(write=True) as session:
        for n in range(2, codes.MOST_A_DAY + 1):
            codes.issue(session, talk[0], fresh_phone())
            row = session.exec(select(IdentityCode).order_by(IdentityCode.id.desc())).first()  # type: ignore[union-attr]
            row.phone_fingerprint = codes.encryption.current().fingerprint(phone)
            row.created_at = utc_now() - timedelta(hours=n)
            session.add(row)
    with service.session(write=True) as session:
        mine = IdentityCode.phone_fingerprint == codes.encryption.current().fingerprint(phone)
        past = utc_now() - timedelta(minutes=2)
        session.connection().execute(
            update(IdentityCode).where(mine, IdentityCode.created_at > past).values(created_at=past)  # type: ignore[arg-type]
        )
    answer = ask(service, talk, phone)
    shape(answer, 429, "TooManyRequestsError")
    assert int(answer.headers["Retry-After"]) > 3600
    assert ask(service, talk, fresh_phone()).status_code == 202  # another number is free


@everywhere
def test_of_many_who_want_a_code_for_one_number_at_once_one_gets_it(service: Service) -> None:
    phone, talks = fresh_phone(), [service.open() for _ in range(6)]

    def asking(talk: Talk) -> Any:
        url, body = f"/api/v1/conversations/{talk[0]}/identity/codes", {"phone": phone}
        return lambda client: client.post(url, json=body, headers=talk[1])

    answers = service.together(*[asking(talk) for talk in talks])
    assert sorted(one.status_code for one in answers) == [202] + [429] * 5
    with service.session() as session:
        sent_ones = [one for one in session.exec(select(IdentityCode)) if one.phone == phone]
        assert len(sent_ones) == 1


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_who_asks_while_another_is_being_sent_waits_and_is_refused(service: Service) -> None:
    """On SQLite one writes at a time as it is; here the second could not see what the first had not committed."""
    phone, talks, begun, refused = fresh_phone(), [service.open()[0] for _ in range(2)], Event(), list[str]()

    def second() -> None:
        with service.session(write=True) as session:
            session.connection()
            begun.set()
            try:
                codes.issue(session, talks[1], phone)
            except TooManyRequestsError as error:
                refused.append(error.detail)

    other = Thread(target=second)
    with service.session(write=True) as session:
        codes.issue(session, talks[0], phone)
        other.start()
        assert begun.wait(20)
        other.join(0.5)  # nothing to wait for where it is held up
    other.join(20)
    assert len(refused) == 1
    with service.session() as session:
        assert len([one for one in session.exec(select(IdentityCode)) if one.phone == phone]) == 1


def test_one_conversation_and_one_address_ask_seldom(service: Service) -> None:
    talk = service.open()
    for _ in range(6):
        assert ask(service, talk, fresh_phone()).status_code == 202
    shape(ask(service, talk, fresh_phone()), 429, "TooManyRequestsError")
    for _ in range(23):
        assert ask(service, service.open(), fresh_phone()).status_code == 202
    shape(ask(service, service.open(), fresh_phone()), 429, "TooManyRequestsError")
    shape(ask(service, talk, "没有这个号码"), 422, "InvalidInputError")


def test_guessing_is_counted_by_address(service: Service) -> None:
    talks = [service.open() for _ in range(5)]  # of one conversation no more than thirty are taken at all
    answers = [confirm(service, talks[n // 25], "000000").status_code for n in range(121)]
    assert answers == [422] * 120 + [429]


def relay(service: Service) -> tuple[Relay, Path]:
    """Return a worker's relay, and the folder into which it writes what would go out."""
    parts = worker.Parts(service.state.settings, service.state.database, worker.Senders())
    parts.senders.register(worker.FileSender(parts.outgoing, worker.FollowUpChannel.SMS))
    return Relay(service.state.database, worker.handlers(parts)), parts.outgoing


@everywhere
def test_it_goes_out_through_the_outbox(alone: Service, capsys: pytest.CaptureFixture[str]) -> None:
    talk, phone = alone.open(), fresh_phone()
    ask(alone, talk, phone)
    code = sent(alone, talk)
    with alone.session() as session:
        entry = session.exec(select(OutboxEntry)).one()
        row = session.exec(select(IdentityCode)).one()
        assert (entry.topic, entry.payload) == (codes.SEND, {"code_id": row.id})
        kept = " ".join(
            str(value)
            for table in ("identity_codes", "outbox_entries", "audit_entries")
            for line in session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608
            for value in line
        )
    assert code not in kept
    assert phone not in kept
    one, folder = relay(alone)
    assert one.drain() == 1
    (file,) = folder.glob("*.jsonl")
    (line,) = [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines()]
    assert (line["kind"], line["channel"], line["phone"]) == ("identity_code", "sms", f"{phone[:3]}****{phone[-4:]}")
    assert f"验证码{code}，5分钟内有效" in line["text"]
    assert code not in capsys.readouterr().out
    with alone.session() as session:
        assert session.exec(select(IdentityCode)).one().outcome == "written"
    assert confirm(alone, talk, code).status_code == 201


def test_what_is_good_no_longer_is_not_sent(alone: Service) -> None:
    talk = alone.open()
    ask(alone, talk, fresh_phone())
    aged(alone, talk, expires_at=timedelta(seconds=1))
    one, folder = relay(alone)
    one.drain()
    assert not folder.exists()
    with alone.session() as session:
        assert session.exec(select(IdentityCode)).one().outcome == "withdrawn"


def test_without_a_text_message_channel_nothing_is_called_sent(alone: Service) -> None:
    talk = alone.open()
    ask(alone, talk, fresh_phone())
    parts = worker.Parts(alone.state.settings, alone.state.database, worker.Senders())
    Relay(alone.state.database, worker.handlers(parts)).drain()
    with alone.session() as session:
        assert session.exec(select(IdentityCode)).one().outcome == "refused"


def test_it_goes_before_what_has_waited_long(alone: Service) -> None:
    talk = alone.open()
    with alone.session(write=True) as session:
        session.add(OutboxEntry(topic="t.sample", due_at=utc_now() - timedelta(hours=5)))
    ask(alone, talk, fresh_phone())
    one, folder = relay(alone)
    assert one.work_one()
    assert list(folder.glob("*.jsonl"))
