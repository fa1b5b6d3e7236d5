"""Routes for maintainers and reviewers: the catalogue with its marks, one entry whole, the hit test, the index."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from api.accounts.models import Role, User
from api.catalogue.held import Standing
from api.catalogue.shelf import Saved
from api.clock import iso
from api.deps import ReadSessionDep, StateDep, allow
from api.maintenance import listing, trying
from api.maintenance import whole as wholes

router = APIRouter(prefix="/api/v1/maintenance", tags=["目录维护"])
Keeper = Annotated[User, Depends(allow(Role.MAINTAINER, Role.REVIEWER))]


class SavedIndex(BaseModel):
    """A saved index; ``role`` is ``current``, ``previous`` (there is a way back to it) or empty."""

    name: str
    role: str
    built_at: str | None
    items: int | None
    model_version: str | None


class IndexPublic(Standing):
    """The index in use beside the database, and what else is saved, the newest first."""

    saved: list[SavedIndex]


@router.get("/items", summary="目录的条目（维护员、审核员），可按状态筛选；总数在 X-Total-Count")
def list_entries(
    user: Keeper,
    session: ReadSessionDep,
    state: StateDep,
    response: Response,
    wanted: Annotated[listing.Wanted, Query()],
) -> list[listing.EntryPublic]:
    """Return one page of entries, also those that are over."""
    rows, total = listing.listed(session, wanted, state.clock.today())
    response.headers["X-Total-Count"] = str(total)
    return rows


@router.get("/items/{key}", summary="一个条目的全部内容和该补的（维护员、审核员）")
def get_entry(key: str, user: Keeper, session: ReadSessionDep, state: StateDep) -> wholes.WholePublic:
    """Return one entry."""
    return wholes.whole(session, key, state.clock.today())


@router.post("/hit-tests", summary="检索测试（维护员、审核员）：和给企业的同一套匹配，不记台账")
async def hit_test(data: trying.HitTestRequest, user: Keeper, state: StateDep) -> trying.HitTest:
    """Match a sentence; nothing is kept of it."""
    return await to_thread.run_sync(trying.run, state, data, user.username, limiter=state.searching)


@router.get("/index", summary="检索索引：在用的、和目录是否一致、已保存的（维护员、审核员）")
def get_index(user: Keeper, state: StateDep) -> IndexPublic:
    """Return how the index stands."""
    saved = [_saved(one) for one in state.matcher.shelf.saved()]
    return IndexPublic(saved=saved, **dict(state.matcher.standing()))


def _saved(one: Saved) -> SavedIndex:
    built_at = one.facts.get("built_at")
    return SavedIndex(
        name=one.name,
        role=one.role,
        built_at=iso(datetime.fromisoformat(built_at)) if built_at else None,
        items=one.facts.get("items"),
        model_version=one.facts.get("model_version"),
    )
