"""The retention job: what is due goes, what is not stays, as often as one likes; on every backend."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, select

from api.accounts.models import AuditEntry, LoginGuard
from api.appeals.models import Appeal
from api.channels.models import Stage
from api.channels.wechat.models import Inbound, Sending
from api.channels.wecom.models import KfInbound, KfSending
from api.clock import utc_now
from api.console.models import Call
from api.conversations.models import Conversation, Message
from api.demands.models import Demand, DemandStatus
from api.errors import ConfigurationError
from api.gaps.models import KnowledgeGap
from api.matches.models import Match
from api.outbox.models import OutboxEntry
from api.privacy import periods, retention
from api.privacy.retention import Retention, Swept
from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, PASSWORD, Service
from tests.api.privacy_parts import make_tracker, senders

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def aged(service: Service, table: type[SQLModel], days: int, *names: str, **which: Any) -> None:
    """Make rows older, past the objects, as time would."""
    moment = utc_now() - timedelta(days=days)
    with service.session(write=True) as session:
        query = update(table).values(dict.fromkeys(names, moment))
        for name, value in which.items():
            query = query.where(getattr(table, name) == value)
        session.connection().execute(query)


def run(service: Service, dry_run: bool = False) -> Swept:
    """Run the job."""
    assert service.client.portal is not None
    return service.client.portal.call(Retention(service.state, periods.load()).run, dry_run)  # type: ignore[no-any-return]


def swept(**values: int) -> dict[str, int]:
    """Return what a run tells."""
    return {**asdict(Swept()), **values}


def erased(service: Service) -> set[str]:
    """Return the conversations that were deleted."""
    with service.session() as session:
        return set(session.exec(select(Conversation.id).where(Conversation.erased_at != None)))  # noqa: E711


def finished(service: Service, to: tuple[str, ...]) -> tuple[str, str]:
    """Return a conversation with a demand that went this way."""
    talk = service.open()[0]
    case_no = str(service.submit(talk)["case_no"])
    for step in to:
        service.move(case_no, step)
    return talk, case_no


def test_talks_without_a_case(alone: Service) -> None:
    old, young = alone.open(), alone.open()
    tracker = make_tracker(alone, old[0], young[0])
    alone.say(old, "你好")
    aged(alone, Conversation, 181, "updated_at", id=old[0])
    aged(alone, Conversation, 179, "updated_at", id=young[0])
    assert asdict(run(alone, dry_run=True)) == swept(talks=1)
    assert erased(alone) == set()
    assert asdict(run(alone)) == swept(talks=1)
    assert erased(alone) == {old[0]}
    assert senders(tracker) == [young[0]]
    with alone.session() as session:
        assert set(session.exec(select(Message.text))) == {""}
    assert asdict(run(alone)) == swept()


def test_cases(alone: Service) -> None:
    done = ("dispatched", "accepted", "in_service", "completed")
    over, recent = finished(alone, done), finished(alone, done)
    forgotten, worked_on = finished(alone, ()), finished(alone, done[:1])
    complaint = alone.open()[0]
    appeals_parts.submit(alone, complaint)
    aged(alone, Conversation, 5000, "updated_at")
    aged(alone, Demand, 1096, "updated_at")
    aged(alone, Appeal, 1094, "updated_at")
    aged(alone, Demand, 1094, "updated_at", case_no=recent[1])
    assert run(alone).talks == 2
    assert erased(alone) == {over[0], forgotten[0]}
    with alone.session() as session:
        status = dict(session.exec(select(Demand.case_no, Demand.status)).all())
    assert status[over[1]] is DemandStatus.COMPLETED
    assert status[forgotten[1]] is DemandStatus.CANCELLED
    assert status[worked_on[1]] is DemandStatus.DISPATCHED
    aged(alone, Appeal, 1096, "updated_at")
    assert run(alone).talks == 1
    assert complaint in erased(alone)


def test_one_young_case_keeps_the_talk(alone: Service) -> None:
    talk, _ = finished(alone, ())
    aged(alone, Demand, 2000, "updated_at")
    appeals_parts.submit(alone, talk)
    aged(alone, Conversation, 2000, "updated_at")
    assert run(alone).talks == 0


def test_other_rows(alone: Service) -> None:
    agent = alone.user("agent")
    body = {"text": "小微企业贷款，没有抵押物，电话13812345678"}
    assert alone.client.post("/api/v1/match", json=body, headers=agent).status_code == 200
    talk = alone.open()[0]
    alone.step(talk, "answers", text="外星人补贴怎么申请")
    alone.client.post("/api/v1/login", json={"username": "nobody", "password": PASSWORD})
    with alone.session() as session:
        audits = len(session.exec(select(AuditEntry)).all())
        gaps = len(session.exec(select(KnowledgeGap)).all())
    assert asdict(run(alone)) == swept()
    aged(alone, Match, 181, "created_at")
    aged(alone, AuditEntry, 1096, "at")
    aged(alone, KnowledgeGap, 731, "last_asked_at")
    aged(alone, LoginGuard, 2, "last_at")
    due = swept(agents_texts=1, audit=audits, knowledge_gaps=gaps, login_guards=2)
    assert asdict(run(alone, dry_run=True)) == due
    assert asdict(run(alone)) == due
    with alone.session() as session:
        (match,) = session.exec(select(Match)).all()
    assert (match.text, match.message) == ("", None)
    assert match.shown
    assert match.candidates
    assert asdict(run(alone)) == swept()


def test_what_channels_leave(alone: Service) -> None:
    """Old deliveries and their fates go, done or not; the words they brought stand in the conversation and stay."""
    talk = alone.open("wechat")
    alone.say(talk, "想贷款")
    with alone.session(write=True) as session:
        for days in (1, 29, 31, 366):
            moment, key = utc_now() - timedelta(days=days), f"{days}"
            for table, of in ((Inbound, "follower_key"), (KfInbound, "guest_key")):
                session.add(table(key=key, kind="text", created_at=moment, stage=Stage.DONE, **{of: "someone"}))
                session.add(table(key=f"{key}-waits", kind="text", created_at=moment, **{of: "someone"}))
            session.add(Sending(key=key, follower_key="someone", kind="text", created_at=moment))
            session.add(KfSending(key=key, message_id=key, guest_key="someone", created_at=moment))
    due = swept(channel_messages=8, channel_sendings=2)
    assert asdict(run(alone, dry_run=True)) == due
    assert asdict(run(alone)) == due
    with alone.session() as session:
        for table in (Inbound, KfInbound):
            assert set(session.exec(select(table.key))) == {"1", "29", "1-waits", "29-waits"}
        for table in (Sending, KfSending):
            assert set(session.exec(select(table.key))) == {"1", "29", "31"}
        assert "想贷款" in set(session.exec(select(Message.text).where(Message.conversation_id == talk[0])))


def test_errands_that_were_given_up(alone: Service) -> None:
    with alone.session(write=True) as session:
        for name, days in (("old", 181), ("young", 179)):
            session.add(OutboxEntry(topic="tests", key=name, failed_at=utc_now() - timedelta(days=days)))
        session.add(OutboxEntry(topic="tests", key="open", at=utc_now() - timedelta(days=999)))
    assert run(alone, dry_run=True).outbox_failed == 1
    assert run(alone).outbox_failed == 1
    with alone.session() as session:
        query = select(OutboxEntry.key).where(OutboxEntry.topic == "tests")
        assert set(session.exec(query)) == {"young", "open"}


def test_more_than_one_batch(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    with alone.session(write=True) as session:
        for number in range(7):
            session.add(Call(phone="", phone_fingerprint="", agent="the-agent", call_key=str(number)))
    aged(alone, Call, 181, "created_at")
    assert run(alone).calls == 7
    assert run(alone).calls == 0


def test_log_files(alone: Service) -> None:
    folder: Path = alone.state.settings.data_dir / "logs"
    folder.mkdir()
    for name, days in (("service.log", 1), ("service.log.7", 31), ("notes.txt", 99)):
        (folder / name).write_text("x")
        os.utime(folder / name, (time.time() - days * 86400,) * 2)
    assert run(alone, dry_run=True).log_files == 1
    assert run(alone).log_files == 1
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "service.log"]


def test_the_command(qifu: Any, backend: str) -> None:
    if backend == "postgres":
        pytest.skip("the command is tried on the default")
    dry = qifu("retention", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert dry.output.endswith("left_in_tracker  0\n（只数了，没有删）\n")
    assert qifu("retention").output.endswith("完成\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "要正好有这些项"), ("audit: 3", "要正好有这些项"), ("{", "读不了")],
)
def test_periods_that_make_no_sense(tmp_path: Path, backend: str, text: str, said: str) -> None:
    file = tmp_path / "periods.yml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        periods.load(file)
    with pytest.raises(ConfigurationError, match="读不了"):
        periods.load(tmp_path / "none.yml")


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "true", "long"])
def test_days_that_are_none(tmp_path: Path, backend: str, days: str) -> None:
    file = tmp_path / "periods.yml"
    file.write_text(periods.PATH.read_text(encoding="utf-8").replace("audit: 1095", f"audit: {days}"))
    with pytest.raises(ConfigurationError, match="audit 要写成不小于1的整数天数"):
        periods.load(file)
