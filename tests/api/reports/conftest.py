"""A small network with a handful of demands whose every moment is known, played through the real code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session, select

from api import clock
from api.accounts import service as accounts
from api.accounts.actors import Actor, ActorKind
from api.accounts.models import Role, UserCreate
from api.catalogue.models import Window
from api.clock import CHINA
from api.conversations import store
from api.conversations.models import Channel
from api.demands import choose, dispatching, followed, steps, submit, sweeping
from api.demands.dispatching import Target
from api.demands.models import Demand, DemandStatus
from api.ratings import service as ratings
from tests.api.conftest import NEED, PASSWORD, Service

AGENT = Actor("tests", ActorKind.AGENT, "console")
WINDOWS = (
    ("W-430000", "省枢纽", "hub", None, "430000"),
    ("W-430100", "长沙窗口", "city", "W-430000", "430100"),
    ("W-430112", "望城窗口", "county", "W-430100", "430112"),
    ("W-430200", "株洲窗口", "city", "W-430000", "430200"),
)
PERIOD = "since=2026-07-01&until=2026-09-30"


def when(text: str) -> datetime:
    """Return a moment in China of ``07-01 09:00``, in 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@dataclass
class Player:
    """Plays demands, one step at a time, each at its moment."""

    service: Service

    def ask(self, at: str, **slots: Any) -> int:
        """Have a demand recorded and matched."""
        with clock.at(when(at)), self.service.session(write=True) as session:
            conversation, _ = store.open_conversation(session, Channel.WEB)
            known = {**NEED, "industry": "工程机械配件", **slots}
            done = submit.submit(
                session, self.service.state.matcher, when(at).date(), conversation.id, "web", f"t-{at}", known
            )
            assert done.demand.id is not None
            return done.demand.id

    def _at(self, at: str, demand_id: int, deed: Any) -> None:
        with clock.at(when(at)), self.service.session(write=True) as session:
            deed(session, session.get_one(Demand, demand_id))

    def choose(self, at: str, demand_id: int, place: int) -> None:
        """Choose what stands in this place of the list."""
        self._at(at, demand_id, lambda session, demand: choose.choose(session, demand, f"第{place}个"))

    def reject(self, at: str, demand_id: int) -> None:
        """Want none of what was shown."""
        self._at(at, demand_id, followed.reject)

    def dispatch(self, at: str, demand_id: int, institution: str | None, note: str = "") -> None:
        """Hand a demand to an institution."""
        target = Target(institution=institution)
        self._at(at, demand_id, lambda session, demand: dispatching.dispatch(session, demand, AGENT, target, note))

    def to(self, at: str, demand_id: int, status: DemandStatus) -> None:
        """Take a step."""
        self._at(at, demand_id, lambda session, demand: steps.take(session, demand, status, AGENT, "原因"))

    def rate(self, at: str, demand_id: int, stars: int) -> None:
        """Give a score."""

        def deed(session: Session, demand: Demand) -> None:
            assert ratings.rate(session, demand.conversation_id or "", f"{stars}分").score == stars

        self._at(at, demand_id, deed)

    def sweep(self, at: str) -> None:
        """Let time do what is due."""
        with clock.at(when(at)), self.service.session(write=True) as session:
            sweeping.sweep(session)

    def case_no(self, demand_id: int) -> str:
        """Return a demand's number."""
        with self.service.session() as session:
            return str(session.get_one(Demand, demand_id).case_no)


@dataclass
class Story:
    """What was played, and who looks at it.

    In the third quarter: ``good`` is done in time and gets five stars; ``late`` is dispatched after its time was up,
    returned by the bank, done by the school and gets two; ``unmet`` shows nothing that is wanted; ``far`` is of another
    city and only recorded. In the second quarter: ``before`` is done and not rated.
    """

    service: Service
    ids: dict[str, int]
    numbers: dict[str, str]
    users: dict[str, dict[str, str]]

    def get(self, path: str, user: str = "hub") -> Any:
        """Ask for something as somebody."""
        return self.service.client.get(path, headers=self.users[user])

    def figure(self, name: str, user: str = "hub", more: str = "") -> dict[str, Any]:
        """Return a figure of the third quarter."""
        answer = self.get(f"/api/v1/figures/{name}{'&' if '?' in name else '?'}{PERIOD}{more}", user)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def cases(self, filters: dict[str, Any], user: str = "hub") -> list[str]:
        """Return the names of the demands that a cell opens to."""
        answer = self.service.client.get("/api/v1/demands", params=filters, headers=self.users[user])
        assert answer.status_code == 200, answer.text
        assert int(answer.headers["X-Total-Count"]) == len(answer.json())
        names = {number: name for name, number in self.numbers.items()}
        return sorted(names[row["case_no"]] for row in answer.json())


@pytest.fixture
def story(alone: Service) -> Story:
    """Return the network after the third quarter."""
    with alone.session(write=True) as session:
        session.execute(delete(Window))  # a network of its own
        for key, name, level, parent, region in WINDOWS:
            session.add(Window(key=key, name=name, level=level, parent=parent, region=region))
        for name, role, window in (
            ("hub", Role.AGENT, None),
            ("city", Role.AGENT, "W-430100"),
            ("other", Role.AGENT, "W-430200"),
            ("viewer", Role.VIEWER, "W-430112"),
        ):
            accounts.create(
                session, UserCreate(username=f"sees-{name}", role=role, window=window, password=PASSWORD), "t"
            )
        assert session.exec(select(Window)).all()
    player = Player(alone)
    ids = _play(player)
    users = {name: _headers(alone, f"sees-{name}") for name in ("hub", "city", "other", "viewer")}
    return Story(alone, ids, {name: player.case_no(key) for name, key in ids.items()}, users)


def _headers(service: Service, username: str) -> dict[str, str]:
    answer = service.client.post("/api/v1/login", json={"username": username, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def _play(player: Player) -> dict[str, int]:
    s = DemandStatus
    before = player.ask("05-11 09:00")
    player.choose("05-11 09:10", before, 1)
    player.dispatch("05-11 09:30", before, "O-bank")
    for at, to in (("05-11 10:30", s.ACCEPTED), ("05-11 11:00", s.IN_SERVICE), ("05-12 10:00", s.COMPLETED)):
        player.to(at, before, to)
    good = player.ask("07-01 09:00")
    player.choose("07-01 09:10", good, 1)
    player.dispatch("07-01 10:00", good, "O-bank")
    for at, to in (("07-01 11:00", s.ACCEPTED), ("07-01 14:00", s.IN_SERVICE), ("07-02 10:00", s.COMPLETED)):
        player.to(at, good, to)
    player.rate("07-02 20:00", good, 5)
    late = player.ask("07-06 09:00")
    player.choose("07-06 09:10", late, 2)
    player.sweep("07-06 16:00")
    player.dispatch("07-06 16:30", late, "O-bank")
    player.to("07-07 09:00", late, s.RETURNED)
    player.dispatch("07-07 10:00", late, "O-school", "改派")
    for at, to in (("07-07 11:00", s.ACCEPTED), ("07-07 14:00", s.IN_SERVICE), ("07-08 10:00", s.COMPLETED)):
        player.to(at, late, to)
    player.rate("07-08 20:00", late, 2)
    unmet = player.ask("08-03 09:00", category="hr", need="招聘焊工", industry="食品厂")
    player.reject("08-03 09:20", unmet)
    far = player.ask("09-30 23:30", region="430200")
    return {"before": before, "good": good, "late": late, "unmet": unmet, "far": far}
