"""Putting things into the outbox; it is committed with the caller's own rows or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from api.clock import utc_now
from api.outbox.models import OutboxEntry


def put(
    session: Session, topic: str, payload: Mapping[str, Any], key: str | None = None, due_at: datetime | None = None
) -> bool:
    """Leave something to be done by the handler of ``topic``.

    :param payload: Numbers of rows and codes; nothing that names a person, for it is kept readable.
    :param key: What makes it one and the same: a second entry with this key is not made.
    :param due_at: Not before this moment; now if none is given.
    :return: Whether an entry was made.
    """
    now = utc_now()
    row = {"topic": topic, "key": key, "payload": dict(payload), "at": now, "due_at": (due_at or now).astimezone(UTC)}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(OutboxEntry).values(**row, attempts=0, last_error="").on_conflict_do_nothing(index_elements=["key"])
    )
    return session.connection().execute(statement.returning(OutboxEntry.id)).first() is not None  # type: ignore[call-overload]
