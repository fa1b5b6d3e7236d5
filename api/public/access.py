"""Getting at one's own case with its number and the phone that was left with it.

A wrong pair gets one and the same answer, whether there is such a number or not; every attempt is kept. What is right
opens the case for a quarter of an hour by a signed ticket.

Attempts are counted by caller and number together, so that nobody locks out the owner, who comes from elsewhere. While
one number is tried from many places, whoever comes has only a few attempts left: enough for who knows the phone.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import jwt
import structlog
from sqlmodel import Session, select

from api import encryption, numbering
from api.accounts import service as accounts
from api.appeals.models import Appeal
from api.demands.models import Demand
from api.errors import TooManyRequestsError, UnauthenticatedError
from api.limiter import Allowance, Limiter
from api.ratings.keeping import Case
from knowledge.reading import case_numbers
from knowledge.reading.identifiers import read_identifiers
from knowledge.reading.normalise import normalise

log = structlog.get_logger(__name__)
BY_CALLER = Allowance("progress-caller", "60/10 minutes")  # an office behind one address, each with a case of its own
BY_PAIR = Allowance("progress-pair", "8/10 minutes")
BY_NUMBER = Allowance("progress-number", "40/10 minutes")  # more than one household and one office would try
BESIEGED = Allowance("progress-besieged", "2/10 minutes")
TICKET_MINUTES = 15
ACTOR = "public"
NO_PHONE = "-"  # a case without a phone has the fingerprint of nothing that anybody can type
ALGORITHM = "HS256"


def count(limiter: Limiter, caller: str, number: str) -> None:
    """Count an attempt of a caller on a number, before anything is looked up.

    :raises TooManyRequestsError: If he has tried too often, this number or any, whether it exists or not.
    """
    pair = _digest(f"{number} {caller}")
    try:
        limiter.take(BY_CALLER, caller)
        limiter.take(BY_PAIR, pair)
        if _is_besieged(limiter, number):
            limiter.take(BESIEGED, pair)
    except TooManyRequestsError:
        log.warning("progress_tried_too_often", number=number, caller=encryption.current().fingerprint(caller)[:12])
        raise


def _is_besieged(limiter: Limiter, number: str) -> bool:
    """Count an attempt on a number by anybody, and tell whether there have been too many."""
    try:
        limiter.take(BY_NUMBER, _digest(number))
    except TooManyRequestsError:
        log.warning("progress_besieged", number=number)
        return True
    return False


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_number(text: str) -> str | None:
    """Return the case number that was typed, None if it has not the form of one."""
    return case_numbers.only(text)


def read_phone(text: str) -> str | None:
    """Return the digits of the phone that was typed as people write it, None if it is none."""
    spans = read_identifiers(normalise(text), asked=True)
    return next((str(span.value) for span in spans if span.slot == "phone"), None)


def attempt(session: Session, number: str, phone: str, caller: str) -> Case | None:
    """Return the case if number and phone belong together; kept in the audit either way."""
    case, cipher = find(session, number), encryption.current()
    fits = hmac.compare_digest(_fingerprint(case), cipher.fingerprint(phone))
    accounts.record(
        session, ACTOR, "progress_opened" if fits else "progress_refused", number[:64], cipher.fingerprint(caller)[:12]
    )
    session.flush()
    return case if fits else None


def _fingerprint(case: Case | None) -> str:
    if isinstance(case, Demand) and case.phone_fingerprint:
        return case.phone_fingerprint
    known = case.personal.get("phone") if isinstance(case, Appeal) else None
    return encryption.current().fingerprint(str(known or NO_PHONE))


def find(session: Session, number: str) -> Case | None:
    """Return the demand or the appeal of a number."""
    if number.startswith(numbering.DEMAND_PREFIX):
        return session.exec(select(Demand).where(Demand.case_no == number)).first()
    return session.exec(select(Appeal).where(Appeal.case_no == number)).first()


def issue(secret: str, case: Case) -> str:
    """Return the ticket that opens a case for ``TICKET_MINUTES``."""
    until = datetime.now(UTC) + timedelta(minutes=TICKET_MINUTES)
    return jwt.encode({"case": case.case_no, "exp": until}, _key(secret), algorithm=ALGORITHM)


def require(session: Session, secret: str, ticket: str) -> Case:
    """Return the case that a ticket opens.

    :raises UnauthenticatedError: If it is forged or expired, or the case is gone.
    """
    try:
        payload = jwt.decode(ticket, _key(secret), algorithms=[ALGORITHM], options={"require": ["case", "exp"]})
        case = find(session, str(payload["case"]))
    except jwt.PyJWTError:
        case = None
    if case is None:
        raise UnauthenticatedError("查看时间已过，请重新填写编号和电话。")
    return case


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"qifu-progress:" + secret.encode()).digest()
