"""What everybody in a sample year shares, and one demand on its way through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from api.accounts.actors import Actor, ActorKind
from api.catalogue.index import MatcherHolder
from api.catalogue.models import Institution
from api.demands.models import Demand
from api.seeding import characters
from api.seeding.needs import Words
from knowledge import working_hours
from knowledge.regions import table as regions

PREFIX = "sample-"
HUB = "hub"


@dataclass(frozen=True)
class World:
    """The parts that a demand meets.

    :param suppliers: By category, key and places served of each institution.
    """

    seed: int
    matcher: MatcherHolder
    suppliers: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]

    def character(self, key: str | None) -> characters.Character:
        """Return how a window or institution works."""
        return characters.of(self.seed, key or HUB)


@dataclass
class Case:
    """One sample demand.

    :param demand_id: Known once it is submitted.
    :param asked: Whether the enterprise has been asked for a score.
    :param tried: Institutions that had it already.
    """

    number: int
    channel: str
    words: Words
    random: Random
    demand_id: int | None = None
    decided: bool = False
    asked: bool = False
    waited: bool = False
    tried: set[str] = field(default_factory=set)


def window_actor(window: str | None) -> Actor:
    """Return the sample agent of a window."""
    return Actor(f"{PREFIX}{window or HUB}", ActorKind.AGENT, "console")


def institution_actor(institution: str) -> Actor:
    """Return the sample user of an institution."""
    return Actor(f"{PREFIX}{institution}", ActorKind.INSTITUTION, "console")


def handler(demand: Demand) -> Actor:
    """Return who works on a demand now."""
    return institution_actor(demand.institution) if demand.institution else window_actor(demand.window)


def suppliers(session: Session) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the institutions by the categories that their service types belong to."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for row in session.exec(select(Institution).order_by(col(Institution.key))):
        of = {code.partition(".")[0] for code in row.service_types} | ({row.category} if row.category else set())
        for category in sorted(of):
            found[category].append((row.key, tuple(row.region_served)))
    return dict(found)


def another(world: World, case: Case, demand: Demand) -> str | None:
    """Return an institution that could serve a demand and has not had it yet; those of the place first."""
    able = [one for one in world.suppliers.get(demand.category or "", ()) if one[0] not in case.tried]
    near = [key for key, served in able if _serves(served, demand.region)]
    return case.random.choice(near or [key for key, _ in able]) if able else None


def _serves(served: Sequence[str], region: str | None) -> bool:
    found = regions.get(region) if region else None
    return not served or found is None or found.code in served or found.parent in served


def office(now: datetime, minutes: int) -> datetime:
    """Return the moment after so many minutes of office time, a little after the full minute."""
    return working_hours.add_minutes(now, minutes) + timedelta(seconds=17)
