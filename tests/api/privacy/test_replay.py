"""What was deleted stays deleted when the database comes back from a backup."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import delete, select

from api.clock import utc_now
from api.conversations.models import Conversation, Message
from api.demands.models import Demand
from api.identity import holders
from api.identity.models import Person
from api.privacy import journal, replay
from api.privacy.eraser import Erased
from api.privacy.models import Erasure, ErasureReason
from api.settings import Settings
from tests.api.conftest import BACKENDS, Service, StartService, started
from tests.api.identity_parts import fresh_phone
from tests.api.privacy.test_retention import run
from tests.api.privacy_parts import MARKS, PHONE, make_tracker, senders, write_everywhere

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def replayed(service: Service) -> Erased:
    """Delete again what the journal holds."""
    assert service.client.portal is not None
    return service.client.portal.call(replay.replay, service.state)  # type: ignore[no-any-return]


def forget(service: Service, talk: tuple[str, dict[str, str]]) -> None:
    """Delete a conversation as its owner."""
    path = f"/api/v1/conversations/{talk[0]}?force=true"
    assert service.client.delete(path, headers=talk[1]).status_code == 204


def come_back(service: Service) -> None:
    """Bring back rows that were deleted, and the table's ignorance of it, as a restore does."""
    with service.session(write=True) as session:
        session.connection().execute(delete(Erasure))
        session.connection().execute(update(Conversation).values(erased_at=None))
        session.connection().execute(update(Message).values(text="从备份里回来的话"))


def words(service: Service) -> dict[str, set[str]]:
    """Return what is said in each conversation."""
    with service.session() as session:
        rows = session.exec(select(Message.conversation_id, Message.text)).all()
    return {talk: {text for one, text in rows if one == talk} for talk, _ in rows}


@both
def test_what_came_back_is_deleted_again_and_nothing_else(alone: Service) -> None:
    gone, stays = alone.open(), alone.open()
    for talk in (gone, stays):
        alone.say(talk, "想贷款")
        alone.submit(talk[0])
    forget(alone, gone)
    come_back(alone)
    tracker = make_tracker(alone, gone[0], stays[0])
    assert replayed(alone) == Erased(1, 1, 0)
    assert words(alone) == {gone[0]: {""}, stays[0]: {"从备份里回来的话"}}
    assert senders(tracker) == [stays[0]]
    assert replayed(alone) == Erased()


@both
def test_a_case_without_a_conversation_too(alone: Service) -> None:
    talk = alone.open()
    case_no = str(alone.submit(talk[0], phone="13712349999")["case_no"])
    with alone.session(write=True) as session:
        session.connection().execute(update(Demand).values(conversation_id=None))
    asked = {"case_no": case_no, "purpose": "本人来电要求"}
    path = "/api/v1/privacy/erasures"
    assert alone.client.post(path, json=asked, headers=alone.user("admin")).json()["demands"] == 1
    with alone.session(write=True) as session:
        session.connection().execute(delete(Erasure))
        session.connection().execute(update(Demand).values(need="回来的需求"))
    assert replayed(alone) == Erased(0, 1, 0)
    with alone.session() as session:
        assert session.exec(select(Demand.need)).one() == ""
    assert replayed(alone) == Erased()


@both
def test_a_verified_number_to_which_nothing_is_bound_too(alone: Service) -> None:
    phone = fresh_phone()
    with alone.session(write=True) as session:
        met = holders.of_agent(session, phone)
        kept = Person.model_validate(met.model_dump())
    asked = {"phone": phone, "purpose": "本人来电要求"}
    assert alone.client.post("/api/v1/privacy/erasures", json=asked, headers=alone.user("admin")).status_code == 200
    with alone.session(write=True) as session:  # as a restore does, and then somebody else was met
        assert session.exec(select(Person)).all() == []
        session.connection().execute(delete(Erasure))
        session.add(kept)
        session.add(Person(phone=PHONE, phone_fingerprint="another", created_at=utc_now()))
    assert replayed(alone) == Erased()
    with alone.session() as session:
        assert [one.phone_fingerprint for one in session.exec(select(Person))] == ["another"]


@both
def test_the_nightly_job_does_it_too(alone: Service) -> None:
    talk = alone.open()
    alone.say(talk, "想贷款")
    forget(alone, talk)
    come_back(alone)
    assert run(alone, dry_run=True).restored == 0
    assert words(alone) == {talk[0]: {"从备份里回来的话"}}
    assert run(alone).restored == 1
    assert words(alone) == {talk[0]: {""}}
    assert run(alone).restored == 0


@both
def test_the_file_names_nobody_and_holds_each_once(alone: Service) -> None:
    person = write_everywhere(alone)
    forget(alone, person.talk)
    run(alone)
    place = journal.place(alone.state.settings)
    (line,) = place.read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == {"key", "reason", "at"}
    for mark in (*MARKS, person.talk[0], person.demand, person.appeal):
        assert mark not in line
    assert place.stat().st_mode & 0o077 == 0
    assert journal.read(place) == {journal.of_talk(person.talk[0]): ErasureReason.OWNER}


def test_what_could_not_be_written_is_written_the_next_time(alone: Service, tmp_path: Path) -> None:
    first, second = alone.open(), alone.open()
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    alone.state.settings.erasures_file = blocked
    forget(alone, first)
    alone.state.settings.erasures_file = tmp_path / "elsewhere" / "erased.jsonl"
    forget(alone, second)
    assert set(journal.read(tmp_path / "elsewhere" / "erased.jsonl")) == {
        journal.of_talk(first[0]),
        journal.of_talk(second[0]),
    }


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    whole = json.dumps({"key": "a" * 64, "reason": "owner", "at": "2026-11-23T08:00:00+08:00"})
    file.write_text(f'{whole}\n{{"key": "bbb\n[]\n{whole.replace("owner", "unknown")}\n')
    assert journal.read(file) == {"a" * 64: ErasureReason.OWNER}
    assert journal.read(tmp_path / "none.jsonl") == {}


def test_a_line_after_one_that_was_cut_off_is_read(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    file.write_text('{"key": "bbb', encoding="ascii")
    journal.add(file, [json.dumps({"key": "a" * 64, "reason": "owner", "at": "2026-11-23T08:00:00+08:00"})])
    assert journal.read(file) == {"a" * 64: ErasureReason.OWNER}


def test_a_database_file_that_is_put_back(settings: Settings, start: StartService, qifu: Any, tmp_path: Path) -> None:
    """As an administrator does it: stop, put the copy in the place of the file, replay, start."""
    file, backup = settings.data_dir / "qifu.db", tmp_path / "backup.db"
    assert qifu("replay-erasures").exit_code == 1
    service = started(settings)
    person, other = write_everywhere(service), service.open()
    service.bot.script = None
    service.say(other, "别人的话")
    with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(backup)) as copy:
        live.backup(copy)
    forget(service, person.talk)
    service.client.__exit__(None, None, None)
    for rest in settings.data_dir.glob("qifu.db*"):
        rest.unlink()
    shutil.copy(backup, file)
    assert qifu("export-person", PHONE, tmp_path / "before.json").exit_code == 0
    done = qifu("replay-erasures")
    assert done.output == "再次删除：对话 1，需求 1，诉求 1\n"
    assert qifu("export-person", PHONE, tmp_path / "after.json").exit_code == 1
    assert qifu("replay-erasures", settings.data_dir / journal.NAME).output == "再次删除：对话 0，需求 0，诉求 0\n"
    again = start(settings)
    assert again.read(other)["messages"][0]["text"] == "别人的话"
