"""Short signed links by which an enterprise rates without signing in (``/r/{token}``).

A link opens one case alone. One that is forged, cut short or of a case that never was gets one and the same answer;
only who was given a true one learns that it is too old, or that the record is deleted.

Source: docs/decisions/0021-ratings-in-ranking.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from api.accounts import service as accounts
from api.accounts.actors import ENTERPRISE, Actor
from api.accounts.models import User
from api.appeals.models import Appeal
from api.clock import iso, utc_now
from api.demands.models import Demand
from api.errors import ConflictError, GoneError, NotFoundError
from api.ratings import keeping
from api.ratings.keeping import Case

VALID = timedelta(days=30)
LINK = Actor(ENTERPRISE.name, ENTERPRISE.kind, "link")
TOKEN = re.compile(r"([XS]Q\d{12,20})\.([0-9a-f]{6,10})\.([\w-]{22})", re.ASCII)
WRONG = "这个评价链接不对，请核对是不是复制完整了；也可以在登记时的对话里评价，或凭编号和电话在“查进度”里评价。"
EXPIRED = "这个评价链接过了有效期。要评价的话，请在登记时的对话里说，或凭编号和电话在“查进度”里评价。"
ERASED = "这件事的记录已经删除，不能评价了。"
NO_ADDRESS = "还没有设本平台的网址（QIFU_PUBLIC_URL），给不出评价链接。"
Address = Callable[[str], str]


def addresses(public_url: str, secret: str) -> Address | None:
    """Return what gives the address at which a case is rated; None where the service does not know its own."""
    if not public_url:
        return None
    return lambda case_no: f"{public_url.rstrip('/')}/r/{issue(secret, case_no)}"


def hand_out(session: Session, address: Address | None, case: Case, user: User) -> dict[str, Any]:
    """Return the address for somebody who passes it on, audited.

    :raises ConflictError: If the service does not know its own address, or the case is not done yet.
    """
    if address is None:
        raise ConflictError(NO_ADDRESS)
    keeping.check(case)
    accounts.record(session, user.username, "rating_link", case.case_no)
    return {"case_no": case.case_no, "url": address(case.case_no), "expires_at": iso(utc_now() + VALID)}


def issue(secret: str, case_no: str, valid: timedelta = VALID) -> str:
    """Return a token of some 45 characters that lets its holder rate this one case until it expires."""
    until = f"{int((utc_now() + valid).timestamp()):x}"
    return f"{case_no}.{until}.{_sign(secret, case_no, until)}"


def opened(session: Session, secret: str, token: str, now: datetime | None = None) -> Case:
    """Return the case that a token opens.

    :raises NotFoundError: If it is forged or malformed.
    :raises GoneError: If it is true, and has expired or the record was deleted since.
    """
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_sign(secret, found[1], found[2]), found[3]):
        raise NotFoundError(WRONG)
    if (now or utc_now()) >= datetime.fromtimestamp(int(found[2], 16), UTC):
        raise GoneError(EXPIRED)
    case = _find(session, found[1])
    if case is None or _is_erased(case):
        raise GoneError(ERASED)
    return case


def _find(session: Session, case_no: str) -> Case | None:
    table: Any = Demand if case_no.startswith("XQ") else Appeal
    case: Case | None = session.exec(select(table).where(table.case_no == case_no)).first()
    return case


def _is_erased(case: Case) -> bool:
    """Tell whether the enterprise's words were deleted: a case is not recorded without any."""
    return not (case.need if isinstance(case, Demand) else case.detail)


def _sign(secret: str, case_no: str, until: str) -> str:
    key = hashlib.sha256(b"qifu-rating:" + secret.encode()).digest()
    digest = hmac.digest(key, f"{case_no}.{until}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()[:22]
