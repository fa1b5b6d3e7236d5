"""Routes for administrators: the outbox, what was given up in it, and whether a worker lives."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.accounts import service as accounts
from api.clock import utc_now
from api.deps import AdminUser, ReadSessionDep, SessionDep
from api.outbox import beats, keeping
from api.outbox.keeping import EntryState

router = APIRouter(prefix="/api/v1", tags=["发件箱"])
MOST = 2**31 - 1


@router.get("/outbox", summary="发件箱（管理员）：等着的、办完的、失败的，新的在前")
def list_outbox(
    _: AdminUser,
    session: ReadSessionDep,
    state: EntryState = EntryState.FAILED,
    topic: Annotated[str | None, Query(max_length=64, examples=["demand.moved"])] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return entries."""
    return [keeping.public(entry) for entry in keeping.list_entries(session, state, topic, offset, limit)]


@router.post("/outbox/{entry_id}/retry", summary="重试失败的一条（管理员），留痕")
def retry_entry(entry_id: Annotated[int, Path(ge=1, le=MOST)], user: AdminUser, session: SessionDep) -> dict[str, Any]:
    """Have an entry that was given up tried again."""
    entry = keeping.retry(session, entry_id)
    accounts.record(session, user.username, "retry_outbox", str(entry_id), entry.topic)
    return keeping.public(entry)


@router.get("/worker", summary="后台进程是否在，发件箱积了多少（管理员）")
def get_worker(_: AdminUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return which workers live and what waits for them."""
    return beats.standing(session, utc_now())
