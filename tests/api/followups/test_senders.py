"""The file sender and the website's: once for each key, whatever died in between; no number readable."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from api.clock import in_china
from api.conversations.models import Message
from api.database import Database
from api.followups import file_sender, web_sender
from api.followups.file_sender import FileSender
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Senders
from api.followups.web_sender import WebSender
from api.outbox.handlers import Postponed
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
SMS = Outgoing(
    key="follow-up-attempt:1",
    channel=FollowUpChannel.SMS,
    kind="after_acceptance",
    case_no="XQ202611230001",
    text="您好，机构联系上您了吗？",
    conversation_id=None,
    phone="13812345678",
)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Fix the time of writing."""
    moment = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # the 24th in China
    monkeypatch.setattr(file_sender, "utc_now", lambda: moment)
    return moment


def lines(folder: Path) -> list[dict[str, object]]:
    """Return what was written on the day."""
    return [json.loads(line) for line in (folder / "2026-11-24.jsonl").read_text(encoding="utf-8").splitlines() if line]


def test_what_would_go_out_is_written_for_machines_and_people(noon: datetime, tmp_path: Path) -> None:
    sender = FileSender(tmp_path / "outgoing", FollowUpChannel.SMS)
    assert sender.send(SMS).outcome is Outcome.WRITTEN
    sender.send(replace(SMS, key="follow-up-attempt:2", phone=None, conversation_id="a-conversation"))
    first, second = lines(sender.folder)
    assert (first["phone"], first["text"], first["at"]) == ("138****5678", SMS.text, "2026-11-24T01:30:00+08:00")
    assert (second["phone"], second["conversation_id"]) == (None, "a-conversation")
    text = (sender.folder / "2026-11-24.txt").read_text(encoding="utf-8")
    assert text.startswith("[follow-up-attempt:1] 01:30 sms → 138****5678\n您好，机构联系上您了吗？\n\n")
    assert "13812345678" not in text


def test_the_same_again_is_written_once(noon: datetime, tmp_path: Path) -> None:
    sender = FileSender(tmp_path, FollowUpChannel.SMS)
    sender.send(SMS)
    assert sender.send(replace(SMS, again=True)).outcome is Outcome.WRITTEN
    assert len(lines(tmp_path)) == 1
    (tmp_path / "2026-11-24.txt").unlink()  # died between the two files
    sender.send(replace(SMS, again=True))
    assert len(lines(tmp_path)) == 1
    assert (tmp_path / "2026-11-24.txt").read_text(encoding="utf-8").count("[follow-up-attempt:1]") == 1
    sender.send(replace(SMS, key="follow-up-attempt:11", again=True))
    sender.send(replace(SMS, key="follow-up-attempt:1", again=True))
    assert [line["key"] for line in lines(tmp_path)] == ["follow-up-attempt:1", "follow-up-attempt:11"]


def test_half_a_line_spoils_no_other(noon: datetime, tmp_path: Path) -> None:
    (tmp_path / "2026-11-24.jsonl").write_text('{"key": "follow-up-attempt:0", "te', encoding="utf-8")
    FileSender(tmp_path, FollowUpChannel.SMS).send(SMS)
    half, whole = (tmp_path / "2026-11-24.jsonl").read_text(encoding="utf-8").splitlines()
    assert half == '{"key": "follow-up-attempt:0", "te'
    assert json.loads(whole)["key"] == "follow-up-attempt:1"


def test_old_days_are_cleared_away(noon: datetime, tmp_path: Path) -> None:
    for name in ("2026-10-24.jsonl", "2026-10-25.txt", "2026-11-24.txt", "notes.txt"):
        (tmp_path / name).touch()
    assert file_sender.clear(tmp_path, noon) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-10-25.txt", "2026-11-24.txt", "notes.txt"]
    assert file_sender.clear(tmp_path / "missing", noon) == 0


def test_a_later_sender_takes_the_place_of_an_earlier(tmp_path: Path) -> None:
    first, second = (FileSender(tmp_path / name, FollowUpChannel.SMS) for name in "ab")
    senders = Senders([first, second])
    assert senders.of(FollowUpChannel.SMS) is second
    assert senders.of(FollowUpChannel.WEB) is None
    assert senders.channels() == {FollowUpChannel.SMS}


def said(service: Service, talk: str) -> list[Message]:
    """Return the messages of a conversation."""
    with service.session() as session:
        return list(session.exec(select(Message).where(Message.conversation_id == talk).order_by(Message.id)))  # type: ignore[arg-type]


@everywhere
def test_on_the_website_it_is_seen_on_the_next_visit(service: Service) -> None:
    conversation = service.open()
    message = replace(SMS, channel=FollowUpChannel.WEB, conversation_id=conversation[0], key="w:1", scored=True)
    sender = WebSender(service.state.database)
    assert sender.send(message).outcome is Outcome.ACCEPTED  # that it lies there is no delivery
    assert sender.send(replace(message, again=True)).outcome is Outcome.ACCEPTED
    (shown,) = service.read(conversation)["messages"]
    assert (shown["role"], shown["text"], shown["asks"]) == ("bot", SMS.text, "rate")
    service.say(conversation, "4分")
    assert service.bot.messages[-1]["metadata"]["asked"] == "rate"


def test_nobody_is_interrupted_in_a_talk(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = service.open()
    service.say(conversation, "想贷款")
    last = in_china(said(service, conversation[0])[0].created_at)
    message = replace(SMS, channel=FollowUpChannel.WEB, conversation_id=conversation[0], key="w:2")
    with pytest.raises(Postponed) as wait:
        WebSender(service.state.database).send(message)
    assert wait.value.until == last + timedelta(minutes=30)
    monkeypatch.setattr(web_sender, "utc_now", lambda: last + timedelta(minutes=31))
    WebSender(service.state.database).send(message)
    assert said(service, conversation[0])[-1].text == SMS.text


def test_open_question_stays_open(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = service.open()
    service.bot.script = lambda _: turn(reply("在哪个县？", asks="region"))
    service.say(conversation, "想贷款")
    monkeypatch.setattr(web_sender, "IN_A_TALK", timedelta(0))
    WebSender(service.state.database).send(
        replace(SMS, channel=FollowUpChannel.WEB, conversation_id=conversation[0], key="w:3")
    )
    after = said(service, conversation[0])[-1]
    assert (after.text, after.payload) == (SMS.text, {"asks": "region"})


def test_conversation_that_is_gone(service: Service) -> None:
    database: Database = service.state.database
    message = replace(SMS, channel=FollowUpChannel.WEB, conversation_id="gone")
    assert WebSender(database).send(message).outcome is Outcome.REFUSED
