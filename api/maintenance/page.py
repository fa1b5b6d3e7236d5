"""The page of maintainers; what it shows comes from the routes. Who is not signed in is sent to the login page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.accounts.models import Role, User
from api.deps import allow_page
from api.maintenance.states import ItemState
from api.matches.cards import KIND_LABELS
from api.public.places import places
from api.web.pages import SECURITY_HEADERS, templates

router = APIRouter(include_in_schema=False)
PageKeeper = Annotated[User, Depends(allow_page(Role.MAINTAINER, Role.REVIEWER))]
TABS = (("items", "目录"), ("import", "导入"), ("test", "检索测试"), ("index", "索引"), ("gaps", "知识缺口"))
OF_REVIEWER = ("items", "test", "index")  # the routes behind the others are not his


@router.get("/admin", response_class=HTMLResponse)
def admin_page(request: Request, user: PageKeeper) -> HTMLResponse:
    """Return the frame of the page with the parts that the role may use."""
    tabs = [tab for tab in TABS if user.role is not Role.REVIEWER or tab[0] in OF_REVIEWER]
    context = {
        "user": user,
        "tabs": tabs,
        "kinds": KIND_LABELS,
        "states": {one.value: one.label for one in ItemState},
        "places": places(),
        "most_bytes": request.app.state.settings.max_import_bytes,
    }
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
    return templates.TemplateResponse(request, "admin.html", context, headers=headers)
