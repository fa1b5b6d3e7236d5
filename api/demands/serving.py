"""An agent serves an enterprise on the telephone: notes what it chose, matches again with what it added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from api.accounts.actors import Actor
from api.catalogue.index import MatcherHolder
from api.demands import choose, fitting, lifecycle, revise, routing, submit
from api.demands.models import Action, Demand, DemandStatus
from api.errors import ConflictError, NotFoundError
from api.matches.models import Match

S = DemandStatus
MATCHABLE = (S.SUBMITTED, S.MATCHED, S.NO_MATCH, S.RETURNED, S.REOPENED)
DONE = (S.COMPLETED, S.RATED, S.CLOSED, S.CANCELLED, S.MERGED)
PLACED_BY = frozenset({"region", "industry", "category", "need"})


def choose_items(
    session: Session,
    matcher: MatcherHolder,
    today: date,
    demand: Demand,
    actor: Actor,
    item_ids: Sequence[str],
    instead: bool = False,
) -> list[str]:
    """Record what the enterprise chose on the telephone and return the names.

    An offer that was found elsewhere is added to what this demand was shown, with its reasons.

    :param instead: Take back what was chosen before.
    :raises ConflictError: If the demand is done.
    :raises NotFoundError: If the catalogue has no such offer.
    """
    if demand.status in DONE:
        raise ConflictError(f"需求 {demand.case_no} 是“{lifecycle.label(demand.status)}”，不能再选。")
    match, wanted = submit.newest_match(session, demand), list(dict.fromkeys(item_ids))
    _show(session, matcher, today, match, [item for item in wanted if item not in match.shown])
    if instead:
        for choice in choose.chosen(session, demand):
            if choice.item_id not in wanted:
                choose.drop(session, demand, choice, actor)
    places = [result["item_id"] for result in choose.shown_results(match)]
    names = choose.take(session, demand, match, [places.index(item) for item in wanted], actor)
    if demand.status is S.NO_MATCH:
        lifecycle.move(session, demand, S.MATCHED, actor)
    lifecycle.change(session, demand)
    lifecycle.record(session, demand, Action.CHOOSE, actor, "、".join(names), wanted[0])
    return names


def rematch(
    session: Session, matcher: MatcherHolder, today: date, demand: Demand, actor: Actor, values: Mapping[str, Any]
) -> Match:
    """Match a demand again, with what is known now; it goes elsewhere only where its place or kind has changed.

    :raises ConflictError: If it is under way or done.
    """
    if demand.status not in MATCHABLE:
        raise ConflictError(f"需求 {demand.case_no} 是“{lifecycle.label(demand.status)}”，不能重新匹配。")
    changed = revise.fill(session, demand, values, actor) if values else set()
    match = submit.run_match(session, matcher, today, demand, demand.channel, actor)
    if demand.status not in (S.RETURNED, S.REOPENED):
        if changed & PLACED_BY:
            routing.route(session, demand)
        result = S.MATCHED if match.shown else S.NO_MATCH
        if demand.status is not result:
            lifecycle.move(session, demand, result, actor)
    lifecycle.change(session, demand)
    lifecycle.record(session, demand, Action.REMATCH, actor, "", match.id)
    return match


def _show(session: Session, matcher: MatcherHolder, today: date, match: Match, item_ids: Sequence[str]) -> None:
    """Add offers to what a match has shown."""
    index = matcher.current().index
    missing = [item for item in item_ids if item not in index.rows]
    if missing:
        raise NotFoundError(f"目录里没有编号为 {'、'.join(missing)[:100]} 的条目。")
    found = {candidate["item_id"]: candidate for candidate in match.candidates}
    wanted = [found.get(item) or {"item_id": item, "scores": {}} for item in item_ids]
    explained = {result["item_id"] for result in match.results}
    new = [one for one in wanted if one["item_id"] not in explained]
    match.results = [*match.results, *fitting.explained(match, new, matcher.current(), today)]
    match.shown = [*match.shown, *item_ids]
    session.add(match)
    session.flush()
