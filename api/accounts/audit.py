"""The audit as it is asked for: by whom, about what, which deed, on which days; for route and command alike."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api import days
from api.accounts import service
from api.accounts.models import AuditEntry
from api.clock import iso
from api.errors import InvalidInputError
from api.masking import mask_known, mask_text

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
BY_WORD = ("actor", "action", "subject")


class Filters(BaseModel):
    """What the audit may be narrowed by; all that is given must hold, days are days in China, both included."""

    model_config = ConfigDict(extra="forbid")

    actor: Word = Field(default="", description="谁做的：用户名，或 cli、enterprise、system", examples=["admin"])
    subject: Word = Field(default="", description="关于什么：编号、用户名、对话……", examples=["XQ202611230001"])
    action: Word = Field(default="", description="做了什么", examples=["reveal_phone"])
    since: date | None = None
    until: date | None = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20


def read(session: Session, filters: Filters, actor: str, at: str = "") -> tuple[list[dict[str, Any]], int]:
    """Return as :func:`listed` does, and leave behind that it was read, by whom and with which filters.

    :param at: Who sits at the machine, where it is read there.
    """
    found = listed(session, filters)
    given = filters.model_dump(mode="json", exclude_defaults=True)
    service.record(session, actor, "read_audit", "audit", " ".join([*filter(None, [at]), *map("=".join, _told(given))]))
    return found


def _told(given: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in given.items()]


def listed(session: Session, filters: Filters) -> tuple[list[dict[str, Any]], int]:
    """Return one page of who did or read what, newest first, and how many entries there are in all; two queries.

    :raises InvalidInputError: If the days end before they begin.
    """
    if filters.since and filters.until and filters.until < filters.since:
        raise InvalidInputError("结束日期不能早于开始日期。")
    conditions = _conditions(filters)
    total = session.exec(select(func.count()).select_from(AuditEntry).where(*conditions)).one()
    query = select(AuditEntry).where(*conditions).order_by(col(AuditEntry.id).desc())
    return [_public(entry) for entry in session.exec(query.offset(filters.offset).limit(filters.limit))], total


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    given = ((name, getattr(filters, name)) for name in BY_WORD)
    found = [col(getattr(AuditEntry, name)) == value for name, value in given if value]
    return found + days.between(AuditEntry.at, filters.since, filters.until)


def _public(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as it is shown; a purpose is written by hand and may name somebody."""
    return {
        "id": entry.id,
        "actor": entry.actor,
        "action": entry.action,
        "subject": mask_known(entry.subject),
        "detail": mask_text(entry.detail),
        "at": iso(entry.at),
    }
