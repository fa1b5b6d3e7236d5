"""The notice on personal data, each version at its address, with the ways to take one's talk along or delete it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.consents import texts
from api.deps import StateDep
from api.public.routing import PageRoute
from api.public.sheet import day
from api.web.pages import SECURITY_HEADERS, templates

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/privacy", response_class=HTMLResponse)
def privacy_page(request: Request, state: StateDep, version: Annotated[str, Query(max_length=32)] = "") -> HTMLResponse:
    """Return the version in force, an earlier one, or one that is announced."""
    today = state.clock.today()
    now, coming = texts.in_force(today), texts.coming(today)
    text = texts.read(version) if version else now
    earlier = [one for one in reversed(texts.versions()) if one < now.version]
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    context = {"text": text, "now": now.version, "coming": coming, "earlier": earlier, "told": told}
    return templates.TemplateResponse(request, "privacy.html", context, headers=headers)


def told(version: str) -> str:
    """Return the day of a version as people write it; a version is named by its day."""
    try:
        return day(date.fromisoformat(version))
    except ValueError:
        return version
