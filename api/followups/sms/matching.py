"""Which follow-up a text message answers: by the number it comes from and what was sent there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from api import encryption
from api.demands.models import Demand
from api.followups import planning
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.identity import holders
from knowledge.reading import case_numbers

SAID = (AttemptStatus.ACCEPTED, AttemptStatus.DELIVERED, AttemptStatus.WRITTEN)  # written: somebody sent it by hand
LATE = timedelta(days=14)  # after a follow-up was given up, an answer to it is still one

Found = tuple[FollowUp, Demand]


def answered_by(session: Session, phone: str, text: str, now: datetime) -> Found | None:
    """Return the follow-up that a message answers: the newest sent to the number, unless the message names a case.

    Open ones come first; one given up for nobody was reached counts for a while, as long as its question stands.
    """
    found = _asked(session, phone, col(FollowUp.status).in_(planning.OPEN))
    given_up = col(FollowUp.status) == FollowUpStatus.UNREACHED
    found += _asked(session, phone, given_up & (col(FollowUp.ended_at) >= (now - LATE).astimezone(UTC)))
    named = case_numbers.find(text)
    standing = [
        (one, demand)
        for one, demand in found
        if not planning.is_outlived(one, demand) and not holders.has_left(session, demand.conversation_id, phone)
    ]
    return next((pair for pair in standing if not named or pair[1].case_no in named), None)


def newest_demand(session: Session, phone: str) -> Demand | None:
    """Return the newest demand of a number."""
    query = select(Demand).where(col(Demand.phone_fingerprint).in_(encryption.current().fingerprints(phone)))
    return session.exec(query.order_by(col(Demand.id).desc()).limit(1)).first()


def _asked(session: Session, phone: str, state: ColumnElement[bool]) -> list[Found]:
    """Return the follow-ups in some state that went to a number by text message, the newest message first."""
    prints = encryption.current().fingerprints(phone)
    query = (
        select(FollowUp, Demand)
        .join(Demand, col(Demand.id) == FollowUp.demand_id)
        .join(FollowUpAttempt, col(FollowUpAttempt.follow_up_id) == FollowUp.id)
        .where(FollowUpAttempt.channel == FollowUpChannel.SMS, col(FollowUpAttempt.status).in_(SAID), state)
        .where(or_(col(FollowUpAttempt.person).in_(prints), col(Demand.phone_fingerprint).in_(prints)))
        .order_by(col(FollowUpAttempt.id).desc())
    )
    return [(one, demand) for one, demand in session.exec(query)]
