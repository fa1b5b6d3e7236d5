"""The deadline of a demand's present stage: set, met, paused, and what is due for a reminder or to go upward."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from api.clock import CHINA, in_china, utc_now
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import Deadline, Stage
from knowledge import deadlines as rules
from knowledge import working_hours

S = DemandStatus
STAGE_OF: dict[DemandStatus, Stage] = {
    S.SUBMITTED: Stage.DISPATCH,
    S.MATCHED: Stage.DISPATCH,
    S.NO_MATCH: Stage.DISPATCH,
    S.RETURNED: Stage.DISPATCH,
    S.REOPENED: Stage.DISPATCH,
    S.DISPATCHED: Stage.ACCEPT,
    S.ACCEPTED: Stage.COMPLETE,
    S.IN_SERVICE: Stage.COMPLETE,
}
MET_BY: dict[Stage, frozenset[DemandStatus]] = {
    Stage.DISPATCH: frozenset({S.DISPATCHED}),
    Stage.ACCEPT: frozenset({S.ACCEPTED}),
    Stage.COMPLETE: frozenset({S.COMPLETED}),
}
AFRESH = frozenset({S.RETURNED, S.REOPENED, S.DISPATCHED})  # entering these begins a stage anew


def turn(session: Session, demand: Demand, to: DemandStatus, was: DemandStatus) -> None:
    """End the deadline that a step meets or makes void, and set that of the stage it begins."""
    stage, running = STAGE_OF.get(to), open_of(session, demand)
    if was is S.MERGED and stage is not None:
        return _go_on(session, demand, stage)
    if running is not None and running.stage is stage and to not in AFRESH:
        return
    if running is not None:
        _end(session, running, to in MET_BY[running.stage])
    if stage is not None:
        begin(session, demand, stage)
    else:
        demand.due_at = demand.waiting_since = None
        session.add(demand)
    session.flush()


def _go_on(session: Session, demand: Demand, stage: Stage) -> None:
    """Let the deadline that a merge had ended run on with the time that was left, or stand still as it did."""
    past = of_demand(session, demand)
    last = past[-1] if past else None
    if last is None or last.stage is not stage or last.took_minutes is None:
        begin(session, demand, stage)
        return session.flush()
    remaining = max(0, last.limit_minutes - last.took_minutes)
    last.ended_at = last.met = last.took_minutes = None
    if last.paused_at is None:
        run(last, utc_now(), remaining)
    demand.due_at, demand.waiting_since = last.due_at, last.paused_at
    session.add(last)
    session.add(demand)
    session.flush()


def begin(session: Session, demand: Demand, stage: Stage) -> Deadline:
    """Set the deadline of a stage from now on."""
    now = utc_now()
    minutes = rules.limit(stage.value, demand.category, demand.urgent)
    deadline = Deadline(
        demand_id=demand.id or 0,
        stage=stage,
        window=demand.window,
        institution=demand.institution if stage is not Stage.DISPATCH else None,
        limit_minutes=minutes,
        set_at=now,
    )
    run(deadline, now, minutes)
    demand.due_at, demand.waiting_since = deadline.due_at, None
    session.add(deadline)
    session.add(demand)
    return deadline


def run(deadline: Deadline, now: datetime, minutes: int) -> None:
    """Let a deadline run out after so many minutes of office time, and remind before."""
    early = minutes - round(deadline.limit_minutes * rules.rules().remind_at)
    local = now.astimezone(CHINA)
    deadline.due_at = working_hours.add_minutes(local, minutes).astimezone(now.tzinfo)
    deadline.remind_at = working_hours.add_minutes(local, max(0, early)).astimezone(now.tzinfo)


def open_of(session: Session, demand: Demand) -> Deadline | None:
    """Return the deadline that runs, or stands still, for a demand."""
    query = select(Deadline).where(Deadline.demand_id == demand.id, col(Deadline.ended_at).is_(None))
    return session.exec(query.order_by(col(Deadline.id).desc())).first()


def of_demand(session: Session, demand: Demand) -> list[Deadline]:
    """Return all deadlines of a demand, oldest first."""
    return list(session.exec(select(Deadline).where(Deadline.demand_id == demand.id).order_by(col(Deadline.id))))


def _end(session: Session, deadline: Deadline, done: bool) -> None:
    now = utc_now()
    deadline.ended_at, deadline.took_minutes = now, took(deadline, now)
    deadline.met = deadline.took_minutes <= deadline.limit_minutes if done else None
    session.add(deadline)


def took(deadline: Deadline, now: datetime) -> int:
    """Return the office minutes that a stage has taken so far, pauses left out."""
    if deadline.paused_at is not None and deadline.left_minutes is not None:
        return deadline.limit_minutes - deadline.left_minutes
    return deadline.limit_minutes - left(deadline, now)


def left(deadline: Deadline, now: datetime) -> int:
    """Return the office minutes that are left; negative once it is overdue."""
    if deadline.due_at is None:
        return deadline.left_minutes or 0
    due, local = in_china(deadline.due_at), in_china(now)
    return working_hours.minutes_between(local, due) - working_hours.minutes_between(due, local)
