"""What is no whole backup of ours is refused, and the data stays as it is."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api.backups import manifest
from api.settings import Settings
from tests.api.backup_parts import Change, added, changed_manifest, rewrite, state_of
from tests.api.test_cli import fails


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda held: held.update({"qifu.db": held["qifu.db"][:-1] + bytes([held["qifu.db"][-1] ^ 1])}), "校验和不符"),
        (lambda held: held.update({"qifu.db": held["qifu.db"] + b"\0"}), "校验和不符"),
        (lambda held: held.pop("qifu.db"), "缺文件：qifu.db"),
        (lambda held: held.pop(manifest.NAME), "开头没有清单"),
        (lambda held: held.update({"tracker.db": b"x"}), "和清单对不上"),
        (lambda held: held.update({manifest.NAME: b"{}"}), "清单读不懂"),
        (changed_manifest(format=2), "备份的格式是 2"),
        (changed_manifest(schema="9999_of_the_future"), "9999_of_the_future，比这一版程序"),
        (changed_manifest(schema=manifest.revisions()[1]), "和清单写的结构对不上"),
        (changed_manifest(database="postgresql"), "先用 pg_restore 恢复它"),
        (added("../outside.txt"), "越出数据目录的路径“../outside.txt”"),
        (added("outgoing/../../outside.txt"), "越出数据目录的路径"),
        (added("/tmp/outside.txt"), "越出数据目录的路径"),  # noqa: S108
        (added("run/turns.lock"), "不认识的文件“run/turns.lock”"),
        (added("tracker.db", b"no database"), "tracker.db 不是完好的数据库"),
    ],
)
def test_a_tampered_backup_is_refused(settings: Settings, archive: Path, qifu: Any, change: Change, told: str) -> None:
    before = state_of(settings.data_dir)
    fails(qifu("restore", rewrite(archive, change)), told)
    assert state_of(settings.data_dir) == before
    assert not (settings.data_dir.parent / "outside.txt").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_links_and_what_is_no_file_are_refused(settings: Settings, archive: Path, qifu: Any, kind: bytes) -> None:
    entry = tarfile.TarInfo("tracker.db")
    entry.type, entry.linkname = kind, "/etc/passwd"
    before = state_of(settings.data_dir)
    fails(qifu("restore", rewrite(archive, lambda _: None, entry)), "和清单对不上")
    assert state_of(settings.data_dir) == before


def test_half_a_file_is_refused(settings: Settings, archive: Path, qifu: Any, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    fails(qifu("restore", cut), "不是完整的备份文件")
    cut.write_bytes(b"no archive")
    fails(qifu("restore", cut), "不是完整的备份文件")
    fails(qifu("restore", tmp_path / "none.tar.gz"), "没有备份文件")


def test_a_schema_that_only_the_database_tells(settings: Settings, archive: Path, qifu: Any, tmp_path: Path) -> None:
    """Whoever writes an older revision into the manifest does not get a newer database in."""
    path = tmp_path / "newer.db"

    def change(held: dict[str, bytes]) -> None:
        path.write_bytes(held["qifu.db"])
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        added("qifu.db", path.read_bytes())(held)

    fails(qifu("restore", rewrite(archive, change)), "和清单写的结构对不上")
