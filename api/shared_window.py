"""Windows that move with the clock, counted by all processes of a machine together in one small SQLite file.

Each use is a row with a running number among those of its key, so that how many there are is the distance between the
oldest and the newest: what a full window costs does not depend on how much it allows. Keys are kept as digests.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from limits import RateLimitItem
from limits.errors import StorageError
from limits.util import WindowStats

from api.write_ahead_log import use_write_ahead_log

BUSY_SECONDS = 1.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS uses (key BLOB, number INTEGER, gone_at REAL, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ix_uses_gone_at ON uses (gone_at);
"""
EDGE = "SELECT number, gone_at FROM uses WHERE key = ? ORDER BY number {} LIMIT 1"


class SharedWindow:
    """Counts uses of an item by identifiers.

    :raises StorageError: From every method, if the file cannot be read or written now.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Count one use if there is one left, and tell whether there was."""
        key, now = _key(item, identifiers), time.time()
        with self._open() as connection:
            connection.execute("DELETE FROM uses WHERE gone_at <= ?", (now,))
            newest = connection.execute(EDGE.format("DESC"), (key,)).fetchone()
            if newest is not None and newest[0] - _oldest(connection, key)[0] + 1 >= item.amount:
                return False
            number = newest[0] + 1 if newest else 1
            connection.execute("INSERT INTO uses VALUES (?, ?, ?)", (key, number, now + item.get_expiry()))
        return True

    def test(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Tell whether there is a use left."""
        return self.get_window_stats(item, *identifiers).remaining > 0

    def get_window_stats(self, item: RateLimitItem, *identifiers: str) -> WindowStats:
        """Return when there is more, and how many uses are left."""
        key, now = _key(item, identifiers), time.time()
        with self._open() as connection:
            connection.execute("DELETE FROM uses WHERE gone_at <= ?", (now,))
            newest = connection.execute(EDGE.format("DESC"), (key,)).fetchone()
            if newest is None:
                return WindowStats(now, item.amount)
            number, gone_at = _oldest(connection, key)
        return WindowStats(gone_at, max(0, item.amount - (newest[0] - number + 1)))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield this process's connection with the write lock held, and commit."""
        with self._lock:
            try:
                connection = self._connected()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                finally:
                    connection.execute("COMMIT")
            except (sqlite3.Error, OSError) as error:
                self._connection = None
                raise StorageError(error) from error

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None or self._process != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self._path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            use_write_ahead_log(opened, BUSY_SECONDS)
            opened.execute("PRAGMA synchronous=NORMAL")
            opened.executescript(SCHEMA)
            self._connection, self._process = opened, os.getpid()
        return self._connection


def _oldest(connection: sqlite3.Connection, key: bytes) -> tuple[int, float]:
    number, gone_at = connection.execute(EDGE.format("ASC"), (key,)).fetchone()
    return number, gone_at


def _key(item: RateLimitItem, identifiers: tuple[str, ...]) -> bytes:
    return hashlib.blake2b(item.key_for(*identifiers).encode(), digest_size=16).digest()
