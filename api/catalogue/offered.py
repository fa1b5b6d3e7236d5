"""What an institution offers: services and experts that name it, by its key or by its name as their provider."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import select

from api.catalogue.models import Expert, Institution, Service

TABLES = (Service, Expert)


def by(table: Any, key: str, name: Any) -> ColumnElement[bool]:
    """Return the condition on services or experts that an institution of this key and name offers them."""
    return or_(table.institution == key, table.provider == name)


def keys(table: Any, key: str) -> Any:
    """Return the query for the keys of what an institution offers, held or over."""
    return select(table.key).where(by(table, key, _name(key)))


def _name(key: str) -> Any:
    return select(Institution.name).where(Institution.key == key).scalar_subquery()
