"""The cookie of a browser session, and the proof that a page of ours, not a foreign one, sends what it authorises."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.accounts.sessions import COOKIE
from api.errors import NotAllowedError
from api.settings import Environment, Settings

HEADER = "X-Qifu-Csrf"
READING = ("GET", "HEAD", "OPTIONS")
OWN_SITES = ("same-origin", "none")
FOREIGN = "这个请求不是从本站的页面发出的，没有执行。"


def put(response: Response, request: Request, settings: Settings, token: str) -> None:
    """Give the browser the session's token, unreadable for scripts and never sent along from other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=is_secure(request, settings),
    )


def take_back(response: Response, request: Request, settings: Settings) -> None:
    """Have the browser forget the token."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=is_secure(request, settings))


def is_secure(request: Request, settings: Settings) -> bool:
    """Tell whether the cookie may travel over HTTPS alone."""
    return request.url.scheme == "https" or settings.environment is Environment.PRODUCTION


def check_origin(request: Request) -> None:
    """Refuse what a page of another site sends.

    :raises NotAllowedError: If the browser names another site as the sender.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in OWN_SITES:
        raise NotAllowedError(FOREIGN)
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise NotAllowedError(FOREIGN)


def check_write(request: Request) -> None:
    """Refuse a write that a cookie authorises unless a script of ours sends it: only that can set the header.

    :raises NotAllowedError: If the header is missing or the browser names another site.
    """
    if request.method in READING:
        return
    check_origin(request)
    if not request.headers.get(HEADER):
        raise NotAllowedError(f"用浏览器登录时，写操作要带请求头 {HEADER}: 1。")
