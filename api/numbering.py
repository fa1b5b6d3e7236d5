"""Case numbers: a prefix, the day, a counter that never gives one twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel

DEMAND_PREFIX = "XQ"
_NEXT = text(
    "INSERT INTO case_counters (prefix, last) VALUES (:prefix, 1) "
    "ON CONFLICT (prefix) DO UPDATE SET last = case_counters.last + 1 RETURNING last"
)


class CaseCounter(SQLModel, table=True):
    """The last case number given on a day."""

    __tablename__ = "case_counters"

    prefix: str = Field(primary_key=True, max_length=16)
    last: int = 0


def next_case_no(session: Session, today: date, prefix: str = DEMAND_PREFIX) -> str:
    """Return the next number of the day (``XQ202611230007``); concurrent callers get different ones."""
    day = f"{prefix}{today:%Y%m%d}"
    last = session.connection().execute(_NEXT, {"prefix": day}).scalar_one()
    return f"{day}{last:04d}"
