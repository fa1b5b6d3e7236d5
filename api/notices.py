"""What steps, reminders and urgings in the outbox tell the consoles: which case to read again, and at which window."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api.appeals.models import Appeal
from api.demands.models import Demand
from api.live import events
from api.live.models import LiveKind
from api.outbox.handlers import Handler, Work

DEMANDS = ("demand.reminder", "demand.supervised", "demand.asked")
APPEALS = ("appeal.moved", "appeal.reminder", "appeal.supervised")


def handlers() -> dict[str, Handler]:
    """Return a handler for each topic that somebody at a desk should see."""
    of_demands = dict.fromkeys(DEMANDS, Handler(_tell_demand))
    return {**of_demands, **dict.fromkeys(APPEALS, Handler(_tell_appeal))}


def _tell_demand(session: Session, work: Work, _: Any) -> None:
    demand = session.exec(select(Demand).where(Demand.case_no == work.payload.get("case_no"))).first()
    if demand is not None:
        events.publish(session, LiveKind.CASE, demand.case_no, window=demand.window)


def _tell_appeal(session: Session, work: Work, _: Any) -> None:
    appeal = session.exec(select(Appeal).where(Appeal.case_no == work.payload.get("case_no"))).first()
    if appeal is not None:
        events.publish(session, LiveKind.APPEAL, appeal.case_no, window=appeal.window)
