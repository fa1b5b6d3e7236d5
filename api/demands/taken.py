"""What became of a match is kept on its row, so that figures count it without the choices and verdicts of each.

Counted anew in the flush that writes or takes back a choice or a verdict, whichever path does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, case, update
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from api import flushes
from api.demands.models import Choice
from api.matches.models import NOBODY, Match, MatchEvent, Verdict


def install() -> None:
    """Begin to keep it; once is enough for the process."""
    flushes.follow(_keep)


def _keep(session: AnySession, *_: Any) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    recount(session, {row.match_id for row in rows if isinstance(row, Choice | MatchEvent)})


def recount(session: AnySession, match_ids: Iterable[str] | None = None) -> None:
    """Count anew what became of these matches, or of all."""
    ids = None if match_ids is None else sorted(match_ids)
    if ids == []:
        return
    flushes.lock(session, Match.id, ids)
    rank = first_rank()
    changed = update(Match).where(*flushes.of(Match.id, ids), col(Match.taken).is_distinct_from(rank))
    session.connection().execute(changed.values(taken=rank))


def first_rank() -> ColumnElement[int | None]:
    """Return the rank of the first of a match that was taken, ``NOBODY`` if all was set aside, null if undecided.

    A choice of the enterprise outweighs what agents said. Of what they said of an offer the newest counts: what was
    told of and set aside afterwards was not taken.
    """
    chosen = select(func.min(Choice.rank)).where(Choice.match_id == Match.id).correlate(Match)
    later = aliased(MatchEvent)
    overtaken = select(later.id).where(
        later.match_id == MatchEvent.match_id, later.item_id == MatchEvent.item_id, col(later.id) > col(MatchEvent.id)
    )
    rank = case((col(MatchEvent.verdict) == Verdict.USED, col(MatchEvent.rank)), else_=NOBODY)
    said = select(func.min(rank)).where(
        MatchEvent.match_id == Match.id,
        col(MatchEvent.verdict).in_((Verdict.USED, Verdict.REJECTED)),
        ~overtaken.exists(),
    )
    return func.coalesce(chosen.scalar_subquery(), said.correlate(Match).scalar_subquery())
