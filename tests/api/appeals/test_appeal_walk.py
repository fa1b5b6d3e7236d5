"""Random people take random steps with an appeal at random moments: no illegal state, no lost row, no broken deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

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
from api.appeals import deadlines, handling, service, sweeping, transferring
from api.appeals.models import Appeal, AppealAction, AppealStatus, AppealStep, AppealWindow
from api.clock import aware
from api.conversations import store
from api.conversations.models import Channel
from api.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from api.outbox.models import OutboxEntry
from api.windows import tree
from tests.api.appeals_parts import SAID
from tests.api.conftest import TODAY, Service
from tests.api.demands import cases
from tests.api.network import CITY, COUNTY, HUB, OTHER_CITY, SISTER

S = AppealStatus
AGENT = Actor("agent", ActorKind.AGENT, "console")
PEOPLE = (AGENT, Actor("bank", ActorKind.INSTITUTION, "console"), BOT, ENTERPRISE, SYSTEM)
USUAL = {
    S.SUBMITTED: S.ASSIGNED,
    S.ASSIGNED: S.ANSWERED,
    S.ANSWERED: S.CLOSED,
    S.CLOSED: S.REOPENED,
    S.REOPENED: S.ASSIGNED,
}
REFUSALS = (ConflictError, InvalidInputError, NotAllowedError, NotFoundError)
WINDOWS = (HUB, CITY, COUNTY, SISTER, OTHER_CITY, "nowhere")
REGIONS = ("430112", "430211", "110000", None)


class AppealWalk(RuleBasedStateMachine):
    """One appeal and all that may happen to it; ``rows`` is what its history must hold, however the steps end."""

    service: Service

    @initialize(region=st.sampled_from(REGIONS), by=st.sampled_from([BOT, AGENT]), home=st.sampled_from([None, COUNTY]))
    def submit(self, region: str | None, by: Actor, home: str | None) -> None:
        self.now = cases.at("2026-03-02 09:00")
        self.reopened = 0
        with self.at_work() as session:
            talk, _ = store.open_conversation(session, Channel.HOTLINE)
            told, key = {**SAID, "region": region}, str(uuid4())
            appeal = service.submit(session, TODAY, talk.id, key, told, "hotline", by, home)
            again = service.submit(session, TODAY, talk.id, key, told, "hotline", by, home)
            assert again.id == appeal.id
            self.appeal_id = appeal.id
        with self.at_work() as session:
            self.rows = self.told(session)[0]
        assert self.rows == 2  # recorded, given to its window

    def at_work(self) -> Any:
        return cases.written(self.service, f"{self.now:%Y-%m-%d %H:%M}")

    def appeal(self, session: Session) -> Appeal:
        return session.exec(select(Appeal).where(Appeal.id == self.appeal_id)).one()

    def steps(self, session: Session) -> list[AppealStep]:
        query = select(AppealStep).where(AppealStep.appeal_id == self.appeal_id).order_by(col(AppealStep.id))
        return list(session.exec(query))

    def told(self, session: Session) -> tuple[int, AppealStatus, int]:
        appeal = self.appeal(session)
        return len(self.steps(session)), appeal.status, appeal.version

    def attempt(self, step: Callable[[Session, Appeal], Any]) -> bool:
        """Take a step in a commit of its own; a refusal must leave everything as it was, a success one row more."""
        with self.at_work() as session:
            before = self.told(session)
        try:
            with self.at_work() as session:
                step(session, self.appeal(session))
        except REFUSALS:
            with self.at_work() as session:
                assert self.told(session) == before
            return False
        with self.at_work() as session:
            found = self.told(session)
        assert found[0] == before[0] + 1
        assert found[2] > before[2]
        self.rows = found[0]
        return True

    def move(self, to: AppealStatus, who: Actor, note: str) -> None:
        if self.attempt(lambda session, appeal: handling.move(session, appeal, to, who, note)) and to is S.REOPENED:
            self.reopened += 1

    @rule(to=st.sampled_from(list(S)), who=st.sampled_from(PEOPLE), note=st.sampled_from(["", "  ", "税务局"]))
    def step(self, to: AppealStatus, who: Actor, note: str) -> None:
        self.move(to, who, note)

    @rule(count=st.integers(1, 5))
    def go_the_usual_way(self, count: int) -> None:
        """Walk on as most appeals do; without this few walks would come to the later states."""
        for _ in range(count):
            with self.at_work() as session:
                to = USUAL.get(self.appeal(session).status)
            if to is not None:
                self.move(to, AGENT, "照常")

    @rule(window=st.sampled_from(WINDOWS), reason=st.sampled_from(["", "不归我们"]))
    def hand_over(self, window: str, reason: str) -> None:
        self.attempt(lambda session, appeal: transferring.transfer(session, appeal, AGENT, window, reason))

    @rule(how=st.sampled_from([transferring.escalate, transferring.supervise]), reason=st.sampled_from(["", "太慢"]))
    def go_up(self, how: Callable[..., Any], reason: str) -> None:
        self.attempt(lambda session, appeal: how(session, appeal, AGENT, reason))

    @rule()
    def two_at_once(self) -> None:
        """Both have seen the same; the slower is told, and what he wanted is not done."""
        with self.at_work() as session:
            late = self.appeal(session)
        to = USUAL.get(late.status)
        if to is None:
            return
        self.move(to, AGENT, "先")
        with self.at_work() as session:
            before = self.told(session)
        with pytest.raises(ConflictError), self.at_work() as session:
            handling.change(session, session.merge(late, load=False), handler="后")
        with self.at_work() as session:
            assert self.told(session) == before

    @rule(minutes=st.sampled_from([1, 30, 240, 1_440, 7_200, 43_200]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.at_work() as session:
            sweeping.sweep(session)
        with self.at_work() as session:
            assert sweeping.sweep(session) == sweeping.Swept(0, 0, 0)
            self.rows = max(self.rows, self.told(session)[0])

    @precondition(lambda self: hasattr(self, "rows"))
    @invariant()
    def history_is_a_chain(self) -> None:
        with self.at_work() as session:
            appeal, rows = self.appeal(session), self.steps(session)
            keys = set(session.exec(select(OutboxEntry.key).where(OutboxEntry.topic == handling.MOVED)).all())
        assert len(rows) == self.rows
        assert rows[0].from_status is None
        at = rows[0].to_status
        for row in rows[1:]:
            assert row.from_status is at
            at = row.to_status
            if row.action is not AppealAction.MOVE:
                assert row.from_status is row.to_status
                continue
            step = next(one for one in handling.STEPS[row.from_status] if one.to is row.to_status)
            assert row.actor_kind in step.by
            assert row.note.strip() or not step.note
            assert f"appeal-step:{row.id}" in keys
        assert at is appeal.status
        assert [row.at for row in rows] == sorted(row.at for row in rows)
        assert appeal.reopened == self.reopened == sum(row.to_status is S.REOPENED for row in rows if _moves(row))

    @precondition(lambda self: hasattr(self, "rows"))
    @invariant()
    def something_is_due_as_long_as_somebody_must_act(self) -> None:
        with self.at_work() as session:
            appeal = self.appeal(session)
        is_due = appeal.status in (*deadlines.UNASSIGNED, S.ASSIGNED)
        for moment in (appeal.due_at, appeal.remind_at):
            assert (moment is not None) is is_due
        if not is_due:
            assert (appeal.reminded_at, appeal.escalated_at) == (None, None)
            return
        assert appeal.answer_by is not None
        assert aware(appeal.due_at) <= aware(appeal.answer_by)
        assert aware(appeal.remind_at) <= aware(appeal.due_at) or aware(appeal.due_at) <= aware(appeal.updated_at)

    @precondition(lambda self: hasattr(self, "rows"))
    @invariant()
    def an_answer_stands_as_long_as_it_holds(self) -> None:
        with self.at_work() as session:
            appeal = self.appeal(session)
        if appeal.status in (S.ANSWERED, S.CLOSED):
            assert appeal.result
            assert appeal.answered_at is not None
        if appeal.status in (S.ASSIGNED, S.ANSWERED):
            assert appeal.unit
            assert appeal.handler == AGENT.name
        if appeal.status is S.REOPENED:
            assert appeal.answered_at is None

    @precondition(lambda self: hasattr(self, "rows"))
    @invariant()
    def whoever_has_it_or_had_it_may_see_it(self) -> None:
        with self.at_work() as session:
            appeal = self.appeal(session)
            query = select(AppealWindow.window).where(AppealWindow.appeal_id == appeal.id)
            seen = set(session.exec(query).all())
            known = tree.load(session)
            given = {row.target for row in self.steps(session) if row.action in HANDED}
        assert appeal.window in seen
        assert known.get(appeal.window) is not None
        assert given <= seen


HANDED = (AppealAction.ROUTE, AppealAction.TRANSFER, AppealAction.ESCALATE)


def _moves(row: AppealStep) -> bool:
    return row.action is AppealAction.MOVE


@pytest.mark.parametrize("backend", ["sqlite"])
def test_random_walks_of_an_appeal(alone: Service, backend: str) -> None:
    """Walk; the moment each step happens at is part of the walk, so a failure repeats."""
    machine = type("AppealWalk", (AppealWalk,), {"service": alone})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    limits = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    with clock.at(cases.at("2026-03-02 09:00")):
        run_state_machine_as_test(machine, settings=limits)
