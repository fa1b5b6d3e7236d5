"""Keeping a score with its case, by whichever way it came: the chat, a link, or an agent on the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from sqlmodel import Session, col, delete, select

from api.accounts.actors import Actor
from api.appeals import handling as appeal_handling
from api.appeals.models import Appeal, AppealAction, AppealStatus
from api.callbacks import service as callbacks
from api.callbacks.models import CallReason
from api.clock import utc_now
from api.demands import choose, lifecycle
from api.demands.models import Demand, DemandStatus
from api.errors import ConflictError, InvalidInputError
from api.ratings import delivered
from api.ratings.models import AfterLow, RatedOffer, Rating
from knowledge import statuses

LOW = 2  # stars at which something is offered to make up for it
RATEABLE_DEMANDS = (DemandStatus.COMPLETED, DemandStatus.RATED, DemandStatus.CLOSED)
RATEABLE_APPEALS = (AppealStatus.ANSWERED, AppealStatus.CLOSED)
Case = Demand | Appeal


NONE: Mapping[str, int] = MappingProxyType({})


def keep(
    session: Session, case: Case, score: int, remark: str, actor: Actor, apart: Mapping[str, int] = NONE
) -> Rating:
    """Keep a score; one given before is replaced. A low one puts the enterprise on the list of those to be called.

    :param apart: Scores of single services, by their business key, where several were delivered; those given before
        stand until they are given anew. What follows a low score goes by that of the case alone.
    :raises ConflictError: If the case is not done yet.
    :raises InvalidInputError: If a score apart is none, or of something that was not delivered.
    """
    check(case)
    _check_apart(session, case, apart)
    rating = of_case(session, case.case_no) or Rating(case_no=case.case_no, score=score)
    rating.conversation_id, rating.score, rating.remark = case.conversation_id, score, remark or rating.remark
    rating.by, rating.channel, rating.updated_at = actor.name, actor.channel or case.channel, utc_now()
    rating.after_low, rating.reopened_at = AfterLow.OFFERED if score <= LOW else None, None
    session.add(rating)
    session.flush()
    if isinstance(case, Demand):
        _note_demand(session, case, rating, actor, apart)
    else:
        appeal_handling.change(session, case, rating=score)
        appeal_handling.record(session, case, AppealAction.RATE, actor, f"{score} 分 {rating.remark}".strip())
    _call(session, case, score)
    return rating


def of_case(session: Session, case_no: str) -> Rating | None:
    """Return the rating of a case."""
    return session.exec(select(Rating).where(Rating.case_no == case_no)).first()


def check(case: Case) -> None:
    """See that a case can be rated.

    :raises ConflictError: If it is not done yet, or not any more: merged, cancelled, opened again.
    """
    if not is_rateable(case):
        raise ConflictError(f"{case.case_no} 现在是“{state(case)}”，办完才能评价。")


def is_rateable(case: Case) -> bool:
    """Tell whether a case is done, so that it can be said how it was."""
    return case.status in (RATEABLE_DEMANDS if isinstance(case, Demand) else RATEABLE_APPEALS)


def state(case: Case) -> str:
    """Return how far a case is, as people are told."""
    what: Literal["demand", "appeal"] = "demand" if isinstance(case, Demand) else "appeal"
    return statuses.label(what, case.status.value)


def _check_apart(session: Session, case: Case, apart: Mapping[str, int]) -> None:
    if isinstance(case, Demand):
        delivered.check(session, case, apart)
    elif apart:
        raise InvalidInputError(f"{case.case_no} 是诉求，没有可以分别打分的服务。")


def _note_demand(session: Session, demand: Demand, rating: Rating, actor: Actor, apart: Mapping[str, int]) -> None:
    scores = {**delivered.scores(session, demand.case_no), **apart}
    lifecycle.change(session, demand, rating=rating.score)
    if demand.status is DemandStatus.COMPLETED:
        lifecycle.move(session, demand, DemandStatus.RATED, actor)
    session.execute(delete(RatedOffer).where(col(RatedOffer.rating_id) == rating.id))
    offers: dict[str, tuple[str, str | None]] = {
        c.item_id: (c.kind, c.match_id) for c in choose.chosen(session, demand)
    }
    if demand.institution and demand.institution not in offers:
        offers[demand.institution] = ("institution", None)
    for item_id, (kind, match_id) in offers.items():
        row = RatedOffer(rating_id=rating.id or 0, item_id=item_id, kind=kind, match_id=match_id)
        row.score = scores.get(item_id)
        session.add(row)
    session.flush()


def _call(session: Session, case: Case, score: int) -> None:
    """Have an unhappy enterprise called; one that has changed its mind is not, and whom an agent rang up neither."""
    phone = str(case.personal.get("phone") or "") or None
    if score <= LOW:
        callbacks.wish(session, case.conversation_id, CallReason.LOW_RATING, phone, case.case_no)
    else:
        callbacks.unwish(session, case.conversation_id, CallReason.LOW_RATING, case.case_no)
