"""Reminders and urgings reach the consoles of the window that has the case."""

from __future__ import annotations

from sqlmodel import select

from api import notices
from api.appeals.models import Appeal
from api.demands.models import Demand
from api.live.models import LiveEvent, LiveKind
from api.outbox import service as outbox
from api.outbox.relay import Relay
from tests.api import network
from tests.api.appeals_parts import submit
from tests.api.conftest import Service


def told(service: Service, topic: str, case_no: str) -> LiveEvent | None:
    """Hand one entry to the relay and return the event it led to, newest first."""
    with service.session(write=True) as session:
        outbox.put(session, topic, {"case_no": case_no})
        before = session.exec(select(LiveEvent.id).order_by(LiveEvent.id.desc())).first() or 0  # type: ignore[union-attr]
    Relay(service.state.database, notices.handlers()).drain()
    with service.session() as session:
        return session.exec(select(LiveEvent).where(LiveEvent.id > before)).first()  # type: ignore[operator]


def test_of_a_demand(alone: Service) -> None:
    case_no = str(alone.submit(alone.open()[0])["case_no"])
    with alone.session() as session:
        window = session.exec(select(Demand.window).where(Demand.case_no == case_no)).one()
    assert window == network.COUNTY
    for topic in notices.DEMANDS:
        event = told(alone, topic, case_no)
        assert event
        assert (event.kind, event.subject, event.window) == (LiveKind.CASE, case_no, window)


def test_of_an_appeal(alone: Service) -> None:
    case_no = submit(alone, alone.open()[0])
    with alone.session() as session:
        window = session.exec(select(Appeal.window).where(Appeal.case_no == case_no)).one()
    for topic in notices.APPEALS:
        event = told(alone, topic, case_no)
        assert event
        assert (event.kind, event.subject, event.window) == (LiveKind.APPEAL, case_no, window)


def test_of_a_case_that_is_gone(alone: Service) -> None:
    assert told(alone, "demand.reminder", "XQ209901010001") is None
    assert told(alone, "appeal.reminder", "SQ209901010001") is None
