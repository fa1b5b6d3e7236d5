"""The way back from a backup: all of it or nothing, and nobody who was deleted comes back."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog
from alembic import command
from alembic.config import Config
from pydantic import SecretStr

from api import backup_commands, occupancy
from api.backups import manifest, members
from api.catalogue.shelf import Shelf
from api.database import MIGRATIONS, open_database
from api.privacy import journal
from api.settings import PLACEHOLDER_SECRET, SECRET_FILE, Settings
from tests.api.backup_parts import state_of
from tests.api.conftest import Service, StartService, started
from tests.api.privacy_parts import PHONE, make_tracker, senders, write_everywhere
from tests.api.test_cli import fails


def stop(service: Service) -> None:
    """Stop a service as its end does."""
    service.client.__exit__(None, None, None)


def test_there_and_back(settings: Settings, start: StartService, qifu: Any, tmp_path: Path) -> None:
    """A person deleted after the backup stays deleted, another's words come back, the old data is aside."""
    service, file, home = started(settings), tmp_path / "b.tar.gz", settings.data_dir
    person, other = write_everywhere(service), service.open()
    service.bot.script = None
    service.say(other, "备份之前的话")
    tracker = make_tracker(service, person.talk[0], other[0])
    assert qifu("backup", file).exit_code == 0
    service.say(other, "备份之后的话")
    path = f"/api/v1/conversations/{person.talk[0]}?force=true"
    assert service.client.delete(path, headers=person.talk[1]).status_code == 204
    before = journal.place(settings).read_text(encoding="utf-8")
    stop(service)
    (home / "qifu.db-wal").write_bytes(b"stale")
    result = qifu("restore", file)
    assert result.exit_code == 0, result.output
    assert "备份之后删除过的信息再次删除：对话 1，需求 1，诉求 1" in result.output
    assert "检索索引在下次启动时重建" in result.output
    (aside,) = home.glob(f"{members.ASIDE}*")
    assert f"原来的文件在 {aside}，" in result.output
    assert journal.place(settings).read_text(encoding="utf-8").startswith(before)
    assert senders(tracker) == [other[0]]
    assert qifu("export-person", PHONE, tmp_path / "p.json").exit_code == 1
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
    )  # not into the command's stream
    again = start(settings)
    assert [one["text"] for one in again.read(other)["messages"] if one["role"] == "user"] == ["备份之前的话"]
    assert Shelf(home / "indexes").pointer() is not None
    for name in ("qifu.db", "tracker.db"):
        assert (home / name).stat().st_mode & 0o077 == 0
    assert aside.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(aside / "qifu.db")) as old:
        assert old.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert old.execute("SELECT count(*) FROM conversations WHERE erased_at IS NOT NULL").fetchone() == (1,)
    assert not list(home.glob(f"{members.STAGING}*"))


def test_on_a_new_machine(settings: Settings, archive: Path, qifu: Any, tmp_path: Path) -> None:
    settings.data_dir = tmp_path / "new"
    result = qifu("restore", archive)
    assert result.exit_code == 0, result.output
    assert "原来的文件在" not in result.output
    assert "the-agent" in qifu("users").output


def test_the_journals_are_merged(settings: Settings, qifu: Any, tmp_path: Path) -> None:
    """Lines of the present one stay as they are, those it lacks are added."""
    place, file = journal.place(settings), tmp_path / "b.tar.gz"
    lines = [json.dumps({"key": one * 64, "reason": "owner", "at": "2026-11-23T08:00:00+08:00"}) for one in "abc"]
    place.write_text(f"{lines[0]}\n{lines[1]}\n", encoding="ascii")
    assert qifu("backup", file).exit_code == 0
    place.write_text(f"{lines[1]}\n{lines[2]}\n", encoding="ascii")
    assert qifu("restore", file).exit_code == 0
    assert place.read_text(encoding="ascii").splitlines() == [lines[1], lines[2], lines[0]]
    place.unlink()
    assert qifu("restore", file).exit_code == 0
    assert place.read_text(encoding="ascii").splitlines() == [lines[0], lines[1]]
    assert place.stat().st_mode & 0o777 == 0o600
    assert len(list(settings.data_dir.glob(f"{members.ASIDE}*"))) == 2


def test_an_older_backup_is_migrated(settings: Settings, qifu: Any, tmp_path: Path) -> None:
    older, newest = manifest.revisions()[1], manifest.revisions()[0]
    database, config = open_database(settings), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(qifu_write=True).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, older)
        connection.commit()
    database.close()
    file = tmp_path / "old.tar.gz"
    assert qifu("backup", file).exit_code == 0
    result = qifu("restore", file)
    assert f"数据库结构已从 {older} 升到 {newest}" in result.output, result.output
    with closing(sqlite3.connect(settings.data_dir / "qifu.db")) as restored:
        assert restored.execute("SELECT version_num FROM alembic_version").fetchone() == (newest,)


def test_while_somebody_works_nothing_is_restored(settings: Settings, archive: Path, qifu: Any) -> None:
    before = state_of(settings.data_dir)
    with occupancy.shared(settings.data_dir):
        fails(qifu("restore", archive), "正在用数据目录", "先停下它再恢复")
    with closing(sqlite3.connect(settings.data_dir / "qifu.db")) as other:
        other.execute("SELECT count(*) FROM sqlite_master").fetchone()
        fails(qifu("restore", archive), "还有进程开着")
    with occupancy.alone(settings.data_dir):
        fails(qifu("users"), "正在恢复备份")
    assert state_of(settings.data_dir) == before


@pytest.mark.parametrize("broken", ["settle", "second_move", "journal", "index"])
def test_a_failure_half_way_leaves_the_old_data(
    settings: Settings, qifu: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    file, home = tmp_path / "b.tar.gz", settings.data_dir
    for name in ("outgoing/2026-11-22.txt", "outgoing/2026-11-23.txt"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text("before", encoding="utf-8")
    assert qifu("backup", file).exit_code == 0
    assert qifu("user", "after-the-backup", "--password", "a-long-password-1").exit_code == 0
    (home / "outgoing/2026-11-22.txt").write_text("after", encoding="utf-8")
    (home / "outgoing/2026-11-23.txt").unlink()
    before = state_of(home)

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    replace, calls = os.replace, list[object]()

    def fail_late(source: Any, target: Any) -> None:
        if Path(source).parent.name == "outgoing" and members.STAGING in str(source):
            calls.append(source)
            if len(calls) == 2:
                fail()
        replace(source, target)

    with monkeypatch.context() as patch:
        if broken == "settle":
            patch.setattr(backup_commands, "_settle", fail)
        elif broken == "second_move":
            patch.setattr(os, "replace", fail_late)
        elif broken == "journal":
            patch.setattr(journal, "add", fail)
        else:
            patch.setattr(Shelf, "empty", fail)
        fails(qifu("restore", file), "Input/output error")
    assert state_of(home) == before
    assert {path.name for path in home.iterdir() if path.name.startswith((".", members.ASIDE))} == set()
    assert "after-the-backup" in qifu("users").output
    assert qifu("restore", file).exit_code == 0
    assert "after-the-backup" not in qifu("users").output


def test_what_a_killed_restore_left_is_cleared_away(settings: Settings, archive: Path, qifu: Any) -> None:
    left = settings.data_dir / f"{members.STAGING}killed"
    left.mkdir()
    (left / "qifu.db").write_bytes(b"half")
    assert qifu("restore", archive).exit_code == 0
    assert not left.exists()


def test_a_damaged_database_is_replaced_and_kept(settings: Settings, archive: Path, qifu: Any) -> None:
    path = settings.data_dir / "qifu.db"
    path.write_bytes(b"nothing that was ever a database" * 100)
    (settings.data_dir / "qifu.db-wal").write_bytes(b"stale")
    result = qifu("restore", archive)
    assert result.exit_code == 0, result.output
    (aside,) = settings.data_dir.glob(f"{members.ASIDE}*")
    assert (aside / "qifu.db").read_bytes().startswith(b"nothing that was")
    assert (aside / "qifu.db-wal").read_bytes() == b"stale"
    assert "the-agent" in qifu("users").output


def test_the_key_of_the_backup(settings: Settings, start: StartService, qifu: Any, tmp_path: Path) -> None:
    """With the key the data opens on a new machine; without it the restore says so and leaves nothing."""
    settings.secret_key = SecretStr(PLACEHOLDER_SECRET)
    service = started(settings)
    talk = service.open()
    service.say(talk, "加密的话")
    stop(service)
    secret = (settings.data_dir / SECRET_FILE).read_text(encoding="ascii")
    assert qifu("backup", tmp_path / "with.tar.gz", "--with-key").exit_code == 0
    assert qifu("backup", tmp_path / "without.tar.gz").exit_code == 0
    template = settings.data_dir
    settings.data_dir = tmp_path / "without"
    fails(qifu("restore", tmp_path / "without.tar.gz"), "打不开已有的个人信息")
    assert not (settings.data_dir / "qifu.db").exists()
    assert not (settings.data_dir / SECRET_FILE).exists()
    shutil.copy(template / SECRET_FILE, settings.data_dir)
    assert qifu("restore", tmp_path / "without.tar.gz").exit_code == 0
    settings.data_dir = tmp_path / "with"
    assert qifu("restore", tmp_path / "with.tar.gz").exit_code == 0
    assert (settings.data_dir / SECRET_FILE).read_text(encoding="ascii") == secret
    assert (settings.data_dir / SECRET_FILE).stat().st_mode & 0o777 == 0o600
    settings.secret_key, settings.data_dir = SecretStr(secret), tmp_path / "set"
    assert "备份里的密钥没有放回" in qifu("restore", tmp_path / "with.tar.gz").output
    assert not (settings.data_dir / SECRET_FILE).exists()


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_with_postgresql_the_rest_comes_back(alone: Service, qifu: Any, tmp_path: Path) -> None:
    """What is in the database is left to pg_restore; what was deleted goes from it and from the bot's store again."""
    file, gone, stays = tmp_path / "b.tar.gz", alone.open(), alone.open()
    tracker = make_tracker(alone, gone[0], stays[0])
    assert qifu("backup", file).exit_code == 0
    journal.add(
        journal.place(alone.state.settings),
        [json.dumps({"key": journal.of_talk(gone[0]), "reason": "owner", "at": "2026-11-23T08:00:00+08:00"})],
    )
    result = qifu("restore", file)
    assert result.exit_code == 0, result.output
    assert "数据库在 PostgreSQL 里，不在备份中" in result.output
    assert "再次删除：对话 1，" in result.output
    assert senders(tracker) == [stays[0]]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_backup_of_sqlite_is_not_put_beside_postgresql(alone: Service, qifu: Any, tmp_path: Path) -> None:
    file, settings = tmp_path / "b.tar.gz", alone.state.settings
    url, settings.database_url = settings.database_url, ""
    assert qifu("users").exit_code == 0
    assert qifu("backup", file).exit_code == 0
    settings.database_url = url
    fails(qifu("restore", file), "备份里是 SQLite 数据库")
