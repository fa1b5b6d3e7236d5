"""The page of the console; what it shows comes from the routes. Who is not signed in is sent to the login page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.accounts.models import Role, User
from api.deps import allow_page
from api.web.pages import MAX_TEXT_LENGTH, SECURITY_HEADERS, templates

router = APIRouter()
ConsoleUser = Annotated[User, Depends(allow_page(Role.AGENT))]


@router.get("/console", response_class=HTMLResponse, include_in_schema=False)
def console_page(request: Request, _: ConsoleUser) -> HTMLResponse:
    """Return the frame of the console; ``?phone=`` is read by the page itself and never stored in a log."""
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
    return templates.TemplateResponse(request, "console.html", {"max_text_length": MAX_TEXT_LENGTH}, headers=headers)
