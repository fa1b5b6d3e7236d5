"""Encrypting everything anew under the key in force, in batches, while the service runs; begun again it goes on.

No note of progress is needed: what is under the key in force already is passed over. A value is replaced only if it is
still the one that was read, so nothing that the service writes meanwhile is lost.

Source: docs/decisions/0018-accounts-and-erasure.md
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import func, select
from sqlmodel import Session

from api import encryption
from api.database import Database
from api.errors import ConfigurationError
from api.keys import columns, derived
from api.keys.columns import PRINT, Sealed

BATCH = 200
BUSY_SECONDS = 15.0
Report = Callable[[str, int, int], None]  # table, rows done, rows in all


@dataclass
class Rotated:
    """What was done; ``digests`` counts rows with search terms or keys of persons, ``unreadable`` names sealed rows."""

    renewed: int = 0
    passed_over: int = 0
    prints: int = 0
    digests: int = 0
    unreadable: list[str] = field(default_factory=list)


def check(database: Database) -> None:
    """Refuse to start with keys that do not open what is there: every page of a person would be an error.

    :raises ConfigurationError: If the newest message opens under none of them.
    """
    messages = next(one for one in columns.sealed_tables() if one.name == "messages").raw
    with database.session(write=False) as session:
        newest = select(messages.c.text).order_by(messages.c.id.desc()).limit(1)
        token = session.connection().execute(newest).scalar()
    try:
        encryption.current().decrypt(token or encryption.current().encrypt(""))
    except InvalidToken as error:
        raise ConfigurationError(
            "QIFU_DATA_KEY（没设时是 QIFU_SECRET_KEY）打不开已有的个人信息：换过密钥的话，把旧的写进 "
            "QIFU_DATA_KEY_PREVIOUS 再启动，然后运行 qifu rotate-keys。"
        ) from error


def rotate(database: Database, report: Report) -> Rotated:
    """Renew every encrypted value, fingerprint and derived digest of every table."""
    done = Rotated()
    for sealed in columns.sealed_tables():
        _rotate_table(database, sealed, done, report)
    done.digests = derived.renew(database, report)
    database.overwrite_remains()
    return done


def _rotate_table(database: Database, sealed: Sealed, done: Rotated, report: Report) -> None:
    with database.session(write=False) as session:
        total = session.connection().execute(select(func.count()).select_from(sealed.raw)).scalar_one()
    after, count = None, 0
    while True:
        with database.session(write=False) as session:
            rows = columns.read(session, sealed, after, BATCH)
        if not rows:
            return
        _rotate_rows(database, sealed, rows, done)
        after, count = rows[-1][sealed.key], count + len(rows)
        report(sealed.name, count, max(total, count))


def _rotate_rows(database: Database, sealed: Sealed, rows: Any, done: Rotated) -> None:
    """Renew one batch; what needs nothing is found out before the write lock is taken."""
    changes = [(row, name, value) for row in rows for name, value in _changes(sealed, row, done)]
    if not changes:
        return
    with database.session() as session:
        for row, name, value in changes:
            _replace(session, sealed, row, name, value, done)


def _replace(session: Session, sealed: Sealed, row: Mapping[str, Any], name: str, value: str, done: Rotated) -> None:
    if not columns.replace(session, sealed, row, name, value):
        done.passed_over += 1  # written by somebody else since, under the key in force
    elif name == PRINT:
        done.prints += 1
    else:
        done.renewed += 1


def _changes(sealed: Sealed, row: Mapping[str, Any], done: Rotated) -> list[tuple[str, str]]:
    cipher, found = encryption.current(), list[tuple[str, str]]()
    try:
        renewed = {name: cipher.renewed(row[name]) for name in sealed.columns if row[name] is not None}
        fresh = columns.fresh_print(sealed, row)
    except InvalidToken:
        done.unreadable.append(f"{sealed.name} {row[sealed.key]}")
        return []
    found = [(name, token) for name, token in renewed.items() if token is not None]
    done.passed_over += len(renewed) - len(found)
    return found + ([(PRINT, fresh)] if fresh else [])


def rotate_tracker(path: Path, secrets: tuple[str, ...], report: Report) -> Rotated:
    """Renew the bot's own store, which another process writes meanwhile."""
    done, keys = Rotated(), [Fernet(encryption.fernet_key("tracker", secret)) for secret in secrets]
    if not path.exists():
        return done
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name='events'").fetchone():
            _rotate_events(connection, keys, done, report)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return done


def _rotate_events(connection: sqlite3.Connection, keys: list[Fernet], done: Rotated, report: Report) -> None:
    (total,) = connection.execute("SELECT count(*) FROM events").fetchone()
    after, count = 0, 0
    batch = "SELECT id, data FROM events WHERE id > ? AND data IS NOT NULL ORDER BY id LIMIT ?"
    while rows := connection.execute(batch, (after, BATCH)).fetchall():
        fresh = [(token, id_, old) for id_, old in rows if (token := _renewed(id_, old, keys, done)) is not None]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE events SET data = ? WHERE id = ? AND data = ?", fresh)
        connection.execute("COMMIT")
        done.renewed += len(fresh)
        after, count = rows[-1][0], count + len(rows)
        report("tracker.db", count, max(total, count))


def _renewed(id_: int, old: str, keys: list[Fernet], done: Rotated) -> str | None:
    try:
        keys[0].decrypt(old.encode("ascii"))
    except InvalidToken:
        pass
    else:
        done.passed_over += 1
        return None
    try:
        return keys[0].encrypt(MultiFernet(keys).decrypt(old.encode("ascii"))).decode("ascii")
    except InvalidToken:
        done.unreadable.append(f"tracker.db {id_}")
        return None
