"""What becomes of open cases when the person behind them is deleted."""

from __future__ import annotations

from sqlmodel import Session, col, select

from api.accounts.actors import Actor, ActorKind
from api.appeals import handling
from api.appeals.models import Appeal, AppealStatus
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.demands import lifecycle
from api.demands.models import Demand, DemandStatus
from api.errors import ConflictError
from api.followups import planning
from api.followups.models import FollowUp, FollowUpStatus
from api.privacy import scope as scopes
from api.privacy.scope import Scope
from api.ratings.models import Rating

UNDER_WAY = (DemandStatus.DISPATCHED, DemandStatus.ACCEPTED, DemandStatus.IN_SERVICE)
HANDED_OVER = (AppealStatus.ASSIGNED,)


def check(session: Session, *scopes: Scope) -> None:
    """Refuse while somebody works on a case of one of the scopes.

    :raises ConflictError: Naming the cases.
    """
    numbers = [number for scope in scopes for number in under_way(session, scope)]
    if numbers:
        raise ConflictError(
            f"{'、'.join(numbers)} 正在办理，删除后承办单位联系不上企业，事情会撤销。"
            "先办完或撤销再删；一定要现在删，加上 force=true。"
        )


def under_way(session: Session, scope: Scope) -> list[str]:
    """Return the numbers of the cases somebody works on."""
    demands = [one.case_no for one in _demands(session, scope) if one.status in UNDER_WAY]
    return demands + [one.case_no for one in _appeals(session, scope) if one.status in HANDED_OVER]


def waiting(session: Session, scope: Scope) -> list[str]:
    """Return the numbers of the cases that are open, and that nobody works on yet."""
    demands = [d for d in _demands(session, scope) if d.status not in UNDER_WAY]
    numbers = [d.case_no for d in demands if DemandStatus.CANCELLED in lifecycle.ALLOWED[d.status]]
    appeals = [a for a in _appeals(session, scope) if a.status not in HANDED_OVER]
    return numbers + [a.case_no for a in appeals if AppealStatus.WITHDRAWN in handling.ALLOWED[a.status]]


def end(session: Session, scope: Scope, actor: str, reason: str) -> None:
    """Cancel open demands, withdraw open appeals, call and ask nobody any more; what is done stays done."""
    for demand in _demands(session, scope):
        if DemandStatus.CANCELLED in lifecycle.ALLOWED[demand.status]:
            lifecycle.move(session, demand, DemandStatus.CANCELLED, Actor(actor, ActorKind.AGENT, "privacy"), reason)
    for appeal in _appeals(session, scope):
        if AppealStatus.WITHDRAWN in handling.ALLOWED[appeal.status]:
            handling.move(session, appeal, AppealStatus.WITHDRAWN, Actor(actor, ActorKind.AGENT, "privacy"), reason)
    for call in session.exec(select(CallBack).where(scopes.calls(scope), col(CallBack.done_at).is_(None))):
        call.done_by, call.done_at = actor, utc_now()
        session.add(call)
    _leave_in_peace(session, scope, reason)
    session.flush()


def _leave_in_peace(session: Session, scope: Scope, reason: str) -> None:
    """End the open follow-ups and let no low score open a case again: nobody is left who could be asked."""
    waiting = select(FollowUp).where(col(FollowUp.id).in_(scope.follow_ups), col(FollowUp.status).in_(planning.OPEN))
    for follow_up in session.exec(waiting):
        follow_up.status, follow_up.next_at, follow_up.ended_at = FollowUpStatus.STOPPED, None, utc_now()
        follow_up.ended_why = reason
        session.add(follow_up)
    for rating in session.exec(select(Rating).where(col(Rating.case_no).in_(scope.case_nos))):
        rating.reopened_at = rating.reopened_at or utc_now()
        session.add(rating)


def _demands(session: Session, scope: Scope) -> list[Demand]:
    return list(session.exec(select(Demand).where(col(Demand.id).in_(scope.demands)).order_by(col(Demand.id))))


def _appeals(session: Session, scope: Scope) -> list[Appeal]:
    return list(session.exec(select(Appeal).where(col(Appeal.id).in_(scope.appeals)).order_by(col(Appeal.id))))
