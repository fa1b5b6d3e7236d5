"""The page of figures; who may see which is decided where they are asked for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.web.pages import SECURITY_HEADERS, templates

router = APIRouter(include_in_schema=False)


@router.get("/figures", response_class=HTMLResponse)
def figures_page(request: Request) -> HTMLResponse:
    """Return the page; it holds no figures itself."""
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    return templates.TemplateResponse(request, "figures.html", headers=headers)
