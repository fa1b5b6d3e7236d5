"""Rows that several people work on at once: a write succeeds only on what the writer has read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel

from api.clock import utc_now
from api.errors import ConflictError


def change(session: Session, row: SQLModel, told: str, **values: Any) -> None:
    """Write columns of a row with ``id``, ``version`` and ``updated_at``, if nobody has changed it since it was read.

    :param told: How the row is called to people, as in ``需求 XQ202611230001``.
    :raises ConflictError: If somebody was faster.
    """
    session.flush()
    table: Any = type(row)
    known: Any = row
    changed = session.connection().execute(
        update(table)
        .where(table.id == known.id, table.version == known.version)
        .values(**values, version=table.version + 1, updated_at=utc_now())
    )
    if changed.rowcount != 1:
        raise ConflictError(f"{told} 刚被别人处理过，请刷新再看。")
    session.refresh(row)
