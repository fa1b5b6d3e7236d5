"""What agents do with follow-ups: take them, call, skip them, plan them anew."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.accounts.actors import Actor, ActorKind
from api.clock import aware, in_china
from api.demands import routing
from api.demands.models import Demand
from api.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from api.followups import answers, channels, planning, together
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.windows.scope import Scope
from knowledge import follow_ups, working_hours

REPLANNED = (*planning.OPEN, FollowUpStatus.UNREACHED, FollowUpStatus.SKIPPED)


def require(session: Session, follow_up_id: int, scope: Scope) -> tuple[FollowUp, Demand]:
    """Return a follow-up with its demand, to somebody who may see the demand.

    :raises NotFoundError: If there is none, or not for this scope: which of the two is not told.
    """
    query = select(FollowUp, Demand).join(Demand, col(Demand.id) == FollowUp.demand_id)
    found = session.exec(query.where(FollowUp.id == follow_up_id, routing.visible(scope))).first()
    if found is None:
        raise NotFoundError(f"没有编号为 {follow_up_id} 的回访，或者不在您的范围内。")
    return found[0], found[1]


def in_hand(session: Session, follow_up_id: int, scope: Scope) -> tuple[FollowUp, Demand]:
    """Return a follow-up to somebody who may act on its demand; nobody else changes it before the session ends.

    :raises NotFoundError: If there is none for this scope.
    :raises NotAllowedError: If its demand may be seen only.
    """
    follow_up, demand = require(session, follow_up_id, scope)
    if not routing.has_in_hand(demand, scope):
        raise NotAllowedError(f"需求 {demand.case_no} 现在不在您这里办理，只能查看。")
    session.refresh(follow_up, with_for_update=True)
    return follow_up, demand


def take(session: Session, follow_up: FollowUp, username: str) -> None:
    """Put a follow-up on an agent's own list.

    :raises ConflictError: If it is over, or another agent has it.
    """
    _must_be_open(follow_up)
    if follow_up.assigned_to not in (None, username):
        raise ConflictError(f"这次回访 {follow_up.assigned_to} 已经领了。")
    follow_up.assigned_to = username
    _keep(session, follow_up)


def record(
    session: Session,
    follow_up: FollowUp,
    demand: Demand,
    username: str,
    got_through: bool,
    answer: str,
    score: int | None,
    now: datetime,
) -> None:
    """Record a call, whether it got through or not.

    :raises InvalidInputError: If a score is given without a word having been spoken, and as :func:`reached` does.
    :raises ConflictError: If the follow-up is over.
    """
    if got_through:
        reached(session, follow_up, demand, username, answer, score, now)
    elif score is not None:
        raise InvalidInputError("没有接通，不能打分。")
    else:
        not_reached(session, follow_up, demand, username, answer, now)


def reached(
    session: Session,
    follow_up: FollowUp,
    demand: Demand,
    username: str,
    answer: str,
    score: int | None,
    now: datetime,
) -> None:
    """Record a call that got through, and what was said.

    Who was not reached and calls by himself has answered, as long as the question stands.

    :raises InvalidInputError: If a score is given where none is asked for, or nothing was said at all.
    :raises ConflictError: If the follow-up is over.
    """
    if follow_up.status is not FollowUpStatus.UNREACHED or planning.is_outlived(follow_up, demand):
        _must_be_open(follow_up)
    if score is not None and not planning.rule_of(follow_up.kind).scored:
        raise InvalidInputError("只有办结后的回访才打分。")
    if not answer.strip() and score is None:
        raise InvalidInputError("接通了要记下企业说了什么，或打了几分。")
    _add_call(session, follow_up, demand, username, AttemptStatus.REACHED, now)
    caller = Actor(username, ActorKind.AGENT, FollowUpChannel.CALL.value)
    answers.keep(session, follow_up, demand, answer.strip(), score, caller)


def not_reached(session: Session, follow_up: FollowUp, demand: Demand, username: str, note: str, now: datetime) -> None:
    """Record a call that did not get through; it comes up again the next working day, until it was tried enough.

    What else that person is to be asked is put off with it: nobody is rung up again in a quarter of an hour.

    :raises ConflictError: If the follow-up is over.
    """
    _must_be_open(follow_up)
    _add_call(session, follow_up, demand, username, AttemptStatus.NOT_REACHED, now, note)
    tomorrow = working_hours.next_day(in_china(now), follow_ups.rules().hours).astimezone(UTC)
    for other, _ in together.calling(session, follow_up, demand):
        other.next_at = max(aware(other.next_at or now), tomorrow)
        _keep(session, other)
    query = select(func.count()).where(
        FollowUpAttempt.follow_up_id == follow_up.id,
        FollowUpAttempt.status == AttemptStatus.NOT_REACHED,
        FollowUpAttempt.created_at >= follow_up.cycle_at,
    )
    tried, most = session.exec(query).one(), planning.rule_of(follow_up.kind).calls
    if tried >= most:
        planning.end(session, follow_up, FollowUpStatus.UNREACHED, f"打了 {tried} 次电话没有联系上")
        return
    follow_up.status = FollowUpStatus.CALLING
    follow_up.next_at = tomorrow
    _keep(session, follow_up)


def skip(session: Session, follow_up: FollowUp, reason: str) -> None:
    """End a follow-up that need not be made.

    :raises ConflictError: If it is over.
    """
    _must_be_open(follow_up)
    planning.end(session, follow_up, FollowUpStatus.SKIPPED, reason.strip())


def replan(session: Session, follow_up: FollowUp, demand: Demand, at: datetime, now: datetime) -> None:
    """Begin anew at another time, with all channels.

    :raises ConflictError: If the question is answered or overtaken.
    :raises InvalidInputError: If the time has passed.
    """
    if follow_up.status not in REPLANNED or planning.is_outlived(follow_up, demand):
        raise ConflictError("这次回访已经有结果，或者需求已经到了下一步，不能重新安排。")
    if at.tzinfo is None or at < now:
        raise InvalidInputError("重新安排的时间要带时区，并且不能早于现在。")
    planning.set_due(follow_up, at)
    follow_up.status, follow_up.cycle_at = FollowUpStatus.PLANNED, now.astimezone(UTC)
    follow_up.ended_at, follow_up.ended_why = None, ""
    _keep(session, follow_up)


def _must_be_open(follow_up: FollowUp) -> None:
    if follow_up.status not in planning.OPEN:
        raise ConflictError(f"这次回访已经结束：{follow_up.ended_why}。")


def _add_call(
    session: Session,
    follow_up: FollowUp,
    demand: Demand,
    username: str,
    status: AttemptStatus,
    now: datetime,
    note: str = "",
) -> None:
    moment = now.astimezone(UTC)
    attempt = FollowUpAttempt(
        follow_up_id=follow_up.id or 0,
        channel=FollowUpChannel.CALL,
        person=channels.person_of(demand),
        text=note,
        status=status,
        actor=username,
        created_at=moment,
        handed_at=moment,
        delivered_at=moment if status is AttemptStatus.REACHED else None,
    )
    session.add(attempt)
    session.flush()


def _keep(session: Session, follow_up: FollowUp) -> None:
    session.add(follow_up)
    session.flush()
