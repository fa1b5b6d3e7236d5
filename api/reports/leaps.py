"""The values that a column has, found by leaps through an index that begins with it: a step a value, not a row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select


def is_known(column: Any) -> ColumnElement[bool]:
    """Return the condition that a column has a value, such that an index leads from each value to a period of it."""
    reached = select(func.min(column).label("value")).where(col(column).is_not(None)).cte("reached", recursive=True)
    further = select(func.min(column)).where(column > reached.c.value).scalar_subquery()
    values = reached.union_all(select(further).where(reached.c.value.is_not(None)))
    found: ColumnElement[bool] = col(column).in_(select(values.c.value).where(values.c.value.is_not(None)))
    return found
