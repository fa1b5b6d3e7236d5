"""Migrations equal the models, up and down; sessions commit, roll back and wait their turn; on every backend."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from cryptography.fernet import InvalidToken
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api import encryption, tables
from api.accounts.models import AuditEntry
from api.conversations.models import Conversation, Message, Speaker
from api.database import MIGRATIONS, Database
from api.errors import ConfigurationError
from api.matches.models import Match, MatchFailure
from api.settings import ROOT
from tests.api.conftest import BACKENDS

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """Return a migrated database without rows."""
    encryption.use_secret("a-secret-of-the-tests")
    database = Database(empty_url.replace("postgresql://", "postgresql+psycopg://"))
    database.migrate()
    yield database
    database.close()


def note(database: Database, subject: str) -> None:
    """Write a row."""
    with database.session() as session:
        session.add(AuditEntry(actor="t", action="t", subject=subject))


def subjects(database: Database) -> list[str]:
    """Return the rows written."""
    with database.session(write=False) as session:
        return sorted(session.exec(select(AuditEntry.subject)))


@everywhere
def test_only_the_ledger_does_not_wait_for_the_disk(database: Database) -> None:
    if not database.is_sqlite:
        with database.session(flushed=False) as session:
            assert session.exec(text("SELECT 1")).scalar() == 1  # type: ignore[call-overload]
        return
    levels = []
    for flushed in (True, False, True):  # the same connection each time, from the pool
        with database.session(flushed=flushed) as session:
            levels.append(session.exec(text("PRAGMA synchronous")).scalar())  # type: ignore[call-overload]
    assert levels == [2, 1, 2]


def _match(key: str, slots: dict[str, object]) -> Match:
    versions = {"model_version": "m", "index_version": "i"}
    return Match(
        id=key, channel="web", text="贷款", slots=slots, answerable=True, confidence=1.0, took_ms=1.0, **versions
    )


@everywhere
def test_rows_without_a_session_are_written_all_or_none(database: Database) -> None:
    def failure(text: str | None) -> MatchFailure:
        return MatchFailure(channel="api", text=text, error="ValueError", detail="")

    match = Match(channel="api", text="想贷款", answerable=True, model_version="m", index_version="i", took_ms=1.0)
    match.candidates = [{"item_id": "A", "scores": {"final": 0.3}}]
    database.insert([match, failure("甲"), failure("乙")], flushed=False)
    with pytest.raises(IntegrityError):
        database.insert([failure("丙"), failure(None)])
    with database.session(write=False) as session:
        kept = session.exec(select(Match)).one()
        assert kept.model_dump(exclude={"created_at"}) == match.model_dump(exclude={"created_at"})
        assert [(one.id, one.text) for one in session.exec(select(MatchFailure))] == [(1, "甲"), (2, "乙")]


@everywhere
def test_json_is_kept_in_chinese_and_what_was_written_otherwise_is_still_read(database: Database) -> None:
    database.migrate()
    halved = {"need": "贷款\ud83d"}
    with database.session() as session:
        session.add(_match("m1", {"need": "贷款", "amount_cny": [1.5e6, None]}))
        if database.is_sqlite:  # PostgreSQL refuses half a pair
            session.add(_match("m2", halved))
        session.flush()
        stored = session.connection().execute(text("SELECT slots FROM matches WHERE id = 'm1'")).scalar_one()
        assert not database.is_sqlite or stored == '{"need":"贷款","amount_cny":[1500000.0,null]}'
        escaped = {"slots": r'{"need": "\u8d37\u6b3e"}'}
        session.connection().execute(text("UPDATE matches SET slots = :slots WHERE id = 'm1'"), escaped)
    with database.session(write=False) as session:
        assert session.get_one(Match, "m1").slots == {"need": "贷款"}
        assert not database.is_sqlite or session.get_one(Match, "m2").slots == halved


def test_migrations_equal_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    assert set(inspect(database.engine).get_table_names()) == {*tables.metadata.tables, "alembic_version"}


@everywhere
def test_migrating_again_keeps_the_rows(database: Database) -> None:
    note(database, "kept")
    database.migrate()
    assert subjects(database) == ["kept"]


@everywhere
def test_down_to_nothing_and_up_again(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(qifu_write=True).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.migrate()
    note(database, "again")
    assert subjects(database) == ["again"]


@everywhere
def test_processes_that_migrate_at_once(empty_url: str) -> None:
    url = empty_url.replace("postgresql://", "postgresql+psycopg://")
    words = [
        sys.executable,
        "-c",
        "import sys; from api.database import Database; Database(sys.argv[1]).migrate()",
        url,
    ]
    running = [subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    errors = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    database = Database(url)
    note(database, "one")
    assert subjects(database) == ["one"]
    database.close()


@everywhere
def test_failed_migration_leaves_nothing_locked(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(empty_url.replace("postgresql://", "postgresql+psycopg://"))
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            database.migrate()
    other = Database(database.url)
    other.migrate()
    note(other, "one")
    assert subjects(database) == ["one"]
    database.close()
    other.close()


@everywhere
def test_error_rolls_back(database: Database) -> None:
    def half() -> None:
        with database.session() as session:
            session.add(AuditEntry(actor="t", action="t", subject="half"))
            session.flush()
            raise LookupError("stop")

    with pytest.raises(LookupError):
        half()
    assert subjects(database) == []


@everywhere
def test_reading_session_writes_nothing(database: Database) -> None:
    with database.session(write=False) as session:
        session.add(AuditEntry(actor="t", action="t", subject="x"))
        session.flush()
    assert subjects(database) == []


@everywhere
def test_foreign_keys_hold(database: Database) -> None:
    def orphan() -> None:
        with database.session() as session:
            session.add(Message(conversation_id="nobody", speaker=Speaker.USER, text="x"))

    with pytest.raises(IntegrityError):
        orphan()


@everywhere
def test_writers_at_once_lose_nothing(database: Database) -> None:
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        for turn in range(5):
            note(database, f"{number}-{turn}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert subjects(database) == sorted(f"{n}-{t}" for n in range(8) for t in range(5))


def test_reading_first_and_writing_later_waits_its_turn(database: Database) -> None:
    """On SQLite a snapshot that has grown old cannot be written from; taking the lock at once avoids it."""
    entered, written = threading.Event(), []

    def second() -> None:
        entered.set()
        with database.session() as session:
            written.append(len(session.exec(select(AuditEntry)).all()))
            session.add(AuditEntry(actor="t", action="t", subject="second"))

    with database.session() as session:
        assert session.exec(select(AuditEntry)).all() == []
        other = threading.Thread(target=second)
        other.start()
        entered.wait()
        session.add(AuditEntry(actor="t", action="t", subject="first"))
    other.join()
    assert written == [1]
    assert subjects(database) == ["first", "second"]


@everywhere
def test_errors_name_no_values(database: Database) -> None:
    def twice() -> None:
        with database.session() as session:
            for _ in range(2):
                session.add(Conversation(id="the-same", token_digest="13812345678"))
                session.flush()
                session.expunge_all()

    with pytest.raises(IntegrityError) as caught:
        twice()
    assert "13812345678" not in str(caught.value)


def test_another_secret_reads_nothing() -> None:
    token = encryption.Cipher("one").encrypt("13812345678")
    assert encryption.Cipher("one").decrypt(token) == "13812345678"
    assert encryption.Cipher("one").encrypt("13812345678") != token
    with pytest.raises(InvalidToken):
        encryption.Cipher("two").decrypt(token)
    prints = {encryption.Cipher(secret).fingerprint("13812345678") for secret in ("one", "one", "two")}
    assert len(prints) == 2


def test_no_secret_no_personal_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "_current", None)
    with pytest.raises(ConfigurationError):
        encryption.current()


def test_embedded_database_writes_ahead_and_syncs(database: Database, tmp_path: Path) -> None:
    with database.engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
