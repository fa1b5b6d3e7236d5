"""Routes for looking at the catalogue and for importing into it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel

from api.catalogue import importing, service
from api.catalogue.convert import TABLES
from api.deps import MaintainerUser, ReadSessionDep, StateDep
from api.errors import InvalidInputError
from knowledge.catalogue import to_dict

router = APIRouter(prefix="/api/v1", tags=["目录"])


class Imported(BaseModel):
    """What an import did."""

    created: int
    updated: int
    unchanged: int
    institutions_generated: list[str]
    dry_run: bool


@router.get("/items", summary="浏览目录")
def list_items(
    session: ReadSessionDep,
    kind: Annotated[str, Query(examples=["service"])] = "service",
    search: Annotated[str, Query(max_length=100)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return catalogue items of one kind; the catalogue is public."""
    if kind not in TABLES:
        raise InvalidInputError(f"kind 只能是 {'、'.join(TABLES)}，不能是“{kind[:20]}”。")
    return [to_dict(offer) for offer in service.list_items(session, kind, search, offset, limit)]


@router.get("/items/{key}", summary="查看一个条目")
def get_item(key: str, session: ReadSessionDep) -> dict[str, Any]:
    """Return one item."""
    return to_dict(service.require(session, key))


@router.post("/imports", summary="导入 JSONL（维护员）：全部成功或一条不留")
def import_items(
    text: Annotated[str, Body(media_type="application/x-ndjson")],
    user: MaintainerUser,
    state: StateDep,
    dry_run: bool = False,
) -> Imported:
    """Import lines of JSON, then search on them at once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "导入内容.jsonl"
        path.write_text(text, encoding="utf-8")
        report = importing.run(state.database, state.matcher, path, dry_run, user.username)
    return Imported(
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        institutions_generated=report.institutions_generated,
        dry_run=dry_run,
    )
