"""Pages of one's own account: signing in, password, sessions; and the page that says what a role may not see."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, select

from api.accounts import passwords
from api.accounts.models import Role, User
from api.catalogue.models import Institution
from api.deps import PageUser, ReadSessionDep, StateDep, current_user
from api.errors import PageRefusedError, QifuError
from api.web.pages import SECURITY_HEADERS, templates
from api.windows import tree

HOME = "/account"
START = {  # where work begins
    Role.AGENT: "/console",
    Role.ADMIN: "/console",
    Role.VIEWER: "/figures",
    Role.MAINTAINER: "/admin",
    Role.REVIEWER: "/admin",
}
PAGES = (
    ("/console", "坐席工作台", (Role.AGENT, Role.ADMIN)),
    ("/figures", "运营统计", (Role.AGENT, Role.ADMIN, Role.VIEWER)),
    ("/admin", "目录维护", (Role.MAINTAINER, Role.REVIEWER, Role.ADMIN)),
    ("/docs", "接口说明", (Role.ADMIN,)),
)
LONGEST_NEXT = 500
PRIVATE = {**SECURITY_HEADERS, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
router = APIRouter(include_in_schema=False)


@router.get("/login", response_class=HTMLResponse)
async def login_page(request: Request, state: StateDep, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    """Return the page to sign in; who is signed in already goes on."""
    try:
        user: User | None = await current_user(request, state)
    except QifuError:
        user = None
    following = safe_next(wanted) or (start_of(user) if user else "")
    if user is not None:
        return RedirectResponse(following, 303, headers=PRIVATE)
    return _page(request, "login.html", following=following)


@router.get("/account", response_class=HTMLResponse)
def account_page(request: Request, user: PageUser, session: ReadSessionDep) -> HTMLResponse:
    """Return the page of one's own account, with the way to the pages of one's work."""
    pages = [(path, title) for path, title, roles in PAGES if user.role in roles]
    if user.role is Role.INSTITUTION and user.institution:
        pages.insert(0, (f"/institutions/{quote(user.institution, safe='')}", "本机构的情况"))
    return _page(
        request, "account.html", user=user, place=_place(session, user), pages=pages, shortest=passwords.SHORTEST
    )


def _place(session: Session, user: User) -> str:
    """Return by its name where a user works."""
    if user.institution:
        found = session.exec(select(Institution.name).where(Institution.key == user.institution)).first()
        return found or user.institution
    return (tree.load(session).name(user.window) or user.window) if user.window else "不限"


def safe_next(wanted: str) -> str:
    """Return a path on this site to go on to; empty if what is wanted leads anywhere else.

    >>> safe_next("/console?tab=2"), safe_next("//evil.example"), safe_next("https://evil.example/console")
    ('/console?tab=2', '', '')
    """
    is_plain = len(wanted) <= LONGEST_NEXT and wanted.isprintable() and " " not in wanted and "\\" not in wanted
    if not is_plain or not wanted.startswith("/") or wanted.startswith("//"):
        return ""
    parts = urlsplit(wanted)
    is_here = not parts.scheme and not parts.netloc
    return wanted if is_here and parts.path != "/login" else ""


def start_of(user: User) -> str:
    """Return the page where a user's work begins."""
    return START.get(user.role, HOME)


def install(app: FastAPI) -> None:
    """Add the pages, and tell on a page what a role may not see."""
    app.include_router(router)

    @app.exception_handler(PageRefusedError)
    async def on_refused(request: Request, error: PageRefusedError) -> Response:
        return _page(request, "refused.html", error.status, detail=error.detail)


def _page(request: Request, name: str, status: int = 200, **context: object) -> HTMLResponse:
    return templates.TemplateResponse(request, name, context, status_code=int(status), headers=PRIVATE)
