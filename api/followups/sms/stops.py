"""Who wants no more text messages. Codes that somebody has just asked for himself are sent all the same."""

from __future__ import annotations

from sqlmodel import Session, col, select

from api import encryption
from api.channels.once import insert_once
from api.followups.sms.models import SmsStop


def is_stopped(session: Session, phone: str) -> bool:
    """Tell whether nothing may go to this number."""
    return find(session, phone) is not None


def find(session: Session, phone: str) -> SmsStop | None:
    """Return who stopped it and when, if somebody did."""
    prints = encryption.current().fingerprints(phone)
    return session.exec(select(SmsStop).where(col(SmsStop.phone_fingerprint).in_(prints))).first()


def stop(session: Session, phone: str, by: str) -> bool:
    """Send nothing to this number any more; return whether something could be sent until now."""
    if is_stopped(session, phone):
        return False
    fingerprint = encryption.current().fingerprint(phone)
    return insert_once(session, SmsStop(phone=phone, phone_fingerprint=fingerprint, by=by)) is not None


def allow(session: Session, phone: str) -> bool:
    """Send to this number again, for its holder says so; return whether that changed anything."""
    known = find(session, phone)
    if known is not None:
        session.delete(known)
        session.flush()
    return known is not None
