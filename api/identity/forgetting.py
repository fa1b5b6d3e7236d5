"""Forgetting verified numbers to which nothing is bound any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, func, select

from api.identity.models import Binding, Person


def count(session: Session, before: datetime) -> int:
    """Return how many persons :func:`forget` would remove."""
    query = select(func.count()).select_from(Person).where(_is_over(before))
    return session.exec(query).one()


def forget(session: Session, before: datetime) -> int:
    """Remove persons to whom nothing was bound since, and of the others what was undone before; return how many."""
    ids = list(session.exec(select(Person.id).where(_is_over(before)).with_for_update()))
    undone = col(Binding.unbound_at) < before
    session.connection().execute(delete(Binding).where(undone | col(Binding.person_id).in_(ids)))
    session.connection().execute(delete(Person).where(col(Person.id).in_(ids)))
    return len(ids)


def _is_over(before: datetime) -> ColumnElement[bool]:
    alive = select(Binding.person_id).where(col(Binding.unbound_at).is_(None) | (col(Binding.unbound_at) >= before))
    return (col(Person.created_at) < before) & col(Person.id).not_in(alive)
