"""A backup made while others write: whole, for the owner alone, and honest about what is not in it."""

from __future__ import annotations

import json
import os
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from api.backups import databases, making, manifest, members
from api.backups.errors import BackupError
from api.privacy import journal
from api.settings import PLACEHOLDER_SECRET, SECRET_FILE, Settings
from tests.api.conftest import Service
from tests.api.privacy_parts import make_tracker
from tests.api.test_cli import fails

PAIR = "CREATE TABLE pairs (id INTEGER PRIMARY KEY, half TEXT)"


def names(archive: Path) -> list[str]:
    """Return the members of a backup, in order."""
    with tarfile.open(archive) as packed:
        return packed.getnames()


def told(archive: Path) -> dict[str, Any]:
    """Return the manifest of a backup."""
    with tarfile.open(archive) as packed:
        file = packed.extractfile(manifest.NAME)
        assert file is not None
        return dict(json.loads(file.read()))


def write_pairs(path: Path, started: threading.Event, stop: threading.Event) -> None:
    """Write two rows a commit until told to stop."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        while not stop.is_set():
            with connection:
                connection.executemany("INSERT INTO pairs (half) VALUES (?)", [("a" * 500,), ("b" * 500,)])
            started.set()


def test_a_copy_is_whole_while_somebody_writes(tmp_path: Path) -> None:
    """Every commit is in the copy as a whole or not at all, those that stand in the log alone among them."""
    path, started, stop = tmp_path / "live.db", threading.Event(), threading.Event()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(PAIR)
        connection.executemany("INSERT INTO pairs (half) VALUES (?)", [("x" * 4000,)] * 5000)
        connection.commit()
        writer = threading.Thread(target=write_pairs, args=(path, started, stop))
        writer.start()
        try:
            assert started.wait(10)
            counts = []
            for number in range(3):
                copied = tmp_path / f"copy-{number}.db"
                (before,) = connection.execute("SELECT count(*) FROM pairs").fetchone()
                databases.copy({path: copied})
                with closing(sqlite3.connect(copied)) as whole:
                    rows = dict(whole.execute("SELECT substr(half, 1, 1), count(*) FROM pairs GROUP BY 1").fetchall())
                assert rows["a"] == rows["b"]
                assert sum(rows.values()) >= before
                assert databases.is_whole(copied)
                counts.append(rows["a"])
        finally:
            stop.set()
            writer.join()
    assert counts == sorted(counts)


def test_two_files_are_copied_as_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is committed while the first is copied is in neither copy."""
    files = [tmp_path / "one.db", tmp_path / "two.db"]
    for path in files:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(PAIR)
    copy = databases._copy

    def slowly(source: sqlite3.Connection, target: Path) -> None:
        for path in files:
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("INSERT INTO pairs (half) VALUES ('late')")
        copy(source, target)

    monkeypatch.setattr(databases, "_copy", slowly)
    targets = {path: path.with_suffix(".copy") for path in files}
    databases.copy(targets)
    for target in targets.values():
        with closing(sqlite3.connect(target)) as connection:
            assert connection.execute("SELECT count(*) FROM pairs").fetchone() == (0,)


def test_a_damaged_database_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    path = settings.data_dir / "qifu.db"
    with path.open("r+b") as file:
        file.seek(40_000)
        file.write(os.urandom(60_000))
    with pytest.raises(BackupError, match=r"qifu\.db 已经损坏|数据库读不出来"):
        making.make(settings, tmp_path / "b.tar.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_what_is_in_it(alone: Service, qifu: Any, tmp_path: Path) -> None:
    talk, home, file = alone.open(), alone.state.settings.data_dir, tmp_path / "备份.tar.gz"
    alone.say(talk, "想贷款")
    make_tracker(alone, talk[0])
    for name in ("outgoing/2026-11-23.jsonl", "calibrations/m@1/calibration.json", "models/models.lock.json"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("{}", encoding="utf-8")
    for name in ("outgoing/.lock", "worker.db", "run/limits.db", "models/a--b/model.safetensors", "service.log"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"x")
    other = alone.open()
    alone.client.delete(f"/api/v1/conversations/{other[0]}", headers=other[1])
    result = qifu("backup", file)
    assert result.exit_code == 0, result.output
    plain = ["calibrations/m@1/calibration.json", "models/models.lock.json", "outgoing/2026-11-23.jsonl"]
    wanted = ["qifu.db", "tracker.db", *plain, journal.NAME]
    assert names(file) == [manifest.NAME, *wanted]
    assert f"没有放进备份：service.log、{members.WEIGHTS}" in result.output
    assert "由环境变量 QIFU_SECRET_KEY 设置，请另行保管" in result.output
    found = told(file)
    assert list(found["files"]) == wanted
    assert (found["schema"], found["database"]) == (manifest.revisions()[0], "sqlite")
    assert found["version"] == alone.app.version
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as packed:
        assert {member.mode for member in packed} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "备份.tar.gz"]


def test_nothing_is_overwritten(settings: Settings, qifu: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.tar.gz"
    file.write_bytes(b"kept")
    fails(qifu("backup", file), f"已经有 {file}，不覆盖")
    assert file.read_bytes() == b"kept"
    fails(qifu("backup", tmp_path / "none" / "b.tar.gz"), "没有文件夹")
    monkeypatch.chdir(tmp_path)
    assert qifu("backup").exit_code == 0
    (made,) = tmp_path.glob("qifu-*.tar.gz")
    assert len(made.name) == len("qifu-20261123-100000.tar.gz")


def test_a_disk_that_fills_up_leaves_nothing(
    settings: Settings, qifu: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    fails(qifu("backup", tmp_path / "b.tar.gz"), "No space left")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_key_goes_in_only_when_asked(settings: Settings, qifu: Any, tmp_path: Path) -> None:
    settings.secret_key = SecretStr(PLACEHOLDER_SECRET)
    secret = settings.resolved_secret()
    without = qifu("backup", tmp_path / "without.tar.gz")
    assert f"密钥不在备份里：数据目录的 {SECRET_FILE} 请另存一份" in without.output
    assert SECRET_FILE not in names(tmp_path / "without.tar.gz")
    with_key = qifu("backup", tmp_path / "with.tar.gz", "--with-key")
    assert "密钥在备份里：拿到这个文件的人就能读加密的内容" in with_key.output
    with tarfile.open(tmp_path / "with.tar.gz") as packed:
        file = packed.extractfile(SECRET_FILE)
        assert file is not None
        assert file.read().decode() == secret


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_with_postgresql_the_rest_is_backed_up(alone: Service, qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    make_tracker(alone, "someone")
    result = qifu("backup", file)
    assert result.exit_code == 0, result.output
    assert "数据库在 PostgreSQL 里，不在这个文件中：请另用 pg_dump 备份它" in result.output
    assert names(file) == [manifest.NAME, "tracker.db"]
    assert (told(file)["database"], told(file)["schema"]) == ("postgresql", manifest.revisions()[0])


def test_without_a_database_there_is_nothing(tmp_path: Path, settings: Settings, qifu: Any) -> None:
    settings.data_dir = tmp_path / "nothing"
    fails(qifu("backup", tmp_path / "b.tar.gz"), "没有 qifu.db")
    settings.database_url = f"sqlite:///{tmp_path / 'else.db'}"
    fails(qifu("backup", tmp_path / "b.tar.gz"), "不是数据目录里的 qifu.db")
