"""Rows that are written once, whoever else writes the same at the same moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_once(session: Session, row: SQLModel) -> Any | None:
    """Insert a row unless one with its key is there; return its primary key, or None if it was not inserted.

    :param row: Not attached to the session; its ``id`` is left to the database.
    """
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    table: Any = type(row)
    statement = insert(table).values(**row.model_dump(exclude={"id"})).on_conflict_do_nothing()
    inserted = session.connection().execute(statement.returning(*table.__table__.primary_key))
    return inserted.scalar_one_or_none()
