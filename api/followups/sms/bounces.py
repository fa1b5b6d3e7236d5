"""Numbers to which no text message can go: the provider said that they are nobody's, not that it failed this time.

Kept by the number's keyed digest alone, until a message arrives there or the number is given anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from api import encryption
from api.channels.once import insert_once
from api.clock import aware
from api.demands.models import Demand
from api.followups.sms.models import SmsBounce
from api.outbox.handlers import Work

# What providers say of a number that is gone for good, in this order. What may pass is none of it: 关机, 停机 (a bill
# that was not paid), 不在服务区, 黑名单, and whatever does not exist that is no number (签名不存在).
LASTING = (
    ("空号", re.compile(r"(?<!非)(?<!不是)空号|(?:号码|用户|机主)\s*(?:并)?不存在", re.IGNORECASE)),
    ("已销号", re.compile(r"销号|销户|(?:号码|用户|手机)\s*已?(?:被)?注销")),
    ("永久停机", re.compile(r"永久(?:性)?(?:停机|关机|停用)")),
    ("空号", re.compile(r"\b(?:number|subscriber)\b[\w ]{0,12}\bnot exist|\bunknown subscriber\b", re.IGNORECASE)),
)
DOUBT = re.compile(r"疑似|可能|或|/|、")  # 空号或关机 says neither


def read(detail: str) -> str | None:
    """Return why a number is gone for good by the words of a report; None if it may work again."""
    if DOUBT.search(detail):
        return None
    return next((why for why, words in LASTING if words.search(detail)), None)


def find(session: Session, phone: str) -> SmsBounce | None:
    """Return why nothing can go to this number, if that is known."""
    prints = encryption.current().fingerprints(phone)
    return session.exec(select(SmsBounce).where(col(SmsBounce.phone_fingerprint).in_(prints))).first()


def told(bounce: SmsBounce) -> str:
    """Return it as agents are told."""
    return f"短信发不到：{bounce.why}"


def of(session: Session, demands: Iterable[Demand]) -> dict[str, str]:
    """Return by the digest of the number what agents are told of those demands whose number bounced; one query."""
    prints = {one.phone_fingerprint for one in demands if one.phone_fingerprint}
    if not prints:
        return {}
    rows = session.exec(select(SmsBounce).where(col(SmsBounce.phone_fingerprint).in_(prints)))
    return {row.phone_fingerprint: told(row) for row in rows}


def keep(session: Session, fingerprint: str, why: str, now: datetime) -> None:
    """Remember that a number is gone; known before, it stays as it was."""
    insert_once(session, SmsBounce(phone_fingerprint=fingerprint, why=why, at=now.astimezone(UTC)))


def forget(session: Session, fingerprints: Iterable[str], until: datetime | None = None) -> None:
    """Send to a number again.

    :param until: Only if it bounced before this moment.
    """
    mine: list[ColumnElement[bool]] = [col(SmsBounce.phone_fingerprint).in_(list(fingerprints))]
    if until is not None:
        mine.append(col(SmsBounce.at) <= aware(until).astimezone(UTC))
    session.execute(delete(SmsBounce).where(*mine))


def forget_number(session: Session, phone: str, until: datetime | None = None) -> None:
    """Send to a number again, whichever key its digest is of."""
    forget(session, encryption.current().fingerprints(phone), until)


def on_given(session: Session, work: Work, _: Any) -> None:
    """Take note that the enterprise has given the number of a demand anew."""
    demand = session.get(Demand, int(work.payload["demand_id"]))
    phone = demand.personal.get("phone") if demand else None
    if phone:
        forget_number(session, str(phone))


def renew(session: Session, demand: Demand) -> bool:
    """Put what is known of a demand's number under the key in force; return whether it was under an earlier one."""
    phone = demand.personal.get("phone")
    known = find(session, str(phone)) if phone else None
    wanted = encryption.current().fingerprint(str(phone))
    if known is None or known.phone_fingerprint == wanted:
        return False
    forget_number(session, str(phone))
    keep(session, wanted, known.why, aware(known.at))
    return True
