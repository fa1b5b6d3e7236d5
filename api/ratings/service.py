"""Taking a score, in the conversation or outside it, with its remark, and what follows a low one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.accounts.actors import ENTERPRISE
from api.callbacks import service as callbacks
from api.callbacks.models import CallReason
from api.clock import utc_now
from api.errors import ConflictError
from api.identity import cases as identity
from api.identity.cases import Reach
from api.ratings import keeping
from api.ratings.keeping import Case
from api.ratings.models import AfterLow, Rating
from knowledge.reading import case_numbers
from knowledge.reading.satisfaction import read_remark, read_satisfaction


@dataclass(frozen=True)
class Rated:
    """What became of a rating.

    :param case_no: The case that is meant, None if there is none to rate.
    :param score: The score, None if the words hold none.
    :param unready: How far the named case is, where it cannot be rated yet.
    """

    case_no: str | None = None
    score: int | None = None
    low: bool = False
    unready: str | None = None


def rate(session: Session, conversation_id: str, text: str) -> Rated:
    """Keep a score with the case that the text names, else with the newest that can be rated.

    Once the conversation is bound that may be a case of another channel.
    """
    cases = _cases(session, identity.of_holder(session, conversation_id))
    named = [case for case in cases if case.case_no in case_numbers.find(text)]
    ready = [case for case in named or cases if keeping.is_rateable(case)]
    if not ready:
        return Rated(named[0].case_no, unready=keeping.state(named[0])) if named else Rated()
    case, score = max(ready, key=lambda one: one.updated_at), read_satisfaction(text)
    if score is None:
        return Rated(case.case_no)
    keeping.keep(session, case, score, read_remark(text), ENTERPRISE)
    return Rated(case.case_no, score, score <= keeping.LOW)


def after_low(session: Session, conversation_id: str, wish: AfterLow, phone: str | None) -> Rating | None:
    """Record what was chosen after the newest low score; the call that it brought is made, or not wanted."""
    numbers = [case.case_no for case in _cases(session, identity.of_holder(session, conversation_id))]
    query = select(Rating).where(col(Rating.case_no).in_(numbers), Rating.score <= keeping.LOW)
    rating = session.exec(query.order_by(Rating.updated_at.desc())).first()  # type: ignore[attr-defined]
    return answer_low(session, rating, wish, phone) if rating else None


def answer_low(session: Session, rating: Rating, wish: AfterLow, phone: str | None) -> Rating:
    """Record what was chosen after this low score; a call-back is put on the agents' list.

    :raises ConflictError: If the score is not low.
    """
    if rating.score > keeping.LOW:
        raise ConflictError(f"{rating.case_no} 的评价是 {rating.score} 分，不需要补救。")
    rating.after_low, rating.updated_at = wish, utc_now()
    session.add(rating)
    if wish is AfterLow.CALL_BACK:
        callbacks.wish(session, rating.conversation_id, CallReason.LOW_RATING, phone, rating.case_no)
    if wish is AfterLow.NOTHING:
        alone = None if rating.conversation_id else rating.case_no
        callbacks.unwish(session, rating.conversation_id, CallReason.LOW_RATING, alone)
    session.flush()
    return rating


def known_phone(session: Session, conversation_id: str) -> str | None:
    """Return the number that was left with the newest case of the conversation that has one, else the verified one."""
    phones = [case.personal.get("phone") for case in _cases(session, Reach((conversation_id,)))]
    left = next((str(phone) for phone in reversed(phones) if phone), None)
    return left or identity.of_holder(session, conversation_id).phone


def _cases(session: Session, reach: Reach) -> list[Case]:
    return [*identity.demands(session, reach), *identity.appeals(session, reach)]
