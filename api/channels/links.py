"""Links to the page of one answer, which nobody can guess."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from api.clock import aware, utc_now
from api.errors import NotFoundError

VALID = timedelta(days=30)
SEAL_CHARACTERS = 24
MISSING = "这个页面不存在，或已过期。请回到微信里再问一次。"
TOKEN = re.compile(rf"([1-9][0-9]{{0,17}})-([0-9a-f]{{{SEAL_CHARACTERS}}})")


class WithAnswer(Protocol):
    """A message that was answered; its table is the one of its channel."""

    replies: list[dict[str, Any]]
    created_at: datetime


Row = TypeVar("Row", bound=WithAnswer)


def token_of(secret: str, row_id: int, channel: str = "wechat") -> str:
    """Return the token of the page of a message's answer; one channel's opens nothing of another's."""
    seal = hmac.new(secret.encode(), f"qifu-{channel}-page:{row_id}".encode(), hashlib.sha256).hexdigest()
    return f"{row_id}-{seal[:SEAL_CHARACTERS]}"


def link_of(public_url: str, secret: str, row_id: int) -> str:
    """Return the address of the page of an answer on the official account."""
    return f"{public_url}/m/{token_of(secret, row_id)}"


def opened(session: Session, secret: str, token: str, table: type[Row], channel: str = "wechat") -> Row:
    """Return the message whose answer a token opens.

    :raises NotFoundError: If the token is forged or too old, or the answer was deleted; nobody learns which.
    """
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(token_of(secret, int(found[1]), channel), token):
        raise NotFoundError(MISSING)
    row = session.get(table, int(found[1]))
    if row is None or not row.replies or utc_now() - aware(row.created_at) > VALID:
        raise NotFoundError(MISSING)
    return row
