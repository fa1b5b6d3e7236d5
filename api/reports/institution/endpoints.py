"""Routes for one institution: for who manages, for agents within their windows, for the institution itself."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.catalogue import service
from api.deps import ListUser, ReadSessionDep, StateDep
from api.errors import NotFoundError
from api.public import visitors
from api.public.routing import PageRoute
from api.reports.asked import Narrowed, question
from api.reports.institution import known
from api.reports.institution.whole import whole
from api.web.pages import SECURITY_HEADERS, templates

router = APIRouter()
pages = APIRouter(route_class=PageRoute, include_in_schema=False)
Key = Annotated[str, Path(max_length=64, description="机构编号")]
NOTE = (
    "机构人员只看自己的机构；窗口坐席只算自己范围内的需求。每格的 cases 就是 GET /api/v1/demands 的筛选条件；"
    "now 是此刻在办的，不论期间；服务和专家各列前五十条，total 为全部。"
)


@router.get(
    "/api/v1/institutions/{institution_id}",
    tags=["统计"],
    summary="一家机构：服务和专家，派给它的、时效、满意度、退单原因、现在在办的",
    description=NOTE,
)
def get_institution(
    institution_id: Key, user: ListUser, session: ReadSessionDep, state: StateDep, asked: Annotated[Narrowed, Query()]
) -> dict[str, Any]:
    """Return one institution with its figures."""
    today = state.clock.today()
    put = question(session, user, asked, today)
    return whole(session, put, known.require(session, institution_id, put.scope), today)


@pages.get("/institutions/{institution_id}")
def institution_page(request: Request, institution_id: Key, session: ReadSessionDep, state: StateDep) -> Response:
    """Return the page of an institution: its name, which is public; who may see figures is decided where they are.

    :raises NotFoundError: If there is none.
    """
    visitors.count(request, state)
    one = service.require(session, institution_id)
    if one.kind != "institution":
        raise NotFoundError("没有这家机构。")
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    return templates.TemplateResponse(request, "institution.html", {"institution": one}, headers=headers)


router.include_router(pages)
