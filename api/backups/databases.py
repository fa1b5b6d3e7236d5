"""Copies of SQLite files that other processes write meanwhile, and the care of files that nobody may have open."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from api.backups.errors import BackupError

BUSY_SECONDS = 15.0
MAGIC = b"SQLite format 3\0"


def copy(files: Mapping[Path, Path]) -> None:
    """Copy SQLite files, each to a new one, all as they were at one moment; who writes is not held up.

    Every file is looked at before the first is copied, and a copy shows what was committed when its file was looked
    at, log and all. Between the looks lie microseconds.

    :raises BackupError: If a file cannot be read or is damaged.
    """
    with ExitStack() as held:
        opened = {path: held.enter_context(closing(_opened(path))) for path in files}
        try:
            for source in opened.values():
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # takes the snapshot
            for path, target in files.items():
                _copy(opened[path], target)
        except sqlite3.DatabaseError as error:
            raise BackupError(f"数据库读不出来：{error}。") from error
    for path, target in files.items():
        if not is_whole(target):
            raise BackupError(f"{path.name} 已经损坏，没有做备份。")


def _copy(source: sqlite3.Connection, target: Path) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(target)) as copied:
        source.backup(copied)


def is_whole(path: Path) -> bool:
    """Tell whether a file is an SQLite database without damage."""
    try:
        with closing(_opened(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def revision_of(path: Path) -> str:
    """Return the schema's revision of a database, empty if it has no schema of ours."""
    with closing(_opened(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def put_log_away(path: Path) -> None:
    """Take the write-ahead log into its file, so that the file alone is the database; a damaged one stays as it is.

    :raises BackupError: If another process has the file open.
    """
    if not path.exists() or not _begins_as_sqlite(path):  # SQLite would throw away the log of what it cannot read
        return
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise BackupError(f"还有进程开着 {path}，先停下服务再恢复。") from error


def _begins_as_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _opened(path: Path) -> sqlite3.Connection:
    """Open a file that is there."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
