"""Routes for bulletins."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from api.accounts import service as accounts
from api.deps import SessionDep, StateDep
from api.errors import NotFoundError
from api.reports.bulletin import compose, document, workbook
from api.reports.bulletin import quarter as quarters
from api.reports.endpoints import FigureUser
from api.windows import scope as scopes
from api.windows import tree

router = APIRouter(prefix="/api/v1/bulletins", tags=["统计"])


class Format(StrEnum):
    """The files a bulletin can be."""

    DOCX = "docx"
    XLSX = "xlsx"


MEDIA = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BUILD = {Format.DOCX: document.build, Format.XLSX: workbook.build}


@router.get(
    "/{quarter}.{file}",
    summary="季度通报：全网或某个窗口（含下级），.docx 或 .xlsx",
    response_class=Response,
    responses={200: {"content": {media: {} for media in MEDIA.values()}}},
)
def get_bulletin(
    quarter: str,
    file: Format,
    user: FigureUser,
    session: SessionDep,
    state: StateDep,
    window: Annotated[str | None, Query(max_length=64, examples=["W-430100"])] = None,
) -> Response:
    """Return the bulletin of a quarter in the user's scope; who took it is kept, for it leaves the house."""
    which, windows = quarters.read(quarter), tree.load(session)
    scope = scopes.of(session, user, windows)
    if window is not None and not scope.has(windows.require(window).key):
        raise NotFoundError(f"没有编号为 {window} 的窗口，或者不在您的范围内。")
    made = compose.compose(session, scope, windows, which, state.clock.today(), window)
    accounts.record(session, user.username, "take_bulletin", which.key, window or "")
    name = quote(f"{which.key} {made.issuer} 通报.{file.value}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(BUILD[file](made), media_type=MEDIA[file], headers=headers)
