"""Deadlines in office time, pauses, reminders, the way upward and the end; hand-worked moments; on every backend."""

from __future__ import annotations

import pytest
from sqlmodel import select

from api.accounts.actors import ENTERPRISE
from api.clock import CHINA, aware
from api.demands import deadlines, dispatching, history, lifecycle, sweeping, waiting
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import Deadline
from api.outbox.models import OutboxEntry
from api.windows.scope import Scope
from tests.api.conftest import BACKENDS, Service
from tests.api.demands import cases
from tests.api.demands.cases import AGENT, again, at, made, written
from tests.api.network import CITY, COUNTY, HUB

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
S = DemandStatus
HERE = dispatching.Target()


def due(demand: Demand) -> str | None:
    """Return when the present stage must be done, in China."""
    return f"{aware(demand.due_at).astimezone(CHINA):%m-%d %H:%M}" if demand.due_at else None


def rows(session: object, demand: Demand) -> list[Deadline]:
    return deadlines.of_demand(session, demand)  # type: ignore[arg-type]


def test_each_stage_has_its_time(service: Service) -> None:
    with written(service, "2026-11-27 16:30") as session:  # a Friday
        demand = made(service, session)
        assert due(demand) == "11-30 12:00"  # 4 hours: one is left of the day, three on Monday
    with written(service, "2026-11-30 10:00") as session:
        demand = again(session, demand)
        dispatching.dispatch(session, demand, AGENT, HERE)
        assert due(demand) == "12-01 10:00"  # one working day
        dispatching.accept(session, demand, AGENT)
        assert due(demand) == "12-28 10:00"  # 20 working days for money matters
        lifecycle.move(session, demand, S.IN_SERVICE, AGENT)
        assert due(demand) == "12-28 10:00"
    with written(service, "2026-12-29 10:00") as session:
        demand = again(session, demand)
        lifecycle.move(session, demand, S.COMPLETED, AGENT)
        assert due(demand) is None
        told = [(row.stage.value, row.limit_minutes, row.took_minutes, row.met) for row in rows(session, demand)]
    assert told == [("dispatch", 240, 120, True), ("accept", 420, 0, True), ("complete", 8400, 8820, False)]


@pytest.mark.parametrize(("year", "known"), [(2026, True), (2031, False)])
def test_a_year_whose_holidays_are_not_announced_says_so(alone: Service, year: int, known: bool) -> None:
    with cases.written(alone, f"{year}-03-03 10:00") as session:
        rows = history.deadlines(session, cases.made(alone, session), Scope(everything=True))
    assert [row["calendar_known"] for row in rows] == [known]


def test_an_urgent_one_has_less(service: Service) -> None:
    with written(service, "2026-11-27 10:00") as session:
        assert due(made(service, session, urgent=True)) == "11-27 11:00"


def test_the_clock_stands_still_while_the_enterprise_owes_an_answer(alone: Service) -> None:
    with written(alone, "2026-11-27 10:00") as session:
        demand = made(alone, session)
    with written(alone, "2026-11-27 11:00") as session:
        demand = again(session, demand)
        waiting.pause(session, demand, AGENT, "请补一张执照")
    with written(alone, "2026-12-04 11:00") as session:  # a week later
        assert sweeping.sweep(session).escalated == 0
        demand = again(session, demand)
        assert waiting.answered(session, demand.conversation_id or "", ENTERPRISE) == [demand.case_no]
        assert waiting.answered(session, demand.conversation_id or "", ENTERPRISE) == []
        assert due(demand) == "12-04 15:30"  # three hours were left: one before the break, two after it
        dispatching.dispatch(session, demand, AGENT, HERE)
        assert [(row.took_minutes, row.met) for row in rows(session, demand)] == [(60, True), (None, None)]


def test_reminded_once_then_upward(alone: Service) -> None:
    with written(alone, "2026-11-27 09:00") as session:
        demand = made(alone, session)
    with written(alone, "2026-11-27 11:59") as session:
        assert sweeping.sweep(session) == sweeping.Swept(0, 0, 0)
    with written(alone, "2026-11-27 13:30") as session:  # an hour of office time is left
        assert [sweeping.sweep(session).reminded for _ in range(2)] == [1, 0]
        entry = session.exec(select(OutboxEntry).where(OutboxEntry.topic == sweeping.REMINDED)).one()
        assert entry.payload == {"case_no": demand.case_no, "stage": "dispatch", "window": COUNTY}
    with written(alone, "2026-11-27 14:30") as session:
        assert [sweeping.sweep(session).escalated for _ in range(2)] == [1, 0]
        demand = again(session, demand)
        assert (demand.window, demand.status) == (CITY, S.MATCHED)


def test_what_nobody_accepts_goes_back_and_up(alone: Service) -> None:
    with written(alone, "2026-11-23 09:00") as session:
        demand = made(alone, session)
        bank = cases.institutions(session)[0]
        dispatching.dispatch(session, demand, AGENT, dispatching.Target(institution=bank))
    with written(alone, "2026-11-24 09:01") as session:
        assert sweeping.sweep(session).escalated == 1
        demand = again(session, demand)
        assert (demand.status, demand.window, demand.institution, demand.returns) == (S.RETURNED, CITY, None, 1)
        assert due(demand) == "11-24 14:31"
    with written(alone, "2026-11-24 16:00") as session:
        assert sweeping.sweep(session).escalated == 1
        assert again(session, demand).window == HUB
    with written(alone, "2026-11-30 16:00") as session:  # the hub has nobody above: nothing goes round in circles
        assert sweeping.sweep(session).escalated == 0


def test_what_is_served_too_long_is_urged_where_it_is(alone: Service) -> None:
    with written(alone, "2026-11-02 09:00") as session:
        demand = made(alone, session, category="information")
        dispatching.dispatch(session, demand, AGENT, HERE)
        dispatching.accept(session, demand, AGENT)
    with written(alone, "2026-11-05 09:01") as session:
        sweeping.sweep(session)
        demand = again(session, demand)
        assert (demand.status, demand.window, bool(demand.supervised_at)) == (S.ACCEPTED, COUNTY, True)


def test_finished_cases_close_by_themselves(alone: Service) -> None:
    with written(alone, "2026-11-02 09:00") as session:
        rated, unrated = made(alone, session), made(alone, session)
        for demand in (rated, unrated):
            dispatching.dispatch(session, demand, AGENT, HERE)
            dispatching.accept(session, demand, AGENT)
            lifecycle.move(session, demand, S.IN_SERVICE, AGENT)
            lifecycle.move(session, demand, S.COMPLETED, AGENT)
        lifecycle.move(session, rated, S.RATED, ENTERPRISE)
    for moment, states in (
        ("2026-11-06 17:29", [S.RATED, S.COMPLETED]),
        ("2026-11-09 09:00", [S.CLOSED, S.COMPLETED]),
        ("2026-11-23 09:00", [S.CLOSED, S.CLOSED]),
    ):
        with written(alone, moment) as session:
            sweeping.sweep(session)
            assert [again(session, demand).status for demand in (rated, unrated)] == states, moment


def test_a_correction_of_the_place_finds_another_window(service: Service) -> None:
    conversation = service.open()
    case_no = str(service.submit(conversation[0])["case_no"])
    service.step(conversation[0], "corrections", case_no=case_no, slots={"region": "430121"})
    headers = service.as_user("at-sister")
    assert service.client.get(f"/api/v1/demands/{case_no}", headers=headers).json()["window"] == "W-430121"


def test_moments_come_back_as_they_were_set(service: Service) -> None:
    with written(service, "2026-11-27 10:00") as session:
        demand = made(service, session)
    with service.session() as session:
        (deadline,) = rows(session, demand)
        assert aware(deadline.set_at) == at("2026-11-27 10:00")
        assert deadline.due_at
        assert aware(deadline.due_at) == at("2026-11-27 15:30")
