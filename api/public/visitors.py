"""Who looks at the public pages, for counting alone: a random name in a cookie, and the address behind it.

A whole industrial park may share one address. So one visitor is held to what one person reads, an address to what keeps
a flood from the machine. A name is sealed, so that nobody makes up a new one for each page: whoever shows none is
counted among the nameless of his address as well, and gets one.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from fastapi import Request, Response

from api.limiter import Allowance, caller_of
from api.state import AppState

COOKIE = "qifu_visitor"
NAME = re.compile(r"[0-9a-f]{32}")
SEAL_CHARACTERS = 32
MADE = "new_visitor"


@dataclass(frozen=True)
class Bounds:
    """What one visitor, those of an address without a name, and an address may do."""

    visitor: Allowance
    nameless: Allowance
    address: Allowance


# A visitor reads two pages a second at most; 150 visitors who leaf through at eight pages a minute fill an address.
LOOKS = Bounds(
    Allowance("public-visitor", "120/minute"),
    Allowance("public-nameless", "600/minute"),
    Allowance("public-address", "1200/minute"),
)
# A search costs a match, many times a page: a visitor types one every two seconds at most.
SEARCHES = Bounds(
    Allowance("search-visitor", "30/minute"),
    Allowance("search-nameless", "60/minute"),
    Allowance("search-address", "300/minute"),
)


def count(request: Request, state: AppState, bounds: Bounds = LOOKS) -> None:
    """Count a look at a page.

    :raises TooManyRequestsError: If this visitor, or his address, has looked too often.
    """
    address, name = caller_of(request), _named(request, state.secret)
    if not name:
        state.limiter.take(bounds.nameless, address)
        name = secrets.token_hex(16)
        setattr(request.state, MADE, _sealed(state.secret, name))
    state.limiter.take(bounds.visitor, name)
    state.limiter.take(bounds.address, address)


def count_holder(request: Request, state: AppState, link: str) -> None:
    """Count a look by way of a link, which names its holder by itself: he gets no cookie.

    :raises TooManyRequestsError: If this link, or nameless ones of the address, were looked at too often.
    """
    state.limiter.take(LOOKS.nameless, caller_of(request))
    state.limiter.take(LOOKS.visitor, hashlib.sha256(link.encode()).hexdigest())


def keep(request: Request, answer: Response) -> None:
    """Give a visitor who was counted without a name the one that was made for him, until he closes his browser."""
    made = getattr(request.state, MADE, None)
    if made:
        answer.set_cookie(COOKIE, made, httponly=True, samesite="lax", secure=request.url.scheme == "https")


def _named(request: Request, secret: str) -> str:
    """Return the name that a visitor shows; empty if it is none of ours."""
    shown = request.cookies.get(COOKIE, "")
    name = shown.partition(".")[0]
    is_ours = NAME.fullmatch(name) is not None and hmac.compare_digest(_sealed(secret, name).encode(), shown.encode())
    return name if is_ours else ""


def _sealed(secret: str, name: str) -> str:
    key = hashlib.sha256(b"qifu-visitor:" + secret.encode()).digest()
    return f"{name}.{hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:SEAL_CHARACTERS]}"
