"""Which of the found offers are worth showing to the enterprise: what answers the need, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from api.matches.models import Match
from knowledge.reading.normalise import normalise
from knowledge.regions import table
from matcher.engine import Matcher
from matcher.message import MAX_TEXT
from matcher.types import Query

# An offer fits by its share of the best agreement with the need's service types, or of the best fused score. 70 needs
# over the sample catalogue, each with and without its category: of 362 offers shown that do something else 73 stay, of
# 483 that do what is needed 466; first services that do something else fall from 20 to 11 of 140.
OWN, BEST = 0.3, 0.7
ASKED_FOR = 0.3  # the share that is enough where others than the best were asked for; types are surer than they were
HOME = 0.95  # share in the best service from which an institution is shown as its home
KNOWN = 0.1  # agreement below which no offer's types say anything
MOST_ELSEWHERE = 3

Scored = dict[str, Any]


def fits(match: Match, share: float = BEST) -> Callable[[str], bool]:
    """Return the judge of a match's offers, by item id; the best may be one that only the place rules out.

    :param share: Of the best fused score, from which an offer fits whatever its types.
    """
    pool = {c["item_id"]: c["scores"] for c in match.candidates if c["filtered_by"] in (None, "region")}
    agreement = max((scores.get("types", 0.0) for scores in pool.values()), default=0.0)
    fused = max((scores.get("fused", 0.0) for scores in pool.values()), default=0.0)

    def judge(item_id: str) -> bool:
        scores = pool.get(item_id)
        if scores is None:
            return False
        of_type = agreement >= KNOWN and scores.get("types", 0.0) >= OWN * agreement
        return bool(of_type or scores.get("fused", 0.0) >= share * fused)

    return judge


def show(match: Match, matcher: Matcher, today: date) -> None:
    """Write into a match what is shown of it; where no service of the place fits, those of other places."""
    if not match.answerable:
        match.shown = []  # the nearest ones stay in the ledger; nobody is shown them
        return
    judge = fits(match)
    has_service = any(r["kind"] == "service" and judge(r["item_id"]) for r in match.results)
    homes = _homes(match) if has_service else set()
    kept = [r["item_id"] for r in match.results if judge(r["item_id"]) or r["item_id"] in homes]
    away = [] if has_service or "region" in match.relaxed else _elsewhere(match, judge)
    if away:
        match.results = [*explained(match, away, matcher, today), *match.results]
        match.relaxed = [*match.relaxed, "region"]
    match.shown = [*(candidate["item_id"] for candidate in away), *kept]


def explained(match: Match, candidates: list[Scored], matcher: Matcher, today: date) -> list[dict[str, Any]]:
    """Return candidates with reasons and criteria, and the scores that the ledger keeps for them."""
    scores = {c["item_id"]: c["scores"].get("final", c["scores"].get("fused", 0.0)) for c in candidates}
    query = Query(normalise(match.text)[:MAX_TEXT], slots=match.slots, filters=match.filters, today=today)
    return [{**asdict(one), "score": scores[one.item_id]} for one in matcher.explain(query, scores)]


def place_of(match: Match) -> str | None:
    """Return the place that was wanted and is not served by what is shown."""
    region = table.get(match.region) if match.region and "region" in match.relaxed else None
    return region.name if region else None


def _homes(match: Match) -> set[str]:
    return {
        c["item_id"] for c in match.candidates if c["kind"] == "institution" and c["scores"].get("linked", 0.0) >= HOME
    }


def _elsewhere(match: Match, judge: Callable[[str], bool]) -> list[Scored]:
    away = [c for c in match.candidates if c["filtered_by"] == "region" and c["kind"] == "service"]
    return [c for c in away if judge(c["item_id"])][:MOST_ELSEWHERE]
