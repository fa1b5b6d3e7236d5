"""What time alone brings about: reminders before a deadline, the way upward after it, the end of finished cases."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from api.accounts.actors import SYSTEM
from api.clock import in_china, utc_now
from api.demands import dispatching, lifecycle
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import Deadline, Stage
from api.outbox import service as outbox
from api.swept import MOST, Swept
from knowledge import deadlines as rules
from knowledge import working_hours

S = DemandStatus
REMINDED = "demand.reminder"
LATE = {
    Stage.DISPATCH: "超过派单时限",
    Stage.ACCEPT: "超过受理时限",
    Stage.COMPLETE: "超过办结时限",
}


def sweep(session: Session) -> Swept:
    """Remind, escalate and close what is due by now; a second sweep at the same moment finds nothing."""
    now = utc_now()
    return Swept(_remind(session, now), _escalate(session, now), _close(session, now))


def _running() -> list[ColumnElement[bool]]:
    return [col(Deadline.ended_at).is_(None), col(Deadline.paused_at).is_(None)]


def _remind(session: Session, now: datetime) -> int:
    query = (
        select(Deadline, Demand)
        .join(Demand)
        .where(
            *_running(),
            col(Deadline.reminded_at).is_(None),
            col(Deadline.remind_at) <= now,
        )
    )
    rows = session.exec(query.order_by(col(Deadline.remind_at)).limit(MOST)).all()
    for deadline, demand in rows:
        deadline.reminded_at = now
        session.add(deadline)
        payload = {"case_no": demand.case_no, "stage": deadline.stage.value, "window": demand.window}
        outbox.put(session, REMINDED, payload, key=f"reminder:{deadline.id}")
    session.flush()
    return len(rows)


def _escalate(session: Session, now: datetime) -> int:
    query = (
        select(Deadline, Demand)
        .join(Demand)
        .where(
            *_running(),
            col(Deadline.escalated_at).is_(None),
            col(Deadline.due_at) <= now,
        )
    )
    rows = session.exec(query.order_by(col(Deadline.due_at)).limit(MOST)).all()
    for deadline, demand in rows:
        _upward(session, demand, deadline.stage)  # the demand first, as in every step: two never wait in turn
        deadline.escalated_at = now
        session.add(deadline)
        session.flush()
    return len(rows)


def _upward(session: Session, demand: Demand, stage: Stage) -> None:
    """Send back and up what nobody took; urge what is being served where it is."""
    if stage is Stage.COMPLETE:
        dispatching.supervise(session, demand, SYSTEM, LATE[stage])
        return
    if stage is Stage.ACCEPT:
        dispatching.give_back(session, demand, SYSTEM, LATE[stage])
        if demand.returns > dispatching.MOST_RETURNS or demand.supervised_at is not None:
            return
    dispatching.escalate(session, demand, SYSTEM, LATE[stage])


def _close(session: Session, now: datetime) -> int:
    """Close what was rated, or stayed unrated, for as long as the rules say."""
    return sum(_close_those(session, S(name), minutes, now) for name, minutes in rules.rules().close.items())


def _close_those(session: Session, status: DemandStatus, minutes: int, now: datetime) -> int:
    """Close demands of one status, those that have waited longest first."""
    days = timedelta(days=minutes // working_hours.day_minutes())  # so many working days take at least so many days
    query = select(Demand).where(Demand.status == status, col(Demand.updated_at) <= now - days)
    closed = 0
    for demand in session.exec(query.order_by(col(Demand.updated_at)).limit(MOST)).all():
        since = in_china(demand.updated_at)
        if working_hours.minutes_between(since, in_china(now)) < minutes:
            break
        lifecycle.move(session, demand, S.CLOSED, SYSTEM, "期满办结")
        closed += 1
    return closed
