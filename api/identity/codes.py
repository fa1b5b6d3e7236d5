"""Codes of six digits that go out by text message: asked for seldom, good once, for minutes, for a few attempts.

Nothing that is kept tells a code: the key of the data makes it from a random seed, in the worker that sends it and in
the service that compares it. Source: docs/decisions/0025-identity.md
"""

from __future__ import annotations

import hmac
import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, func, select

from api import encryption
from api.clock import aware, utc_now
from api.database import hold_name
from api.errors import InvalidInputError, TooManyRequestsError
from api.identity.models import IdentityCode
from api.limiter import Allowance, Limiter
from api.masking import mask_phone
from api.outbox import service as outbox
from knowledge.reading.normalise import normalise

log = structlog.get_logger(__name__)
SEND = "identity.code"
DIGITS = 6
CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
VALID = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)  # between two codes to one number
DAY = timedelta(hours=24)
MOST_A_DAY = 8  # to one number; with five guesses each, one stranger in 25,000 guesses right within a day
MOST_ATTEMPTS = 5
AHEAD = timedelta(days=1)  # by which a code goes before everything else that waits to be sent
ASKED_BY_CALLER = Allowance("identity-code-caller", "30/hour")  # an office behind one address
ASKED_BY_HOLDER = Allowance("identity-code-holder", "6/hour")
ASKED_BY_NUMBER = Allowance("identity-code-number", f"{MOST_A_DAY}/day")
TRIED_BY_CALLER = Allowance("identity-try-caller", "120/hour")
TEXT = "【企服通】验证码{code}，{minutes}分钟内有效，用于绑定手机号查进度。不是您本人操作请忽略，不要告诉别人。"


@dataclass(frozen=True)
class Verdict:
    """What became of an attempt.

    :param phone: The number that is proven by it.
    :param left: How many attempts the code still has; none where there is no code to try.
    """

    phone: str | None = None
    left: int = 0

    def proven(self) -> str:
        """Return the number.

        :raises InvalidInputError: If nothing is; a code that was used, has expired or was never sent has one answer.
        """
        if self.phone is not None:
            return self.phone
        if self.left:
            raise InvalidInputError(f"验证码不对，还可以再试 {self.left} 次。")
        raise InvalidInputError("验证码不对或已失效，请重新获取。")


def count(limiter: Limiter, caller: str, conversation_id: str, phone: str) -> None:
    """Count a wish for a code, by who asks, for which conversation, and to which number.

    :raises TooManyRequestsError: If any of them has asked too often, whether anybody knows the number or not.
    """
    number = encryption.current().fingerprint(phone)
    try:
        limiter.take(ASKED_BY_CALLER, caller)
        limiter.take(ASKED_BY_HOLDER, conversation_id)
        limiter.take(ASKED_BY_NUMBER, number)
    except TooManyRequestsError:
        log.warning("identity_codes_too_often", number=number[:12], conversation=conversation_id)
        raise


def issue(session: Session, conversation_id: str, phone: str) -> IdentityCode:
    """Have a code sent; an earlier one of this conversation is good no longer.

    :raises TooManyRequestsError: If this number was sent one a moment ago, or many today.
    """
    number = encryption.current().fingerprint(phone)
    hold_name(session, f"identity-code:{number}")  # then of two at once the second sees what the first sent
    now = utc_now()
    _spare(session, phone, now)
    for earlier in _open(session, conversation_id):
        earlier.ended_at = now
        session.add(earlier)
    fresh = IdentityCode(
        conversation_id=conversation_id,
        phone=phone,
        phone_fingerprint=number,
        seed=secrets.token_hex(16),
        created_at=now,
        expires_at=now + VALID,
    )
    session.add(fresh)
    session.flush()
    outbox.put(session, SEND, {"code_id": fresh.id}, f"identity-code:{fresh.id}", due_at=now - AHEAD)
    return fresh


def read(text: str) -> str:
    """Return the digits that were typed, as people type them.

    :raises InvalidInputError: If they cannot be a code: that is no guess, and is not counted as one.
    """
    typed = "".join(normalise(text).split())
    if not CODE.fullmatch(typed):
        raise InvalidInputError(f"验证码是短信里的{DIGITS}位数字，请核对后再填。")
    return typed


def check(session: Session, conversation_id: str, said: str) -> Verdict:
    """Try a code on the newest that was sent for a conversation; the attempt counts whatever comes of it.

    The session must be committed also where the answer is no.
    """
    found = _open(session, conversation_id)
    code = found[0] if found else None
    now = utc_now()
    if code is None or code.attempts >= MOST_ATTEMPTS or aware(code.expires_at) <= now:
        return Verdict()
    code.attempts += 1
    is_right = any([hmac.compare_digest(one.encode(), said.encode()) for one in _made(code)])
    if is_right or code.attempts >= MOST_ATTEMPTS:
        code.ended_at = now
    session.add(code)
    session.flush()
    return Verdict(code.phone) if is_right else Verdict(left=MOST_ATTEMPTS - code.attempts)


def sent_to(session: Session, conversation_id: str) -> str | None:
    """Return the number, masked, from which a code is still awaited."""
    query = select(IdentityCode).where(
        IdentityCode.conversation_id == conversation_id, col(IdentityCode.ended_at).is_(None)
    )
    code = session.exec(query.order_by(col(IdentityCode.id).desc()).limit(1)).first()
    return mask_phone(code.phone) if code is not None and is_wanted(code) else None


def words_of(code: IdentityCode) -> str:
    """Return the message that brings a code."""
    return TEXT.format(code=_made(code)[0], minutes=VALID // timedelta(minutes=1))


def is_wanted(code: IdentityCode) -> bool:
    """Tell whether a code still opens anything."""
    return code.ended_at is None and aware(code.expires_at) > utc_now()


def _made(code: IdentityCode) -> list[str]:
    """Return a code as each key makes it, that of the key in force first."""
    prints = encryption.current().fingerprints(f"identity-code:{code.seed}")
    return [f"{int(digest[:16], 16) % 10**DIGITS:0{DIGITS}d}" for digest in prints]


def _open(session: Session, conversation_id: str) -> list[IdentityCode]:
    query = select(IdentityCode).where(
        IdentityCode.conversation_id == conversation_id, col(IdentityCode.ended_at).is_(None)
    )
    return list(session.exec(query.order_by(col(IdentityCode.id).desc()).with_for_update()))


def _spare(session: Session, phone: str, now: datetime) -> None:
    """Refuse to disturb one number too often; counted in the database, for all processes."""
    mine = col(IdentityCode.phone_fingerprint).in_(encryption.current().fingerprints(phone))
    query = select(func.count(), func.max(IdentityCode.created_at), func.min(IdentityCode.created_at))
    sent, last, first = session.exec(query.where(mine, col(IdentityCode.created_at) > now - DAY)).one()
    if not sent:
        return
    wait = aware(last) + PAUSE - now if sent < MOST_A_DAY else aware(first) + DAY - now
    if wait > timedelta(0):
        raise TooManyRequestsError(math.ceil(wait.total_seconds()))
