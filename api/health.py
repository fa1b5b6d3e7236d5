"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.deps import StateDep

router = APIRouter(tags=["运行"])


@router.get("/healthz", summary="进程存活")
def healthz() -> dict[str, str]:
    """Answer."""
    return {"status": "ok"}


@router.get("/readyz", summary="数据库、索引、对话引擎都能用才是 200")
async def readyz(state: StateDep) -> JSONResponse:
    """Return 200 only when database, index and bot answer, and the index holds what the database holds.

    While an index is built beside, the old one serves: ``in_step`` is false, the status 200.
    """

    def database_answers() -> bool:
        try:
            with state.database.session(write=False) as session:
                session.connection().execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    standing = await run_in_threadpool(state.matcher.standing)
    parts = {
        "database": await run_in_threadpool(database_answers),
        "index": state.matcher.is_ready() and not standing.fault,
        "bot": await state.bot.is_ready(),
    }
    ready = all(parts.values()) and (standing.in_step or standing.building)
    return JSONResponse({**parts, **standing.model_dump()}, status_code=200 if ready else 503)
