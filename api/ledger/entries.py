"""Rows of the ledger as agents read them, with nothing that names a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, select

from api import days
from api.accounts.models import User
from api.clock import iso
from api.demands import listing, routing
from api.demands.models import Demand
from api.errors import NotFoundError
from api.ledger.outcomes import Outcome, outcomes
from api.masking import mask_text
from api.matches.models import Match, MatchFailure
from api.windows import scope as scopes

WHOLE = ("filters", "per_kind", "kinds", "types", "question", "candidates", "results")
BRIEF = (
    "channel", "actor", "slots", "category", "region", "answerable", "reason", "confidence", "relaxed",
    "model_version", "index_version", "took_ms",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted; empty fields do not restrict.

    :param region: A code; a province or city means everything inside it.
    :param since: First day, in China; ``until`` the last.
    """

    reason: str = ""
    model_version: str = ""
    category: str = ""
    region: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None


def find(
    session: Session, wanted: Wanted, offset: int = 0, limit: int | None = None, reader: User | None = None
) -> list[Match]:
    """Return rows of the ledger, newest first.

    :param reader: Only those that he may see; None for figures and evaluation, which show no row.
    """
    query = select(Match).order_by(col(Match.created_at).desc(), col(Match.id)).offset(offset)
    query = query if reader is None else query.where(visible(session, reader))
    for name in ("reason", "model_version", "category", "channel"):
        if value := getattr(wanted, name):
            query = query.where(getattr(Match, name) == value)
    if wanted.region:
        query = query.where(col(Match.region).startswith(listing.below(wanted.region)))
    query = query.where(*days.between(Match.created_at, wanted.since, wanted.until))
    return list(session.exec(query.limit(limit) if limit is not None else query))


def visible(session: Session, reader: User) -> ColumnElement[bool]:
    """Return the condition on rows that a reader's scope sets: of the demands that he sees, and his own searches."""
    scope = scopes.of(session, reader)
    if scope.everything:
        return true()
    theirs = select(Demand.id).where(routing.visible(scope))
    return or_(col(Match.demand_id).in_(theirs), col(Match.actor) == reader.username)


def require(session: Session, match_id: str, reader: User) -> Match:
    """Return a row to somebody who may see it.

    :raises NotFoundError: If there is none, or not for him.
    """
    match = session.exec(select(Match).where(Match.id == match_id, visible(session, reader))).first()
    if match is None:
        raise NotFoundError(f"匹配台账里没有 {match_id[:36]}，或者不在您的范围内。")
    return match


def failures(
    session: Session, wanted: Wanted, offset: int = 0, limit: int | None = None, reader: User | None = None
) -> list[MatchFailure]:
    """Return what failed, newest first; of the restrictions only the time applies, and the reader's scope."""
    query = (
        select(MatchFailure)
        .order_by(col(MatchFailure.id).desc())
        .where(*days.between(MatchFailure.created_at, wanted.since, wanted.until))
    )
    if reader is not None and not scopes.of(session, reader).everything:
        query = query.where(MatchFailure.actor == reader.username)
    query = query.offset(offset)
    return list(session.exec(query.limit(limit) if limit is not None else query))


def brief(matches: Sequence[Match], joined: dict[str, Outcome]) -> list[dict[str, Any]]:
    """Return rows for a list: what was asked, what was shown and what became of it."""
    return [_entry(match, joined[match.id]) for match in matches]


def whole(session: Session, match: Match) -> dict[str, Any]:
    """Return one row with every candidate, its stage scores and filters, and the other needs of its message."""
    joined = outcomes(session, [match])
    batch = select(Match.id).where(Match.batch == match.batch, Match.id != match.id) if match.batch else None
    return {
        **_entry(match, joined[match.id]),
        **{name: getattr(match, name) for name in WHOLE},
        "message": mask_text(match.message) if match.message else None,
        "other_needs": sorted(session.exec(batch)) if batch is not None else [],
    }


def _entry(match: Match, outcome: Outcome) -> dict[str, Any]:
    return {
        "match_id": match.id,
        "created_at": iso(match.created_at),
        "text": mask_text(match.text),
        **{name: getattr(match, name) for name in BRIEF},
        "shown": [
            {"item_id": item, "rank": rank, "verdict": outcome.of(item)} for rank, item in enumerate(match.shown, 1)
        ],
        "outcome": _outcome(outcome),
    }


def _outcome(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.demand is None:
        return None
    return {
        "case_no": outcome.demand.case_no,
        "status": outcome.demand.status.value,
        "rating": outcome.demand.rating,
        **{name: iso(at) for name, at in outcome.steps.items()},
    }


def failure(row: MatchFailure) -> dict[str, Any]:
    """Return one failed match."""
    kept = {name: getattr(row, name) for name in ("channel", "actor", "error", "detail")}
    return {"created_at": iso(row.created_at), "text": mask_text(row.text), **kept}
