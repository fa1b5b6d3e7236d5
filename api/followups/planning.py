"""A demand's step plans what is to be asked, and ends what need not be asked any more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, select

from api.clock import in_china, utc_now
from api.demands import lifecycle, waiting
from api.demands.models import Demand, DemandStatus, Transition
from api.followups.models import FollowUp, FollowUpKind, FollowUpStatus
from api.followups.sms import bounces
from api.outbox.handlers import Work
from knowledge import follow_ups, working_hours
from knowledge.follow_ups import Rule

OPEN = (FollowUpStatus.PLANNED, FollowUpStatus.WAITING, FollowUpStatus.CALLING)
DEMAND_MOVED = "demand.moved"


def on_moved(session: Session, work: Work, _: Any) -> None:
    """Take note of one step of a demand; steps may be told late and out of order, so only today's status counts."""
    transition = session.get(Transition, int(work.payload["transition_id"]))
    demand = session.get(Demand, transition.demand_id) if transition else None
    if transition is None or demand is None:  # removed on request since
        return
    end_outlived(session, demand)
    phone = demand.personal.get("phone")
    if transition.from_status is DemandStatus.SUBMITTED and phone:
        bounces.forget_number(session, str(phone), until=demand.created_at)  # it was given anew then
    if transition.from_status is DemandStatus.MERGED and demand.waiting_since is not None:
        _ask_again(session, demand, transition)
    for kind in FollowUpKind:
        rule = rule_of(kind)
        if rule.begins_with == transition.to_status.value and demand.status.value in rule.lasts:
            plan(session, demand, transition.id or 0, kind, 1, in_china(transition.at))


def on_asked(session: Session, work: Work, _: Any) -> None:
    """Carry what somebody wants to know of the enterprise to it; a question taken back since, or answered, is not."""
    transition = session.get(Transition, int(work.payload["transition_id"]))
    demand = session.get(Demand, transition.demand_id) if transition else None
    if transition is not None and demand is not None and demand.waiting_since is not None:
        plan(session, demand, transition.id or 0, FollowUpKind.OWED_ANSWER, 1, in_china(transition.at))


def _ask_again(session: Session, demand: Demand, transition: Transition) -> None:
    """Ask what stood open before a merge that was taken back; the merge had ended its follow-up."""
    if demand.status.value in rule_of(FollowUpKind.OWED_ANSWER).lasts:
        plan(session, demand, transition.id or 0, FollowUpKind.OWED_ANSWER, 1, in_china(transition.at))


def is_outlived(follow_up: FollowUp, demand: Demand) -> bool:
    """Tell whether the demand's state has overtaken a follow-up's question."""
    answered = follow_up.kind is FollowUpKind.OWED_ANSWER and demand.waiting_since is None
    return answered or demand.status.value not in rule_of(follow_up.kind).lasts


def rule_of(kind: FollowUpKind) -> Rule:
    """Return the rule of a kind."""
    return follow_ups.rules().kinds[kind.value]


def plan(
    session: Session, demand: Demand, transition_id: int, kind: FollowUpKind, number: int, since: datetime
) -> FollowUp:
    """Plan one round of a kind, counted from ``since``; a second time it returns the first's."""
    query = select(FollowUp).where(
        FollowUp.transition_id == transition_id, FollowUp.kind == kind, FollowUp.round == number
    )
    known = session.exec(query).first()
    if known is not None:
        return known
    due = rule_of(kind).due(since, demand.category, follow_ups.rules().hours)
    follow_up = FollowUp(demand_id=demand.id or 0, transition_id=transition_id, kind=kind, round=number)
    follow_up.cycle_at = since.astimezone(UTC)
    set_due(follow_up, due)
    session.add(follow_up)
    session.flush()
    return follow_up


def set_due(follow_up: FollowUp, due: datetime) -> None:
    """Have a follow-up begin at this moment, in office time."""
    hours = follow_ups.rules().hours
    due = working_hours.next_open(in_china(due), hours)
    follow_up.due_at = follow_up.next_at = due.astimezone(UTC)
    follow_up.call_after = working_hours.add(due, rule_of(follow_up.kind).call_after, hours).astimezone(UTC)


def end_outlived(session: Session, demand: Demand) -> None:
    """End the open follow-ups whose question the demand's status has overtaken; a score answers one given up too."""
    standing = (*OPEN, FollowUpStatus.UNREACHED)
    query = select(FollowUp).where(FollowUp.demand_id == demand.id, FollowUp.status.in_(standing))  # type: ignore[attr-defined]
    for follow_up in session.exec(query.with_for_update()):
        if follow_up.status is FollowUpStatus.UNREACHED:
            _answer_late(session, follow_up, demand)
        elif is_outlived(follow_up, demand):
            outlive(session, follow_up, demand)


def _answer_late(session: Session, follow_up: FollowUp, demand: Demand) -> None:
    """Take the score for the answer of somebody who was not reached before."""
    if rule_of(follow_up.kind).scored and demand.rating is not None and follow_up.asked_at is not None:
        follow_up.score, follow_up.answered_at = demand.rating, utc_now()
        end(session, follow_up, FollowUpStatus.ANSWERED, "企业后来评价了")


def outlive(session: Session, follow_up: FollowUp, demand: Demand) -> None:
    """End one follow-up, for its demand has gone on; a score given meanwhile is the answer to the question for one."""
    if rule_of(follow_up.kind).scored and demand.rating is not None and follow_up.asked_at is not None:
        follow_up.score, follow_up.answered_at = demand.rating, utc_now()
        end(session, follow_up, FollowUpStatus.ANSWERED, "企业已评价")
    elif follow_up.kind is FollowUpKind.OWED_ANSWER and _is_answered(session, follow_up, demand):
        follow_up.answered_at = utc_now()
        end(session, follow_up, FollowUpStatus.ANSWERED, "企业已补充")
    elif follow_up.kind is FollowUpKind.OWED_ANSWER and demand.waiting_since is None:
        end(session, follow_up, FollowUpStatus.STOPPED, "不用再等企业补充")
    else:
        end(session, follow_up, FollowUpStatus.STOPPED, f"需求已到“{lifecycle.label(demand.status)}”")


def _is_answered(session: Session, follow_up: FollowUp, demand: Demand) -> bool:
    """Tell whether the enterprise was asked and has answered; a step that was taken without its answer is none."""
    is_over = follow_up.asked_at is not None and demand.waiting_since is None
    return is_over and waiting.was_answered(session, demand, follow_up.transition_id)


def end(session: Session, follow_up: FollowUp, status: FollowUpStatus, why: str) -> None:
    """End a follow-up; where its kind repeats the next round is planned, as long as the demand is where it was."""
    follow_up.status, follow_up.next_at, follow_up.ended_at = status, None, utc_now()
    follow_up.ended_why = why[:200]
    session.add(follow_up)
    session.flush()
    demand = session.get(Demand, follow_up.demand_id)
    rule = rule_of(follow_up.kind)
    if demand is not None and rule.repeats and demand.status.value in rule.lasts:
        plan(
            session, demand, follow_up.transition_id, follow_up.kind, follow_up.round + 1, in_china(follow_up.ended_at)
        )
