"""Other offers than those shown: the next ones, or only free ones, near ones, experts, policies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session

from api.catalogue.index import MatcherHolder
from api.demands import choose, fitting, submit
from api.demands.models import Demand
from api.matches import events
from api.matches.cards import cards
from api.matches.models import Match, Verdict
from knowledge.catalogue import Offer
from knowledge.reading.wishes import PROFESSIONS, Wish
from matcher.engine import Matcher
from matcher.index.describing import serves
from matcher.search.filters import reaches

MOST = 5
LOCAL = 0.7  # the matcher's feature for an offer made for the city or the county

Allowed = Callable[[dict[str, Any]], bool]


def more(session: Session, matcher: MatcherHolder, demand: Demand, today: date) -> list[dict[str, Any]]:
    """Show the next candidates that fit, as cards numbered on from those shown."""
    match = submit.newest_match(session, demand)
    seen = set(match.shown)
    pass_over(session, demand, match)
    return _shown(session, matcher, match, today, lambda c: c["filtered_by"] is None and c["item_id"] not in seen)


def narrow(
    session: Session, matcher: MatcherHolder, demand: Demand, today: date, wish: Wish, region: str | None
) -> list[dict[str, Any]]:
    """Show those of the demand's candidates that a wish leaves; one shown before keeps its number."""
    match = submit.newest_match(session, demand)
    return _shown(session, matcher, match, today, _wished(match, matcher.current(), wish, region))


def pass_over(session: Session, demand: Demand, match: Match, verdict: Verdict = Verdict.PASSED_OVER) -> None:
    """Tell the ledger what was shown and not taken; one that was passed over before stays so."""
    kept = {choice.item_id for choice in choose.chosen(session, demand)}
    kept.update(event.item_id for event in events.of_matches(session, [match.id]))
    events.record(session, match, [item for item in match.shown if item not in kept], verdict, "enterprise")


def _shown(
    session: Session, matcher: MatcherHolder, match: Match, today: date, allowed: Allowed
) -> list[dict[str, Any]]:
    """Show the candidates that are allowed and fit, and keep that they were shown."""
    judge = fitting.fits(match, fitting.ASKED_FOR)
    wanted = [c for c in match.candidates if allowed(c) and (c["item_id"] in match.shown or judge(c["item_id"]))][:MOST]
    found = fitting.explained(match, wanted, matcher.current(), today)
    explained = {result["item_id"] for result in match.results}
    match.results = [*match.results, *(result for result in found if result["item_id"] not in explained)]
    match.shown = list(dict.fromkeys([*match.shown, *(result["item_id"] for result in found)]))
    session.add(match)
    session.flush()
    return [cards([one], matcher.current(), match.shown.index(one["item_id"]) + 1)[0] for one in found]


def _wished(match: Match, matcher: Matcher, wish: Wish, region: str | None) -> Allowed:
    shown, index = set(match.shown), matcher.index

    def allowed(candidate: dict[str, Any]) -> bool:
        row = index.rows.get(candidate["item_id"])
        if row is None or (wish.kind and candidate["kind"] != wish.kind):
            return False
        offer = index.offers[row]
        if wish.who and not _is_called(offer, wish):
            return False
        if wish.free and not _is_free(offer):
            return False
        if region:
            return candidate["filtered_by"] in (None, "region") and reaches(serves(offer), region)
        is_local = candidate["scores"].get("local", 0.0) >= LOCAL
        return (candidate["filtered_by"] is None or candidate["item_id"] in shown) and (is_local or not wish.near)

    return allowed


def _is_called(offer: Offer, wish: Wish) -> bool:
    """Tell whether an expert's title names the profession; a master of his trade (师傅) may have any."""
    return PROFESSIONS.get(wish.who or "") is None or str(wish.who) in (offer.title or "")


def _is_free(offer: Offer) -> bool:
    return bool(offer.welfare) or (offer.fee is not None and offer.fee.model == "free")
