"""The page of the console; what it shows comes from the routes, after the agent has logged in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.web.pages import MAX_TEXT_LENGTH, SECURITY_HEADERS, templates

router = APIRouter()


@router.get("/console", response_class=HTMLResponse, include_in_schema=False)
def console_page(request: Request) -> HTMLResponse:
    """Return the frame of the console; ``?phone=`` is read by the page itself and never stored in a log."""
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    return templates.TemplateResponse(request, "console.html", {"max_text_length": MAX_TEXT_LENGTH}, headers=headers)
