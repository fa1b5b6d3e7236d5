"""What the enterprise says to a follow-up: in its conversation, or to the agent who calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, select

from api.accounts.actors import ENTERPRISE, Actor
from api.clock import in_china, utc_now
from api.conversations.models import Message, Speaker
from api.demands.models import Demand
from api.followups import planning
from api.followups.models import FollowUp, FollowUpStatus
from api.ratings import keeping
from knowledge.reading import case_numbers
from knowledge.reading.follow_up_answers import answers
from knowledge.reading.satisfaction import read_remark
from knowledge.reading.scores import read_score

ASKED = (FollowUpStatus.WAITING, FollowUpStatus.CALLING)


def waiting_with_answer(session: Session) -> list[int]:
    """Return the follow-ups since whose question the enterprise has said something in the conversation."""
    query = (
        select(FollowUp.id)
        .join(Demand, Demand.id == FollowUp.demand_id)  # type: ignore[arg-type]
        .join(Message, Message.conversation_id == Demand.conversation_id)  # type: ignore[arg-type]
        .where(FollowUp.status.in_(ASKED))  # type: ignore[attr-defined]
        .where(Message.speaker == Speaker.USER, Message.created_at > FollowUp.asked_at)  # type: ignore[operator]
    )
    return [i for i in session.exec(query.distinct()) if i is not None]


def take_from_talk(session: Session, follow_up: FollowUp, demand: Demand) -> bool:
    """Keep what was said in the conversation as the answer; return whether there was anything."""
    said = list(_said(session, follow_up, demand)) if follow_up.asked_at and demand.conversation_id else []
    if not said:
        return False
    score = None
    if planning.rule_of(follow_up.kind).scored:
        score = _kept_score(session, demand, follow_up) or next(filter(None, map(read_score, said)), None)
    keep(session, follow_up, demand, "\n".join(said), score, ENTERPRISE)
    return True


def keep(session: Session, follow_up: FollowUp, demand: Demand, answer: str, score: int | None, actor: Actor) -> None:
    """Keep an answer, which ends the follow-up; a score is a rating of the demand like any other.

    :param actor: Who took it down: the enterprise itself, or the agent who had it on the telephone.
    """
    if score is not None and _kept_score(session, demand, follow_up) != score:
        _rate(session, demand, score, answer, actor)
    follow_up.answer, follow_up.score, follow_up.answered_by = answer, score, actor.name
    follow_up.answered_at = utc_now()
    planning.end(session, follow_up, FollowUpStatus.ANSWERED, "企业已回复")


def _said(session: Session, follow_up: FollowUp, demand: Demand) -> Iterator[str]:
    """Yield the messages that answer this question.

    They name its case, or no case and come before the next question that was asked in the same conversation; a need
    or a question that comes next is none.
    """
    query = select(Message).where(
        Message.conversation_id == demand.conversation_id,
        Message.speaker == Speaker.USER,
        Message.created_at > follow_up.asked_at,  # type: ignore[operator]
    )
    until = _next_question(session, follow_up, demand)
    for message in session.exec(query.order_by(Message.id)):  # type: ignore[arg-type]
        if not answers(follow_up.kind.value, message.text, message.intent, planning.rule_of(follow_up.kind).scored):
            continue
        named = case_numbers.find(message.text)
        if demand.case_no in named or (not named and (until is None or in_china(message.created_at) < until)):
            yield message.text


def _next_question(session: Session, follow_up: FollowUp, demand: Demand) -> datetime | None:
    query = (
        select(FollowUp.asked_at)
        .join(Demand, Demand.id == FollowUp.demand_id)  # type: ignore[arg-type]
        .where(Demand.conversation_id == demand.conversation_id, FollowUp.asked_at > follow_up.asked_at)  # type: ignore[operator]
        .order_by(FollowUp.asked_at)  # type: ignore[arg-type]
    )
    moment = session.exec(query.limit(1)).first()
    return in_china(moment) if moment else None


def _kept_score(session: Session, demand: Demand, follow_up: FollowUp) -> int | None:
    """Return the score given since the question, which the conversation has kept already."""
    rating = keeping.of_case(session, demand.case_no)
    since = follow_up.asked_at or follow_up.created_at
    return rating.score if rating and in_china(rating.updated_at) >= in_china(since) else None


def _rate(session: Session, demand: Demand, score: int, answer: str, actor: Actor) -> None:
    """Keep a score as the demand's rating; after a low one somebody calls back."""
    if keeping.is_rateable(demand):
        keeping.keep(session, demand, score, read_remark(answer), actor)
