"""A small sample year through the real code: nothing is written past it, it repeats, and it never mixes with real demands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import func, select

from api import clock
from api.accounts.models import Role, User
from api.catalogue import importing
from api.catalogue.models import Institution, Window
from api.clock import CHINA, aware, in_china
from api.conversations.models import Message
from api.database import open_database
from api.demands import lifecycle
from api.demands.models import Demand, DemandStatus, Enterprise, Transition
from api.demands.work_models import Deadline
from api.errors import ConflictError, InvalidInputError
from api.followups.models import (
    AttemptStatus,
    FollowUp,
    FollowUpAttempt,
    FollowUpChannel,
    FollowUpKind,
    FollowUpStatus,
)
from api.outbox.models import OutboxEntry
from api.ratings.models import Rating
from api.seeding import calendar, following, needs, population, serving, staff, year
from api.seeding.world import Case, World
from api.seeding.year import Plan
from api.settings import Settings
from api.windows.tree import Node
from knowledge import follow_ups, working_hours
from knowledge.reading.satisfaction import read_satisfaction
from tests.api.conftest import BACKENDS, Service, copy_of_template
from tests.api.reports.conftest import WINDOWS

LAST = date(2026, 3, 20)
PLAN = Plan(demands=40, year=2026, seed=3)
Start = Callable[[Settings], Service]


@pytest.fixture
def network(start: Start, settings: Settings) -> Service:
    """Return a service with windows, the day after the played time."""
    return with_network(start, settings)


def with_network(start: Start, settings: Settings) -> Service:
    """Start a service with windows on an empty database."""
    service = start(settings.model_copy(update={"today": date(2026, 3, 21)}))
    with service.session(write=True) as session:
        session.execute(delete(Window))  # a network of its own
        for key, name, level, parent, region in WINDOWS:
            session.add(Window(key=key, name=name, level=level, parent=parent, region=region))
    return service


def play(service: Service) -> list[date]:
    """Play the plan; return the days that were reported."""
    days: list[date] = []
    played = year.play(service.state, PLAN, lambda day, done, of: days.append(day))
    assert (played.demands, played.talks, played.last) == (40, 22, LAST)
    return days


def picture(service: Service) -> list[tuple[Any, ...]]:
    """Return what a year looks like, without what is random by its nature (ids)."""
    with service.session() as session:
        demands = session.exec(select(Demand).order_by(Demand.case_no)).all()
        return [(d.case_no, d.status, d.category, d.region, d.institution, d.rating, d.returns) for d in demands]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_every_demand_went_the_way_of_the_state_machine(network: Service) -> None:
    days = play(network)
    assert days == sorted(days)
    with network.session() as session:
        demands = session.exec(select(Demand)).all()
        steps = session.exec(select(Transition).order_by(Transition.id)).all()
        ratings = {row.case_no: row.score for row in session.exec(select(Rating))}
        left = session.exec(select(func.count()).select_from(OutboxEntry).where(OutboxEntry.done_at == None)).one()  # noqa: E711
        firms = session.exec(select(Enterprise)).all()
        open_deadlines = session.exec(select(Deadline).where(Deadline.ended_at == None)).all()  # noqa: E711
    assert left == 0
    assert all(firm.name.startswith("样例") for firm in firms)
    assert {d.case_no: d.rating for d in demands if d.rating} == ratings
    assert len({d.status for d in demands}) >= 4
    assert any(d.completed_at for d in demands)
    assert any(d.returns for d in demands)
    for demand in demands:
        own = [one for one in steps if one.demand_id == demand.id]
        moved = [one for one in own if one.action == "move"]
        assert moved[-1].to_status is demand.status
        for one in moved:
            assert one.from_status is not None
            assert one.to_status in lifecycle.ALLOWED[one.from_status]
        assert [one.at for one in own] == sorted(one.at for one in own)
        assert aware(own[-1].at).astimezone(CHINA).date() <= LAST
        assert demand.case_no.startswith(f"XQ{aware(demand.created_at).astimezone(CHINA):%Y%m%d}")
        assert (demand.matched_at or demand.no_match_at) is not None
        if demand.completed_at:
            assert demand.dispatched_at <= demand.accepted_at <= demand.completed_at
        assert demand.personal.get("phone", "120").startswith("120")
    counted = Counter(one.demand_id for one in open_deadlines)
    assert all(count == 1 for count in counted.values())


def test_follow_ups_are_planned_sent_and_answered(network: Service) -> None:
    play(network)
    with network.session() as session:
        asked = session.exec(select(FollowUp)).all()
        attempts = session.exec(select(FollowUpAttempt)).all()
        demands = {one.id: one for one in session.exec(select(Demand))}
    tried = Counter(one.follow_up_id for one in attempts)
    assert {FollowUpKind.AFTER_ACCEPTANCE, FollowUpKind.IN_SERVICE, FollowUpKind.AFTER_COMPLETION} <= {
        one.kind for one in asked
    }
    assert {FollowUpStatus.ANSWERED, FollowUpStatus.STOPPED} <= {one.status for one in asked}
    assert {FollowUpChannel.CALL, FollowUpChannel.SMS} <= {one.channel for one in attempts}
    assert not [one for one in attempts if one.status is AttemptStatus.PENDING]
    for one in attempts:
        assert working_hours.is_open(in_china(one.created_at), follow_ups.rules().hours)
    for one in asked:
        assert one.status is not FollowUpStatus.WAITING or tried[one.id]
        if one.status is FollowUpStatus.ANSWERED:
            assert tried[one.id]
            assert one.answer or one.score == demands[one.demand_id].rating or one.kind is FollowUpKind.OWED_ANSWER
    told = network.client.get(
        "/api/v1/follow-ups/figures?since=2026-01-01&until=2026-03-20", headers=network.user("agent")
    ).json()
    assert told["planned"] >= told["sent"] >= told["delivered"] >= told["answered"] > 0


def test_part_of_the_answers_give_a_score(network: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(following.BY_TALK, FollowUpKind.AFTER_COMPLETION, 2.0)  # more of few, to see some
    play(network)
    with network.session() as session:
        asked = session.exec(select(FollowUp).where(FollowUp.kind == FollowUpKind.AFTER_COMPLETION)).all()
        demands = {one.id: one for one in session.exec(select(Demand))}
        ratings = {one.case_no: one for one in session.exec(select(Rating))}
        said = " ".join(one.text for one in session.exec(select(Message).where(Message.intent == "rate_service")))
    on_the_phone = [one for one in asked if one.answered_by not in (None, "enterprise")]
    scored = [one for one in on_the_phone if one.score is not None]
    assert scored
    assert len(scored) < len(on_the_phone)  # not everybody who picks up wants to give one
    for one in scored:
        kept = ratings[demands[one.demand_id].case_no]
        assert (kept.score, kept.by, kept.channel) == (one.score, one.answered_by, "call")
        assert read_satisfaction(one.answer) == one.score
        assert demands[one.demand_id].status in (DemandStatus.RATED, DemandStatus.CLOSED)
    written = [one for one in asked if one.score and demands[one.demand_id].case_no in said]
    assert written
    assert {one.answered_by for one in written} == {None}  # a rating like any other that ends the follow-up
    told = network.client.get(
        "/api/v1/figures/satisfaction?since=2026-01-01&until=2026-03-20", headers=network.user("agent")
    ).json()
    assert told["asked"]["answered"] > told["asked"]["answered"] - len(on_the_phone) + len(scored) > 0
    assert told["rated"] == len(ratings)


def test_who_told_the_agent_a_score_gives_none_again_and_opens_nothing(network: Service) -> None:
    with network.session(write=True) as session:
        world = World(3, network.state.matcher, {})
        case_no = network.submit(network.open()[0])["case_no"]
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        demand.status = DemandStatus.RATED
        words = needs.Words("要贷款", {})
        case = Case(1, "web", words, Random(1), demand_id=demand.id)  # noqa: S311
        assert serving.act(world, session, case, clock.utc_now()) is None
        assert demand.status is DemandStatus.RATED


def test_the_same_seed_plays_the_same_year(
    network: Service, start: Start, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    play(network)
    with network.session() as session:
        with pytest.raises(ConflictError, match="已经演过"):
            year.check(session, PLAN, sure=False)
        year.check(session, Plan(40, 2026, seed=4), sure=False)
        year.check(session, PLAN, sure=True)
    another = with_network(start, copy_of_template(request, "sqlite", tmp_path / "another"))
    play(another)
    assert picture(another) == picture(network)


def test_real_demands_are_not_mixed_with_sample_ones(network: Service) -> None:
    network.submit(network.open()[0])
    with network.session() as session:
        with pytest.raises(ConflictError, match="1 件真实需求"):
            year.check(session, PLAN, sure=False)
        year.check(session, PLAN, sure=True)


def test_a_year_that_has_not_begun_cannot_be_played(network: Service) -> None:
    with pytest.raises(InvalidInputError, match="2027 年还没有到"):
        year.play(network.state, Plan(1, 2027, 1), lambda *_: None)


def test_sample_users_are_made_once(network: Service) -> None:
    with network.session(write=True) as session:
        made = staff.create(session, "a-password-of-the-tests")
        assert staff.create(session, "a-password-of-the-tests") == 0
        users = {user.username: user for user in session.exec(select(User))}
        institutions = session.exec(select(Institution.key)).all()
    assert made == len(WINDOWS) + len(institutions) + 2
    assert users["sample-W-430112"].window == "W-430112"
    assert users["sample-O-bank"].role is Role.INSTITUTION
    assert users["sample-viewer"].role is Role.VIEWER


def test_words_cover_every_category_and_name_nobody() -> None:
    random = Random(5)  # noqa: S311
    nodes = [Node("W", "窗口", "county", None, "430112", ("35",), (), True)]
    crowd = population.people(random, nodes, 200)
    assert len({one.name for one in crowd}) == 200
    assert all(one.phone.startswith("120") and len(one.phone) == 11 for one in crowd)
    assert set(calendar.SHARES) == set(needs.categories())
    for category in needs.categories():
        said = {needs.need(random, category, who).text for who in crowd}
        assert len(said) > 60
        assert not any("{" in text for text in said)


def test_command_plays_and_refuses_a_second_time(
    qifu: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "today", date(2026, 1, 20))
    database = open_database(settings)
    with database.session() as session:
        session.execute(delete(Window))
    nowhere = qifu("seed", "--demands", 8)
    assert nowhere.exit_code == 1
    assert "还没有窗口平台" in nowhere.output
    windows = tmp_path / "windows.jsonl"
    lines = [{"id": k, "name": n, "level": le, "parent": p, "region": r} for k, n, le, p, r in WINDOWS]
    windows.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    with database.session() as session:
        importing.load_windows(session, windows)
    database.close()
    done = qifu("seed", "--demands", 8, "--password", "a-password-of-the-tests")
    assert done.exit_code == 0, done.output
    assert "需求 8 件" in done.output
    assert "a-password-of-the-tests" in done.output
    again = qifu("seed", "--demands", 8)
    assert again.exit_code == 1
    assert "已经演过" in again.output
