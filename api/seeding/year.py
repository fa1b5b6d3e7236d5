"""The sample year: everything that happens in it, in order of time, through the code that real demands go through."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from api import clock
from api.clock import CHINA
from api.database import Database
from api.demands import sweeping
from api.demands.models import Demand
from api.errors import ConflictError, InvalidInputError
from api.outbox.models import OutboxEntry
from api.seeding import asking, calendar, needs, population, serving
from api.seeding.following import Desk
from api.seeding.world import PREFIX, Case, World, suppliers
from api.state import AppState
from api.windows import tree
from knowledge import working_time

ENTERPRISES_PER_DEMAND = 0.45
PASSING_TALKS = 0.55  # for each demand, so many talks that do not become one
SWEEPS = (time(9, 5), time(11, 5), time(14, 35), time(16, 35), time(17, 25))
TOGETHER = 150  # things in one commit
Report = Callable[[date, int, int], None]
Deed = Callable[[Session, datetime], "datetime | None"]


@dataclass(frozen=True)
class Plan:
    """What is to be played."""

    demands: int
    year: int
    seed: int


@dataclass(frozen=True)
class Played:
    """What came of it."""

    demands: int
    talks: int
    last: date


def check(session: Session, plan: Plan, sure: bool) -> None:
    """Refuse to mix a sample year with real demands, or to play the same year twice.

    :raises ConflictError: If the database holds either, unless the caller is sure.
    :raises InvalidInputError: If there is no window where an enterprise could be.
    """
    if not population.places(tree.load(session).nodes.values()):
        raise InvalidInputError(
            "库里还没有窗口平台，样例企业无处落户；请用样例目录（QIFU_CATALOGUE=sample）或先导入窗口。"
        )
    if sure:
        return
    real = select(func.count()).select_from(Demand).where(~col(Demand.draft_key).startswith(PREFIX))
    if found := session.exec(real).one():
        raise ConflictError(f"库里已有 {found} 件真实需求，演示数据会混进统计；确实要加请用 --yes。")
    same = select(Demand.id).where(col(Demand.draft_key).startswith(f"{PREFIX}{plan.year}-{plan.seed}-"))
    if session.exec(same.limit(1)).first() is not None:
        raise ConflictError(f"{plan.year} 年（随机数 {plan.seed}）已经演过，再演会重复；确实要加请用 --yes。")


def play(state: AppState, plan: Plan, report: Report) -> Played:
    """Play a year up to its end, or up to now if it is not over.

    :param report: Called once a played day with the day, the demands so far and how many there are to be.
    :raises InvalidInputError: If the year has not begun.
    """
    first, last = date(plan.year, 1, 1), min(date(plan.year, 12, 31), state.clock.today() - timedelta(days=1))
    if last < first:
        raise InvalidInputError(f"{plan.year} 年还没有到，演不了。")
    random = Random(plan.seed)  # noqa: S311 - nothing here is secret
    with state.database.session(write=False) as session:
        nodes = tree.load(session).nodes.values()
        world = World(plan.seed, state.matcher, suppliers(session))
    crowd = population.people(random, nodes, max(1, round(plan.demands * ENTERPRISES_PER_DEMAND)))
    cases = list(_cases(random, plan, crowd, first, last))
    talks = calendar.moments(random, first, last, round(plan.demands * PASSING_TALKS))
    agenda = _Agenda(datetime.combine(last, time.max, CHINA))
    for moment, case in cases:
        agenda.add(moment, _deed(world, case))
    for moment in talks:
        agenda.add(moment, _passing(random, moment))
    desk = Desk(state.database, plan.seed, _newest(state.database))
    for moment in _sweeps(first, last):
        agenda.add(moment, _sweep(desk))
    _run(state.database, agenda, desk, lambda day: report(day, sum(1 for _, c in cases if c.demand_id), len(cases)))
    return Played(sum(1 for _, case in cases if case.demand_id), len(talks), last)


class _Agenda:
    """Deeds by moment; what falls after the end does not happen."""

    def __init__(self, end: datetime) -> None:
        self._end, self._heap, self._order = end, list[tuple[datetime, int, Deed]](), count()

    def add(self, moment: datetime, deed: Deed) -> None:
        if moment <= self._end:
            heapq.heappush(self._heap, (moment, next(self._order), deed))

    def next(self) -> tuple[datetime, Deed] | None:
        if not self._heap:
            return None
        moment, _, deed = heapq.heappop(self._heap)
        return moment, deed


def _run(database: Database, agenda: _Agenda, desk: Desk, report: Callable[[date], None]) -> None:
    """Do everything, some of it in one commit."""
    day: date | None = None
    while (following := agenda.next()) is not None:
        moments = []
        with database.session(flushed=False) as session:
            while following is not None:
                moment, deed = following
                moments.append(moment)
                with clock.at(moment):
                    again = deed(session, moment)
                    desk.take_note(session)
                if again is not None:
                    agenda.add(again, deed)
                following = agenda.next() if len(moments) < TOGETHER else None
            _settle_outbox(session, moments)
        if moments[-1].date() != day:
            day = moments[-1].date()
            report(day)


def _settle_outbox(session: Session, moments: list[datetime]) -> None:
    """Mark what the played moments left for the worker as done: nobody is to be told of a past that was not."""
    session.flush()
    played = col(OutboxEntry.at).in_([moment.astimezone(UTC) for moment in moments])
    session.execute(
        update(OutboxEntry).where(played, col(OutboxEntry.done_at).is_(None)).values(done_at=OutboxEntry.at)
    )


def _cases(
    random: Random, plan: Plan, crowd: list[population.Enterprise], first: date, last: date
) -> Iterator[tuple[datetime, Case]]:
    for number, moment in enumerate(calendar.moments(random, first, last, plan.demands), 1):
        own = Random(f"{plan.seed}:{number}")  # noqa: S311
        words = needs.need(own, calendar.category(own, moment.month), own.choice(crowd))
        yield moment, Case(number, calendar.channel(own, moment), words, own)


def _deed(world: World, case: Case) -> Deed:
    return lambda session, now: serving.act(world, session, case, now)


def _passing(random: Random, moment: datetime) -> Deed:
    channel, text = calendar.channel(random, moment), random.choice(needs.sheet()["passing"])

    def deed(session: Session, _: datetime) -> None:
        asking.talk(session, channel, text, "ask_bot")

    return deed


def _sweeps(first: date, last: date) -> Iterator[datetime]:
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if working_time.is_working_day(day):
            yield from (datetime.combine(day, at, CHINA) for at in SWEEPS)


def _sweep(desk: Desk) -> Deed:
    def deed(session: Session, now: datetime) -> None:
        while sweeping.sweep(session).more:
            session.flush()
        desk.take_note(session)
        desk.sweep(session, now)

    return deed


def _newest(database: Database) -> int:
    with database.session(write=False) as session:
        return session.exec(select(func.max(OutboxEntry.id))).one() or 0
