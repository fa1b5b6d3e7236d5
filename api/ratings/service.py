"""Taking a score, in the conversation or outside it, with its remark, and what follows a low one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, select

from api import numbering
from api.appeals import service as appeals
from api.appeals.models import Appeal, AppealStatus
from api.callbacks import service as callbacks
from api.callbacks.models import CallReason
from api.clock import utc_now
from api.demands import lifecycle
from api.demands.actors import ENTERPRISE
from api.demands.models import Demand, DemandStatus
from api.errors import ConflictError
from api.ratings.models import AfterLow, Rating
from knowledge import statuses
from knowledge.reading.satisfaction import read_remark, read_satisfaction

LOW = 2  # stars at which something is offered to make up for it
RATEABLE_DEMANDS = (DemandStatus.COMPLETED, DemandStatus.RATED, DemandStatus.CLOSED)
RATEABLE_APPEALS = (AppealStatus.ANSWERED, AppealStatus.CLOSED)
Case = Demand | Appeal


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
    """Keep a score with the case that the text names, else with the newest that can be rated."""
    cases = _cases(session, conversation_id)
    named = [case for case in cases if case.case_no in {no.upper() for no in numbering.CASE_NO.findall(text)}]
    ready = [case for case in named or cases if is_rateable(case)]
    if not ready:
        return Rated(named[0].case_no, unready=_state(named[0])) if named else Rated()
    case, score = max(ready, key=lambda one: one.updated_at), read_satisfaction(text)
    if score is None:
        return Rated(case.case_no)
    _keep(session, conversation_id, case, score, read_remark(text))
    return Rated(case.case_no, score, score <= LOW)


def give(session: Session, case: Case, score: int, remark: str) -> Rating:
    """Keep a score that was given outside the conversation, by the rules that hold inside it.

    :raises ConflictError: If the case cannot be rated yet, or belongs to no conversation.
    """
    if not is_rateable(case):
        raise ConflictError(f"{case.case_no} 现在是“{_state(case)}”，办完以后才能评价。")
    if case.conversation_id is None:
        raise ConflictError(f"{case.case_no} 不是在对话里登记的，请拨打服务热线评价。")
    return _keep(session, case.conversation_id, case, score, remark)


def after_low(session: Session, conversation_id: str, wish: AfterLow, phone: str | None) -> Rating | None:
    """Record what was chosen after the newest low score; a call-back is put on the agents' list."""
    query = select(Rating).where(Rating.conversation_id == conversation_id, Rating.score <= LOW)
    rating = session.exec(query.order_by(Rating.updated_at.desc())).first()  # type: ignore[attr-defined]
    return answer_low(session, rating, wish, phone) if rating else None


def answer_low(session: Session, rating: Rating, wish: AfterLow, phone: str | None) -> Rating:
    """Record what was chosen after this low score; a call-back is put on the agents' list.

    :raises ConflictError: If the score is not low.
    """
    if rating.score > LOW:
        raise ConflictError(f"{rating.case_no} 的评价是 {rating.score} 分，不需要补救。")
    rating.after_low, rating.updated_at = wish, utc_now()
    session.add(rating)
    if wish is AfterLow.CALL_BACK:
        callbacks.wish(session, rating.conversation_id, CallReason.LOW_RATING, phone, rating.case_no)
    session.flush()
    return rating


def of_case(session: Session, case_no: str) -> Rating | None:
    """Return the rating of a case."""
    return session.exec(select(Rating).where(Rating.case_no == case_no)).first()


def known_phone(session: Session, conversation_id: str) -> str | None:
    """Return the number that was left with the newest case of the conversation that has one."""
    phones = [case.personal.get("phone") for case in _cases(session, conversation_id)]
    return next((str(phone) for phone in reversed(phones) if phone), None)


def _keep(session: Session, conversation_id: str, case: Case, score: int, remark: str) -> Rating:
    rating = of_case(session, case.case_no) or Rating(
        case_no=case.case_no, conversation_id=conversation_id, score=score
    )
    rating.score, rating.remark, rating.updated_at = score, remark or rating.remark, utc_now()
    rating.after_low = AfterLow.OFFERED if score <= LOW else None
    session.add(rating)
    if isinstance(case, Demand):
        case.rating = score
        session.add(case)
        session.flush()
        if case.status is DemandStatus.COMPLETED:
            lifecycle.move(session, case, DemandStatus.RATED, ENTERPRISE)
    session.flush()
    return rating


def _cases(session: Session, conversation_id: str) -> list[Case]:
    demands = select(Demand).where(Demand.conversation_id == conversation_id).order_by(Demand.id)  # type: ignore[arg-type]
    return [*session.exec(demands), *appeals.of_conversation(session, conversation_id)]


def is_rateable(case: Case) -> bool:
    """Tell whether a case is far enough to be rated; what was rated may be rated again."""
    return case.status in (RATEABLE_DEMANDS if isinstance(case, Demand) else RATEABLE_APPEALS)


def _state(case: Case) -> str:
    what: Literal["demand", "appeal"] = "demand" if isinstance(case, Demand) else "appeal"
    return statuses.label(what, case.status.value)
