"""The notice on personal data, each version at its address, with the ways to take one's talk along or delete it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.consents import texts
from api.web.pages import SECURITY_HEADERS, templates

router = APIRouter(include_in_schema=False)


@router.get("/privacy", response_class=HTMLResponse)
def privacy_page(request: Request, version: Annotated[str, Query(max_length=32)] = "") -> HTMLResponse:
    """Return the version in force, or an earlier one."""
    text = texts.read(version) if version else texts.current()
    others = [one for one in reversed(texts.versions()) if one != text.version]
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    return templates.TemplateResponse(request, "privacy.html", {"text": text, "others": others}, headers=headers)
