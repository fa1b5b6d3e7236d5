"""Deleting a talk from the bot's own store, a file that another process writes: its words are overwritten at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

BUSY_SECONDS = 15.0
NAME = "tracker.db"


def forget(path: Path, sender_id: str) -> int:
    """Delete all events of a conversation and return how many there were; a store not yet there holds none.

    :raises sqlite3.OperationalError: If the file stays locked or cannot be written.
    """
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name='events'").fetchone():
            return 0
        with connection:
            count = connection.execute("DELETE FROM events WHERE sender_id = ?", (sender_id,)).rowcount
        if count:
            truncate_log(connection)
    return count


def truncate_log(connection: sqlite3.Connection) -> None:
    """Empty the write-ahead log, which still holds pages as they were; a reader at work puts it off."""
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
