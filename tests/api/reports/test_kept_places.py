"""Where a demand lies, and who finished it, is kept as a plain count over the rows gives it; on every backend."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from sqlmodel import Session, col, select, text

from api.demands import apart, dispatching, lifecycle, routing, served
from api.demands.dispatching import Target
from api.demands.models import Choice, Demand, DemandStatus, DemandWindow
from api.demands.work_models import Deadline, Dispatch
from api.errors import ConflictError
from api.windows.scope import Scope
from tests.api.conftest import BACKENDS
from tests.api.reports.conftest import AGENT, Story

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
WINDOWS = ("W-430000", "W-430100", "W-430112", "W-430200", "W-999999")


def places(session: Session) -> dict[tuple[int, str], bool]:
    """Return for each window that may see a demand whether something of it lies elsewhere, counted row by row."""
    lies: dict[int | None, set[str | None]] = {one.id: {one.window} for one in session.exec(select(Demand))}
    for table in (Deadline, Dispatch):
        for row in session.exec(select(table)):
            lies[row.demand_id].add(row.window)
    seen = session.exec(select(DemandWindow.demand_id, DemandWindow.window)).all()
    return {(demand, window): lies[demand] != {window} for demand, window in seen}


def finished(session: Session) -> dict[int | None, tuple[object, ...]]:
    """Return for each choice by whom, with what score its demand was finished, counted row by row."""
    found: dict[int | None, tuple[object, ...]] = {}
    for choice in session.exec(select(Choice)):
        demand = session.get_one(Demand, choice.demand_id)
        is_done = demand.completed_at is not None and demand.status is not DemandStatus.MERGED
        found[choice.id] = (demand.institution, demand.rating, demand.created_at) if is_done else (None, None, None)
    return found


def check(story: Story) -> dict[tuple[int, str], bool]:
    """Compare what is kept with what is counted, and both ways of telling what a scope may see."""
    with story.service.session() as session:
        rows = session.exec(select(DemandWindow.demand_id, DemandWindow.window, DemandWindow.apart)).all()
        kept = {(demand, window): far for demand, window, far in rows}
        assert kept == places(session)
        query = select(Choice.id, Choice.done_by, Choice.rating, Choice.recorded_at)
        assert {key: tuple(rest) for key, *rest in session.exec(query)} == finished(session)
        has = {(one.id, one.window) for one in session.exec(select(Demand)) if one.window}
        assert has <= set(kept)
        for scope in (Scope(everything=True), *(Scope(windows=frozenset({key})) for key in WINDOWS)):
            ways = (routing.visible(scope), routing.visible_alone(scope), routing.held(scope))
            seen = [set(session.exec(select(Demand.id).where(way))) for way in ways]
            assert seen[0] == seen[1] == seen[2], scope
    return kept


def test_where_a_demand_lies_follows_every_step(story: Story) -> None:
    before = check(story)
    assert set(before.values()) == {True, False}
    demand_id = story.ids["good"]
    with story.service.session(write=True) as session:
        session.get_one(Demand, demand_id).window = "W-430200"
    assert check(story)[demand_id, "W-430200"]
    with story.service.session(write=True) as session:
        session.get_one(Demand, demand_id).window = None
    assert all(far for (one, _), far in check(story).items() if one == demand_id)
    with story.service.session(write=True) as session:
        for row in session.exec(select(Dispatch)):
            row.window = "W-430200"
            routing.let_see(session, session.get_one(Demand, row.demand_id), "W-430200")
        for row in session.exec(select(Deadline)):
            session.delete(row)
    check(story)


def test_a_demand_that_goes_to_a_window_which_saw_it_already_is_apart_for_the_other(story: Story) -> None:
    demand_id = story.ids["good"]
    with story.service.session(write=True) as session:
        demand = session.get_one(Demand, demand_id)
        own = demand.window
        routing.let_see(session, demand, "W-430200")
        session.flush()
        lifecycle.change(session, demand, window="W-430200")
    assert check(story)[demand_id, str(own)]


def test_who_finished_a_demand_follows_every_change(story: Story) -> None:
    check(story)
    for values in ({"rating": 1}, {"institution": "other"}, {"status": DemandStatus.MERGED}, {"completed_at": None}):
        with story.service.session(write=True) as session:
            demand = session.get_one(Demand, story.ids["good"])
            for name, value in values.items():
                setattr(demand, name, value)
        check(story)


def test_a_store_of_before_is_brought_to_the_same(story: Story) -> None:
    before = check(story)
    migration = import_module("api.migrations.versions.0026_seen_by_where_it_lies")
    lines = (migration.SAID, migration.TOGETHER, migration.FINISHED)
    for anew in (
        lambda session: [session.execute(text(line)) for line in lines],
        lambda session: (apart.recount(session), served.recount(session)),
    ):
        with story.service.session(write=True) as session:
            session.execute(text("UPDATE demand_windows SET apart = true"))
            session.execute(text("UPDATE choices SET done_by = NULL, rating = NULL, recorded_at = NULL"))
            own = select(Demand.window).where(Demand.id == story.ids["good"]).scalar_subquery()
            here = col(DemandWindow.demand_id) == story.ids["good"], col(DemandWindow.window) == own
            session.delete(session.exec(select(DemandWindow).where(*here)).one())
            anew(session)
        assert check(story) == before


def test_two_who_write_at_once_are_both_counted(story: Story) -> None:
    demand_id = story.ids["far"]

    def lend(window: str) -> None:
        with story.service.session(write=True) as session:
            demand = session.get_one(Demand, demand_id)
            dispatching.add_co_handler(session, demand, AGENT, Target(window=window))

    def give(score: int) -> None:
        with story.service.session(write=True) as session:
            for choice in session.exec(select(Choice).where(Choice.demand_id == demand_id)):
                choice.rank = score
            session.add(Deadline(demand_id=demand_id, stage="accept", window="W-430200", limit_minutes=score))
            routing.let_see(session, session.get_one(Demand, demand_id), f"W-99999{score}")

    with ThreadPoolExecutor(4) as pool:
        lent = pool.submit(lend, "W-430200")  # its version may be overtaken, which is told to who asked
        given = [pool.submit(give, score) for score in (1, 2, 3)]
    assert [one.exception() for one in given] == [None] * 3
    assert lent.exception() is None or isinstance(lent.exception(), ConflictError)
    check(story)
