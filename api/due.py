"""Everything that time alone brings about for cases, in one call: for the worker, and for ``qifu sweep``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from api.appeals import sweeping as appeals
from api.database import Database
from api.demands import sweeping as demands
from api.ratings import scoring
from api.ratings import sweeping as ratings


@dataclass(frozen=True)
class Done:
    """How much one part did; ``more`` tells that it was cut short and goes on at once."""

    count: int
    more: bool = False


def sweep(database: Database) -> dict[str, int]:
    """Do what is due by now, each part in commits of its own; a second sweep at the same moment finds nothing.

    :return: How many cases each part touched, by its name.
    """
    return {name: _whole(database, part) for name, part in PARTS.items()}


def _whole(database: Database, part: Callable[[Session], Done]) -> int:
    total, more = 0, True
    while more:
        with database.session() as session:
            done = part(session)
        total, more = total + done.count, done.more
    return total


def _demands(session: Session) -> Done:
    swept = demands.sweep(session)
    return Done(swept.total, swept.more)


def _appeals(session: Session) -> Done:
    swept = appeals.sweep(session)
    return Done(swept.total, swept.more)


def _ratings(session: Session) -> Done:
    reopened = ratings.sweep(session)
    return Done(reopened, reopened == ratings.MOST)


def _scores(session: Session) -> Done:
    return Done(scoring.nightly(session) or 0)


PARTS = {"demands": _demands, "appeals": _appeals, "ratings": _ratings, "scores": _scores}
