"""The audit, for administrators."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import col, select

from api.accounts.models import AuditEntry
from api.clock import iso, midnight
from api.deps import AdminUser, ReadSessionDep

router = APIRouter(prefix="/api/v1", tags=["账号"])
Word = Annotated[str, Query(max_length=64)]


@router.get("/audit", summary="操作留痕（管理员），最新在前；按人、对象、动作、日期筛选")
def list_audit(
    _: AdminUser,
    session: ReadSessionDep,
    actor: Word = "",
    subject: Word = "",
    action: Word = "",
    since: date | None = None,
    until: date | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return who did or read what, about whom; days are days in China, both included."""
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).offset(offset).limit(limit)
    for name, value in (("actor", actor), ("subject", subject), ("action", action)):
        if value:
            query = query.where(getattr(AuditEntry, name) == value)
    if since:
        query = query.where(col(AuditEntry.at) >= midnight(since))
    if until:
        query = query.where(col(AuditEntry.at) < midnight(until + timedelta(days=1)))
    return [_public(entry) for entry in session.exec(query)]


def _public(entry: AuditEntry) -> dict[str, Any]:
    return {**entry.model_dump(include={"id", "actor", "action", "subject", "detail"}), "at": iso(entry.at)}
