"""Links to the page of one answer, which nobody can guess."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta

from sqlmodel import Session

from api.channels.wechat.models import Inbound
from api.clock import aware, utc_now
from api.errors import NotFoundError

VALID = timedelta(days=30)
SEAL_CHARACTERS = 24
TOKEN = re.compile(rf"([1-9][0-9]{{0,17}})-([0-9a-f]{{{SEAL_CHARACTERS}}})")


def token_of(secret: str, row_id: int) -> str:
    """Return the token of the page of a message's answer."""
    seal = hmac.new(secret.encode(), f"qifu-wechat-page:{row_id}".encode(), hashlib.sha256).hexdigest()
    return f"{row_id}-{seal[:SEAL_CHARACTERS]}"


def link_of(public_url: str, secret: str, row_id: int) -> str:
    """Return the address of the page."""
    return f"{public_url}/m/{token_of(secret, row_id)}"


def opened(session: Session, secret: str, token: str) -> Inbound:
    """Return the message whose answer a token opens.

    :raises NotFoundError: If the token is forged or too old, or the answer was deleted; nobody learns which.
    """
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(token_of(secret, int(found[1])), token):
        raise NotFoundError("这个页面不存在，或已过期。请回到公众号再问一次。")
    row = session.get(Inbound, int(found[1]))
    if row is None or not row.replies or utc_now() - aware(row.created_at) > VALID:
        raise NotFoundError("这个页面不存在，或已过期。请回到公众号再问一次。")
    return row
