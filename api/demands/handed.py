"""To whom a demand was handed: the rows of lead and helpers, and how each ends: by an answer or with the demand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from api.clock import aware, utc_now
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import Dispatch, DispatchRole, DispatchState

S = DemandStatus
RUNNING = (DispatchState.OPEN, DispatchState.ACCEPTED)
LEADS = "改为主办"
# Why whoever has not answered, or is not done, need not go on: the demand came to an end.
ENDS: dict[DemandStatus, str] = {
    S.COMPLETED: "需求已办结",
    S.RATED: "需求已办结",
    S.CLOSED: "需求已办结",
    S.CANCELLED: "需求已撤销",
    S.MERGED: "需求已并入另一件",
}
# What becomes of the lead there; the helpers' part is ended. A merged one is seen under the other number alone.
OF_LEAD = {S.COMPLETED: DispatchState.DONE, S.MERGED: DispatchState.WITHDRAWN}


def of_demand(session: Session, demand: Demand) -> list[Dispatch]:
    """Return the dispatches of a demand, oldest first."""
    return list(session.exec(select(Dispatch).where(Dispatch.demand_id == demand.id).order_by(col(Dispatch.id))))


def running(session: Session, demand: Demand, role: DispatchRole | None = None) -> list[Dispatch]:
    """Return those that wait for an answer or are worked on, oldest first."""
    return [row for row in of_demand(session, demand) if row.state in RUNNING and role in (None, row.role)]


def settle(session: Session, demand: Demand, state: DispatchState, only_open: bool = False) -> None:
    """Write down what became of the leading dispatch, the newest that was still running."""
    for row in running(session, demand, DispatchRole.LEAD):
        if row.state is DispatchState.OPEN or not only_open:
            answered(session, row, state)
    session.flush()


def answered(session: Session, row: Dispatch, state: DispatchState, words: str | None = None) -> None:
    """Write down how one was answered, or ended."""
    row.state, row.answered_at = state, utc_now()
    if state is DispatchState.ACCEPTED:
        row.accepted_at = row.answered_at
    if words is not None:
        row.answer = words
    session.add(row)


def turn(session: Session, demand: Demand, to: DemandStatus) -> None:
    """End all that still runs where a step ends the demand: nobody is left with what is over."""
    if to in ENDS:
        for row in running(session, demand):
            is_lead = row.role is DispatchRole.LEAD
            state = OF_LEAD.get(to, DispatchState.ENDED) if is_lead else DispatchState.ENDED
            answered(session, row, state, None if state is DispatchState.DONE else ENDS[to])
        session.flush()


def now_leads(session: Session, demand: Demand, is_meant: Callable[[Dispatch], bool]) -> None:
    """End the help of whoever leads from now on."""
    for row in running(session, demand, DispatchRole.CO):
        if is_meant(row):
            answered(session, row, DispatchState.ENDED, LEADS)


def go_on(session: Session, demand: Demand, merged_at: datetime, leads: bool) -> None:
    """Let those go on whom a merge had stopped: whoever helped, and the lead if there was one, waits or works again."""
    stopped = [row for row in of_demand(session, demand) if _since(row, merged_at)]
    leading = [row for row in stopped if row.state is DispatchState.WITHDRAWN and row.role is DispatchRole.LEAD]
    helping = [row for row in stopped if row.state is DispatchState.ENDED and row.role is DispatchRole.CO]
    for row in (*(leading[-1:] if leads else ()), *helping):
        row.state = DispatchState.ACCEPTED if row.accepted_at else DispatchState.OPEN
        row.answered_at, row.answer = row.accepted_at, None
        session.add(row)
    session.flush()


def _since(row: Dispatch, moment: datetime) -> bool:
    return row.answered_at is not None and aware(row.answered_at) >= aware(moment)
