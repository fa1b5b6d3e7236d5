"""Pages: how they are written, and how an error becomes one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import StatementError

from api import logs
from api.errors import NO_ADDRESS, QifuError, TooManyRequestsError, of_storage, respond
from api.public import visitors
from api.public.sheet import day
from api.web.pages import SECURITY_HEADERS, templates

log = structlog.get_logger(__name__)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
PRIVATE = {"Cache-Control": "no-store"}
TITLES = {
    HTTPStatus.NOT_FOUND: "没有找到这一页",
    HTTPStatus.GONE: "这个链接已经失效",
    HTTPStatus.TOO_MANY_REQUESTS: "请稍等一会儿",
    HTTPStatus.UNPROCESSABLE_ENTITY: "这个地址读不懂",
    HTTPStatus.SERVICE_UNAVAILABLE: "服务正在准备",
}
UNREADABLE = "地址里有写错的内容，请从服务目录重新进入。"
NO_PAGE = "地址可能写错了，或者这一页已经不在了。"
PROGRAMS = ("/api/", "/internal/", "/static/", "/vendor/")
UNFORESEEN = "系统出了点问题，我们已记录，请稍后再试。"


def moment(text: str) -> str:
    """Return a written moment as people read it: 2026年11月23日 10:05."""
    at = datetime.fromisoformat(text)
    return f"{day(at.date())} {at:%H:%M}"


templates.env.filters.update({"day": day, "moment": moment})


def page(request: Request, name: str, context: dict[str, Any], status: int = 200, private: bool = False) -> Response:
    """Return a page with the headers that keep it to this host.

    :param private: It tells of one person's case: no cache may keep it.
    """
    headers = {**SECURITY_HEADERS, **(PRIVATE if private else {"Cache-Control": "no-cache"})}
    return templates.TemplateResponse(request, f"public/{name}", context, status_code=status, headers=headers)


def failure(request: Request, status: int, detail: str) -> Response:
    """Return the page that says what went wrong and where to go on."""
    title = TITLES.get(HTTPStatus(status), "出了点问题")
    return page(request, "error.html", {"title": title, "detail": detail, "code": status}, status, private=True)


def install(app: FastAPI) -> None:
    """Have a person who opens an address that is not there see a page; programs get the one error shape."""

    @app.exception_handler(HTTPStatus.NOT_FOUND.value)
    async def on_missing(request: Request, _: Exception) -> Response:
        if wants_page(request):
            return failure(request, HTTPStatus.NOT_FOUND, NO_PAGE)
        return respond("NotFound", NO_ADDRESS, HTTPStatus.NOT_FOUND)


def wants_page(request: Request) -> bool:
    """Tell whether a person looks: a browser asks for HTML, and not for a part of the interface."""
    is_browser = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    return is_browser and not request.url.path.startswith(PROGRAMS)


class PageRoute(APIRoute):
    """A route whose errors are pages, not JSON: people read them."""

    def get_route_handler(self) -> Handler:
        """Wrap the handler; a session that the route held has been undone by then."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                answer = await inner(request)
                visitors.keep(request, answer)
                return answer
            except RequestValidationError:
                return failure(request, HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE)
            except Exception as error:
                return _of_error(request, error)

        return handler


def _of_error(request: Request, error: Exception) -> Response:
    known = of_storage(error) if isinstance(error, StatementError) else error
    if not isinstance(known, QifuError):
        log.error("unforeseen_error", path=logs.plain_path(request.url.path), kind=type(error).__name__, exc_info=error)
        return failure(request, HTTPStatus.INTERNAL_SERVER_ERROR, UNFORESEEN)
    answer = failure(request, known.status, known.detail)
    if isinstance(known, TooManyRequestsError):
        answer.headers["Retry-After"] = str(known.wait_seconds)
    return answer
