"""The switch of an SQLite file to its write-ahead log, which several processes may want at once."""

from __future__ import annotations

import sqlite3
import time

PAUSE_S = 0.02


def use_write_ahead_log(connection: sqlite3.Connection, wait_s: float) -> None:
    """Switch the file to WAL.

    A file's first switch fails at once where another process holds a lock, whatever its busy timeout is, so it is
    tried again.

    :param wait_s: For how many seconds.
    :raises sqlite3.OperationalError: If the file is held that long, or cannot be switched.
    """
    give_up = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(PAUSE_S)
