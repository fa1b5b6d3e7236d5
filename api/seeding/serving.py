"""The network's side of a sample demand: each status has what is done next, and when somebody looks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.actors import ENTERPRISE, Actor
from api.demands import dispatching, steps, waiting
from api.demands.dispatching import Target
from api.demands.models import Demand, DemandStatus
from api.seeding import asking, needs
from api.seeding.world import Case, World, another, handler, office, window_actor
from knowledge import deadlines as rules
from knowledge import working_hours

S = DemandStatus
FOUND_BY_HAND = 0.62  # of what nothing was found for, or nothing was wanted of
GIVEN_UP = 0.45  # of the rest
ASKS_BACK, STOPS, RETURNS_LATE = 0.07, 0.012, 0.012
DAY = working_hours.day_minutes()
RESTS = 7  # one in so many lies a few days after it was accepted, long enough to be asked about


def act(world: World, session: Session, case: Case, now: datetime) -> datetime | None:
    """Do what is next for a demand and return when somebody looks at it again; None when it is over."""
    if case.demand_id is None:
        return asking.begin(world, session, case, now)
    demand = session.get_one(Demand, case.demand_id)
    if demand.waiting_since is not None:
        waiting.resume(session, demand, ENTERPRISE, "企业已补充")
        return office(now, DAY // 2)
    step = STEPS.get(demand.status)
    return step(world, session, case, demand, now) if step else None


def _matched(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    if not case.decided:
        return asking.decide(world, session, case, demand, now)
    return _hand_over(world, session, case, demand, now, Target())


def _not_matched(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    """Look for somebody by hand; what nobody can do waits, and some of it is given up."""
    case.decided = True
    by_hand = another(world, case, demand)
    if by_hand and case.random.random() < FOUND_BY_HAND:
        return _hand_over(world, session, case, demand, now, Target(institution=by_hand))
    if case.waited:
        _step(session, demand, S.CANCELLED, handler(demand), needs.pick(case.random, "reasons", "cancel"))
        return None
    case.waited = True
    return office(now, DAY * case.random.randint(4, 15)) if case.random.random() < GIVEN_UP else None


def _hand_over(
    world: World, session: Session, case: Case, demand: Demand, now: datetime, target: Target, note: str = ""
) -> datetime:
    actor = window_actor(demand.window)
    dispatching.dispatch(session, demand, actor, target, note)
    accounts.record(session, actor.name, "dispatch", demand.case_no, f"{demand.window} {demand.institution or ''}")
    if demand.institution:
        case.tried.add(demand.institution)
    pace = world.character(demand.institution or demand.window)
    return office(now, pace.minutes(case.random, rules.limit("accept", demand.category, demand.urgent)))


def _dispatched(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    who = world.character(demand.institution or demand.window)
    if case.random.random() < who.returns:
        kind = "institution" if demand.institution else "window"
        _step(session, demand, S.RETURNED, handler(demand), needs.pick(case.random, "reasons", kind))
        return office(now, world.character(demand.window).minutes(case.random, DAY // 2))
    _step(session, demand, S.ACCEPTED, handler(demand))
    begins = case.random.randint(20, DAY)
    return office(now, begins + (DAY * 4 if begins % RESTS == 0 else 0))


def _accepted(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    if not case.waited and case.random.random() < ASKS_BACK:
        case.waited = True
        waiting.pause(session, demand, handler(demand), case.random.choice(needs.sheet()["questions"]))
        return now + timedelta(hours=case.random.randint(3, 100))
    _step(session, demand, S.IN_SERVICE, handler(demand))
    pace = world.character(demand.institution or demand.window)
    return office(now, pace.minutes(case.random, rules.limit("complete", demand.category, demand.urgent)))


def _in_service(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    fate = case.random.random()
    if fate < STOPS:
        reason = needs.pick(case.random, "reasons", "cancel")
        _step(session, demand, S.CANCELLED, window_actor(demand.window), reason)
        return None
    if fate < STOPS + RETURNS_LATE:
        reason = needs.pick(case.random, "reasons", "institution")
        _step(session, demand, S.RETURNED, handler(demand), reason)
        return office(now, DAY // 2)
    _step(session, demand, S.COMPLETED, handler(demand))
    answers = case.random.random() < world.character(demand.window).asks
    return now + timedelta(hours=case.random.uniform(1, 90)) if answers and not case.asked else None


def _completed(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    case.asked = True
    score = asking.felt(world.seed, session, demand, case.random)
    asking.rate(session, demand, needs.pick(case.random, "remarks", score), case.random)
    low = demand.rating is not None and demand.rating <= 2
    return now + timedelta(hours=2) if low and case.random.random() < asking.REOPENS else None


def _rated(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    if not case.asked:
        return None  # it has told the agent who rang up, or answered what it was asked, before it did so by itself
    asking.reopen(session, case, demand)
    return office(now, world.character(demand.window).minutes(case.random, DAY // 2))


def _again(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    """Hand on what came back, to somebody who has not had it; if there is nobody, the window does it itself."""
    target = Target(institution=another(world, case, demand), window=demand.window)
    if target.institution is None and demand.returns > 1:
        _step(session, demand, S.CANCELLED, window_actor(demand.window), "多次退单，企业同意撤销")
        return None
    return _hand_over(world, session, case, demand, now, target, "改派")


def _step(session: Session, demand: Demand, to: DemandStatus, actor: Actor, reason: str = "") -> None:
    """Take a step as the route does, with its audit entry."""
    steps.take(session, demand, to, actor, reason)
    accounts.record(session, actor.name, "transition", demand.case_no, to.value)


Step = Callable[[World, Session, Case, Demand, datetime], datetime | None]
STEPS: dict[DemandStatus, Step] = {
    S.SUBMITTED: _matched,
    S.MATCHED: _matched,
    S.NO_MATCH: _not_matched,
    S.DISPATCHED: _dispatched,
    S.ACCEPTED: _accepted,
    S.IN_SERVICE: _in_service,
    S.COMPLETED: _completed,
    S.RATED: _rated,
    S.RETURNED: _again,
    S.REOPENED: _again,
}
