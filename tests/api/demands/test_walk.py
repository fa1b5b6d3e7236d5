"""Random people take random steps at random moments: no illegal state, no lost row of history, no broken deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from api import clock
from api.accounts.actors import BOT, ENTERPRISE, SYSTEM, Actor, ActorKind
from api.clock import aware
from api.demands import (
    deadlines,
    dispatching,
    duplicates,
    handed,
    helping,
    lifecycle,
    steps,
    sweeping,
    waiting,
)
from api.demands.models import Action, Demand, DemandStatus, DemandWindow, Transition
from api.demands.work_models import Deadline, Dispatch, DispatchRole, DispatchState
from api.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from api.outbox.models import OutboxEntry
from api.ratings import keeping
from api.windows import tree
from tests.api.conftest import Service
from tests.api.demands import cases
from tests.api.network import CITY, COUNTY, HUB, OTHER_CITY, SISTER

S = DemandStatus
PEOPLE = (
    Actor("agent", ActorKind.AGENT, "console"),
    Actor("bank", ActorKind.INSTITUTION, "console"),
    BOT,
    ENTERPRISE,
    SYSTEM,
)
USUAL = {
    S.SUBMITTED: S.MATCHED,
    S.MATCHED: S.DISPATCHED,
    S.NO_MATCH: S.DISPATCHED,
    S.DISPATCHED: S.ACCEPTED,
    S.ACCEPTED: S.IN_SERVICE,
    S.IN_SERVICE: S.COMPLETED,
    S.COMPLETED: S.RATED,
    S.RATED: S.CLOSED,
    S.CLOSED: S.REOPENED,
    S.RETURNED: S.DISPATCHED,
    S.CANCELLED: S.REOPENED,
    S.REOPENED: S.DISPATCHED,
}
REFUSALS = (ConflictError, InvalidInputError, NotAllowedError, NotFoundError)
WINDOWS = (None, HUB, CITY, COUNTY, SISTER, OTHER_CITY, "nowhere")


class Walk(RuleBasedStateMachine):
    """One demand and all that may happen to it; ``rows`` is what its history must hold, however the steps end."""

    service: Service

    @initialize(urgent=st.booleans(), category=st.sampled_from(["finance", "information", "legal"]))
    def submit(self, urgent: bool, category: str) -> None:
        self.now = cases.at("2026-03-02 09:00")
        self.rows = 2  # given to its window, matched
        with self.at_work() as session:
            self.demand_id = cases.made(self.service, session, urgent=urgent, category=category).id
            self.other_id = cases.made(self.service, session, urgent=urgent, category=category).id
            self.banks = cases.institutions(session)[:2]

    def at_work(self) -> Any:
        return cases.written(self.service, f"{self.now:%Y-%m-%d %H:%M}")

    def demand(self, session: Session) -> Demand:
        return session.exec(select(Demand).where(Demand.id == self.demand_id)).one()

    def attempt(self, step: Callable[[Session, Demand], Any], rows: int = 1) -> None:
        """Take a step in a commit of its own; a refusal must leave everything as it was."""
        with self.at_work() as session:
            before = self.told(session)
        try:
            with self.at_work() as session:
                step(session, self.demand(session))
        except REFUSALS:
            with self.at_work() as session:
                assert self.told(session) == before
        else:
            with self.at_work() as session:
                found = self.told(session)
            assert found[0] >= self.rows + rows
            assert found[2] > before[2]
            self.rows = found[0]

    def told(self, session: Session) -> tuple[int, DemandStatus, int]:
        demand = self.demand(session)
        rows = session.exec(select(Transition).where(Transition.demand_id == self.demand_id)).all()
        return len(rows), demand.status, demand.version

    @rule(to=st.sampled_from(list(S)), who=st.sampled_from(PEOPLE), reason=st.sampled_from(["", "有原因"]))
    def step(self, to: DemandStatus, who: Actor, reason: str) -> None:
        self.attempt(lambda session, demand: steps.take(session, demand, to, who, reason))

    @rule(count=st.integers(1, 6))
    def go_the_usual_way(self, count: int) -> None:
        """Walk on as most demands do; without this few walks would come to the later states."""
        for _ in range(count):
            with self.at_work() as session:
                to = USUAL.get(self.demand(session).status)
            if to is None:  # merged: it goes on under another number
                return
            if to is S.RATED:
                self.attempt(lambda session, demand: keeping.keep(session, demand, 4, "", ENTERPRISE))
            else:
                self.attempt(lambda session, demand, to=to: steps.take(session, demand, to, PEOPLE[0], "照常"))

    @rule(window=st.sampled_from(WINDOWS), bank=st.integers(-1, 2), note=st.sampled_from(["", "换一家"]))
    def dispatch(self, window: str | None, bank: int, note: str) -> None:
        institution = [*self.banks, "nobody"][bank] if bank >= 0 else None
        target = dispatching.Target(window, institution)
        self.attempt(lambda session, demand: dispatching.dispatch(session, demand, PEOPLE[0], target, note))

    @rule(window=st.sampled_from(WINDOWS))
    def ask_for_help(self, window: str | None) -> None:
        target = dispatching.Target(window)
        self.attempt(lambda session, demand: dispatching.add_co_handler(session, demand, PEOPLE[0], target))

    @rule(to=st.sampled_from(list(DispatchState)), place=st.integers(0, 3), words=st.sampled_from(["", "说明"]))
    def answer_for_a_helper(self, to: DispatchState, place: int, words: str) -> None:
        """Whatever a helper answers, the demand stays where it stands, and so does its lead."""

        def stands(session: Session, demand: Demand) -> Any:
            leads = [(row.id, row.state) for row in handed.running(session, demand, DispatchRole.LEAD)]
            return demand.status, demand.institution, demand.window, demand.due_at, leads

        def answer(session: Session, demand: Demand) -> None:
            rows = [row for row in handed.of_demand(session, demand) if row.role is DispatchRole.CO]
            if not rows:
                raise NotFoundError("nobody helps")
            before = stands(session, demand)
            helping.answer(session, demand, rows[-1 - place % len(rows)], to, PEOPLE[1], words)
            assert stands(session, demand) == before

        self.attempt(answer)

    @rule(who=st.sampled_from([dispatching.escalate, dispatching.supervise]), reason=st.sampled_from(["", "太慢"]))
    def go_up(self, who: Callable[..., Any], reason: str) -> None:
        self.attempt(lambda session, demand: who(session, demand, PEOPLE[0], reason))

    @rule(question=st.sampled_from(["", "请补材料"]))
    def ask_the_enterprise(self, question: str) -> None:
        self.attempt(lambda session, demand: waiting.pause(session, demand, PEOPLE[0], question))

    @rule(reason=st.sampled_from(["", "同一件事"]))
    def merge(self, reason: str) -> None:
        self.attempt(
            lambda session, demand: duplicates.merge(
                session, demand, session.get_one(Demand, self.other_id), PEOPLE[0], reason
            )
        )

    @rule(reason=st.sampled_from(["", "不是一件"]))
    def take_the_merge_back(self, reason: str) -> None:
        self.attempt(lambda session, demand: duplicates.unmerge(session, demand, PEOPLE[0], reason))

    @rule()
    def go_on(self) -> None:
        self.attempt(lambda session, demand: waiting.resume(session, demand, PEOPLE[0]))

    @rule(minutes=st.sampled_from([1, 30, 240, 1_440, 7_200, 43_200]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.at_work() as session:
            sweeping.sweep(session)
        with self.at_work() as session:
            assert sweeping.sweep(session) == sweeping.Swept(0, 0, 0)
            self.rows = max(self.rows, self.told(session)[0])

    @precondition(lambda self: hasattr(self, "demand_id"))
    @invariant()
    def history_is_a_chain(self) -> None:
        with self.at_work() as session:
            demand = self.demand(session)
            query = select(Transition).where(Transition.demand_id == demand.id).order_by(col(Transition.id))
            rows = session.exec(query).all()
            keys = set(session.exec(select(OutboxEntry.key).where(OutboxEntry.topic == lifecycle.MOVED)).all())
        assert len(rows) == self.rows
        at = S.SUBMITTED
        for row in rows:
            assert row.from_status is at
            at = row.to_status
            if row.action is not Action.MOVE:
                assert row.from_status is row.to_status
                continue
            step = lifecycle.step(row.from_status, row.to_status)
            assert step is not None
            assert row.actor_kind in step.by
            assert row.reason or not step.reason
            assert f"transition:{row.id}" in keys
        assert at is demand.status
        assert (demand.merged_into is not None) is (demand.status is S.MERGED)
        assert [row.at for row in rows] == sorted(row.at for row in rows)

    @precondition(lambda self: hasattr(self, "demand_id"))
    @invariant()
    def no_question_is_dropped_without_a_row(self) -> None:
        with self.at_work() as session:
            demand = self.demand(session)
            asked = (Action.PAUSE, Action.RESUME, Action.UNASK)
            query = select(Transition.action).where(
                Transition.demand_id == demand.id, col(Transition.action).in_(asked)
            )
            rows = session.exec(query.order_by(col(Transition.id))).all()
        assert [row is Action.PAUSE for row in rows] == [place % 2 == 0 for place in range(len(rows))]
        if demand.status is not S.MERGED:  # there it stands still with the rest
            assert (len(rows) % 2 == 1) is (demand.waiting_since is not None)

    @precondition(lambda self: hasattr(self, "demand_id"))
    @invariant()
    def one_deadline_runs_where_one_must(self) -> None:
        with self.at_work() as session:
            demand = self.demand(session)
            rows = session.exec(select(Deadline).where(Deadline.demand_id == demand.id)).all()
        running = [row for row in rows if row.ended_at is None]
        stage = deadlines.STAGE_OF.get(demand.status)
        assert [row.stage for row in running] == ([stage] if stage else [])
        for row in running:
            assert (row.due_at is None) is (row.paused_at is not None) is (demand.waiting_since is not None)
            assert row.due_at == demand.due_at
            assert row.due_at is None or row.escalated_at or aware(row.due_at) > self.now
        for row in rows:
            if row.ended_at is not None and row.met is not None:
                assert row.took_minutes is not None
                assert row.met is (row.took_minutes <= row.limit_minutes)
        assert demand.due_at is None or stage is not None

    @precondition(lambda self: hasattr(self, "demand_id"))
    @invariant()
    def whoever_has_it_may_see_it(self) -> None:
        with self.at_work() as session:
            demand = self.demand(session)
            seen = set(session.exec(select(DemandWindow.window).where(DemandWindow.demand_id == demand.id)).all())
            leads = session.exec(
                select(Dispatch).where(
                    Dispatch.demand_id == demand.id,
                    Dispatch.role == DispatchRole.LEAD,
                    col(Dispatch.state).in_([DispatchState.OPEN, DispatchState.ACCEPTED]),
                )
            ).all()
            known = tree.load(session)
        assert demand.window in seen
        assert known.get(demand.window) is not None
        if demand.status in (S.DISPATCHED, S.ACCEPTED, S.IN_SERVICE):
            assert len(leads) == 1
            assert leads[0].institution == demand.institution
            assert (leads[0].state is DispatchState.ACCEPTED) is (demand.status is not S.DISPATCHED)
        if demand.status in (S.RETURNED, S.MATCHED, S.NO_MATCH, S.REOPENED, *dispatching.OVER):
            assert leads == []

    @precondition(lambda self: hasattr(self, "demand_id"))
    @invariant()
    def nothing_handed_out_outlives_it(self) -> None:
        with self.at_work() as session:
            demand = self.demand(session)
            rows = handed.of_demand(session, demand)
        if demand.status in dispatching.OVER:
            assert [row.id for row in rows if row.state in handed.RUNNING] == []
        for row in rows:
            assert (row.answered_at is None) is (row.state is DispatchState.OPEN)
            assert row.answer or row.role is DispatchRole.LEAD or row.state in handed.RUNNING


@pytest.mark.parametrize("backend", ["sqlite"])
def test_random_walks(alone: Service, backend: str) -> None:
    """Walk; the moment each step happens at is part of the walk, so a failure repeats."""
    machine = type("Walk", (Walk,), {"service": alone})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    limits = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    with clock.at(cases.at("2026-03-02 09:00")):
        run_state_machine_as_test(machine, settings=limits)
