"""Work in each flush of the process, and what is needed there to count anew a column kept from other rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, event, select
from sqlalchemy.orm import Session as AnySession
from sqlmodel import col


def follow(work: Callable[..., None]) -> None:
    """Call ``work`` with the session after each flush of the process from now on, however often this is asked."""
    if not event.contains(AnySession, "after_flush", work):
        event.listen(AnySession, "after_flush", work)


def of(column: Any, ids: Sequence[Any] | None) -> list[ColumnElement[bool]]:
    """Return the condition that a column has one of these values; none where all are meant."""
    return [] if ids is None else [col(column).in_(ids)]


def lock(session: AnySession, key: Any, ids: Sequence[Any] | None) -> None:
    """Lock the rows with these keys, or all, before they are counted anew.

    On PostgreSQL, by a statement of its own: of two who write at once the second counts what the first has written.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        rows = select(col(key)).where(*of(key, ids)).order_by(col(key))
        connection.execute(rows.with_for_update(key_share=True)).all()
