"""Short signed links by which an enterprise rates without signing in (``/r/{token}``)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from api.accounts.actors import ENTERPRISE, Actor
from api.appeals.models import Appeal
from api.clock import utc_now
from api.demands.models import Demand
from api.errors import InvalidInputError, NotFoundError, UnauthenticatedError
from api.ratings import keeping
from api.ratings.keeping import Case
from api.ratings.models import Rating

DAYS = 30
LINK = Actor(ENTERPRISE.name, ENTERPRISE.kind, "link")
TOKEN = re.compile(r"([XS]Q\d{12,20})\.([0-9a-f]{6,10})\.([\w-]{22})")
INVALID = "评价链接无效或已过期，请在对话里评价，或拨打服务热线。"
LONGEST_REMARK = 500


@dataclass(frozen=True)
class ToRate:
    """What the page of a link shows: nothing that names a person."""

    case_no: str
    what: str
    state: str
    is_rateable: bool
    score: int | None


def issue(secret: str, case_no: str, days: int = DAYS) -> str:
    """Return a token of some 45 characters that lets its holder rate this one case until it expires."""
    until = f"{int((utc_now() + timedelta(days=days)).timestamp()):x}"
    return f"{case_no}.{until}.{_sign(secret, case_no, until)}"


def read(secret: str, token: str, now: datetime | None = None) -> str:
    """Return the number of the case that a token opens.

    :raises UnauthenticatedError: If it is forged, malformed or has expired.
    """
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_sign(secret, found[1], found[2]), found[3]):
        raise UnauthenticatedError(INVALID)
    if (now or utc_now()).timestamp() >= int(found[2], 16):
        raise UnauthenticatedError(INVALID)
    return found[1]


def case_of_token(session: Session, secret: str, token: str) -> ToRate:
    """Return what a token is about.

    :raises UnauthenticatedError: If the token does not hold.
    :raises NotFoundError: If the case was deleted since.
    """
    case = _require(session, read(secret, token))
    what = "需求" if isinstance(case, Demand) else "诉求"
    return ToRate(case.case_no, what, keeping.state(case), keeping.is_rateable(case), case.rating)


def rate_by_token(session: Session, secret: str, token: str, score: int, remark: str = "") -> Rating:
    """Keep the score that the holder of a link gives; giving another replaces it.

    :raises UnauthenticatedError: If the token does not hold.
    :raises InvalidInputError: If the score is none, or the remark too long.
    :raises ConflictError: If the case is not done, as after it was opened again.
    """
    if isinstance(score, bool) or score not in range(1, 6):
        raise InvalidInputError("评分要在 1 到 5 之间。")
    if len(remark) > LONGEST_REMARK:
        raise InvalidInputError(f"评价最多 {LONGEST_REMARK} 个字。")
    return keeping.keep(session, _require(session, read(secret, token)), score, remark.strip(), LINK)


def _require(session: Session, case_no: str) -> Case:
    table: Any = Demand if case_no.startswith("XQ") else Appeal
    case: Case | None = session.exec(select(table).where(table.case_no == case_no)).first()
    if case is None:
        raise NotFoundError("这件事的记录已经删除，不能评价了。")
    return case


def _sign(secret: str, case_no: str, until: str) -> str:
    key = hashlib.sha256(b"qifu-rating:" + secret.encode()).digest()
    digest = hmac.digest(key, f"{case_no}.{until}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()[:22]
