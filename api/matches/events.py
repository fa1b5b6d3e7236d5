"""What is said of the offers of a match after they were shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, select

from api.errors import InvalidInputError, NotFoundError
from api.matches.models import Match, MatchEvent, Verdict


def require(session: Session, match_id: str) -> Match:
    """Return a row of the ledger.

    :raises NotFoundError: If there is none.
    """
    match = session.get(Match, match_id)
    if match is None:
        raise NotFoundError(f"匹配台账里没有 {match_id[:36]}。")
    return match


def record(session: Session, match: Match, item_ids: Iterable[str], verdict: Verdict, actor: str) -> None:
    """Record a verdict on shown offers; saying the same again changes nothing.

    :raises InvalidInputError: If one of them was not shown.
    """
    wanted = list(dict.fromkeys(item_ids))
    strangers = [item for item in wanted if item not in match.shown]
    if strangers:
        raise InvalidInputError(f"这次匹配没有展示过：{'、'.join(strangers)[:100]}。")
    known = newest(of_matches(session, [match.id]))
    for item in wanted:
        if item not in known or known[item].verdict is not verdict:
            rank = match.shown.index(item) + 1
            session.add(MatchEvent(match_id=match.id, item_id=item, verdict=verdict, rank=rank, actor=actor))
    session.flush()


def of_matches(session: Session, match_ids: Sequence[str]) -> list[MatchEvent]:
    """Return what was said of these matches, oldest first."""
    query = select(MatchEvent).where(MatchEvent.match_id.in_(match_ids))  # type: ignore[attr-defined]
    return list(session.exec(query.order_by(MatchEvent.id)))  # type: ignore[arg-type]


def newest(events: Iterable[MatchEvent]) -> dict[str, MatchEvent]:
    """Return the newest verdict by item, of events in order."""
    return {event.item_id: event for event in events}
