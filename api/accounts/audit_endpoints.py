"""The audit, for administrators."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.accounts import audit
from api.deps import AdminUser, SessionDep

router = APIRouter(prefix="/api/v1", tags=["账号"])


@router.get(
    "/audit",
    summary="操作留痕（管理员），最新在前；按人、对象、动作、日期筛选，个人信息打码，查看也留痕；总数在 X-Total-Count",
)
def list_audit(
    user: AdminUser, session: SessionDep, response: Response, filters: Annotated[audit.Filters, Query()]
) -> list[dict[str, Any]]:
    """Return who did or read what, about whom; days are days in China, both included. The look is an entry itself."""
    rows, total = audit.read(session, filters, user.username)
    response.headers["X-Total-Count"] = str(total)
    return rows
