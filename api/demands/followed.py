"""What happens to a demand after it was recorded, from inside the conversation: correction, progress, rating, more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session, select

from api import numbering
from api.accounts import service as accounts
from api.catalogue.index import MatcherHolder
from api.clock import utc_now
from api.demands import choose, lifecycle, submit, views
from api.demands.models import Demand, DemandStatus
from api.matches import events
from api.matches.cards import cards
from api.matches.models import Match, Verdict
from knowledge import slots as slot_names
from knowledge.reading.normalise import normalise
from knowledge.reading.scores import read_score
from matcher.engine import Matcher
from matcher.message import MAX_TEXT
from matcher.types import Query

SHOWN_NEED = 20
RATEABLE = (DemandStatus.COMPLETED, DemandStatus.RATED, DemandStatus.CLOSED)


def correct(session: Session, demand: Demand, values: Mapping[str, Any]) -> dict[str, Any]:
    """Change slots of a recorded demand, audited, and return all of them."""
    known = {name: value for name, value in values.items() if name in slot_names.names()}
    submit.fill(session, demand, known)
    demand.updated_at = utc_now()
    session.add(demand)
    accounts.record(session, submit.BOT, "correct_demand", demand.case_no, ",".join(sorted(known)))
    session.flush()
    return views.all_slots(demand)


def progress(session: Session, conversation_id: str, text: str) -> list[str]:
    """Return one line a demand of this conversation, or only the one whose number the text names."""
    demands = _of_conversation(session, conversation_id)
    wanted = {number.upper() for number in numbering.CASE_NO.findall(text)}
    if wanted:
        demands = [demand for demand in demands if demand.case_no in wanted]
    return [f"{d.case_no}（{_short(d.need)}）：{lifecycle.label(d.status)}" for d in demands]


def rate(session: Session, conversation_id: str, text: str) -> tuple[Demand | None, int | None]:
    """Keep a score with the newest demand that can be rated; return both, None for what is missing."""
    candidates = [d for d in _of_conversation(session, conversation_id) if d.status in RATEABLE]
    if not candidates:
        return None, None
    demand, score = candidates[-1], read_score(text)
    if score is not None:
        demand.rating = score
        session.add(demand)
        session.flush()
        if demand.status is DemandStatus.COMPLETED:
            lifecycle.move(session, demand, DemandStatus.RATED, "enterprise")
    return demand, score


def more(session: Session, matcher: MatcherHolder, demand: Demand, today: date) -> list[dict[str, Any]]:
    """Show the next candidates of the demand's match, as cards numbered on from those shown."""
    match = submit.newest_match(session, demand)
    seen = set(match.shown)
    _set_aside(session, demand, match, Verdict.PASSED_OVER)
    waiting = [c for c in match.candidates if c["item_id"] not in seen and c["filtered_by"] is None]
    fresh = _results(match, waiting[: choose.MORE], matcher.current(), today)
    explained = {result["item_id"] for result in match.results}
    match.results = [*match.results, *(result for result in fresh if result["item_id"] not in explained)]
    match.shown = [*match.shown, *(result["item_id"] for result in fresh)]
    session.add(match)
    session.flush()
    return cards(fresh, matcher.current(), first_number=len(seen) + 1)


def reject(session: Session, demand: Demand) -> None:
    """Keep the demand open for the window after nothing shown was wanted."""
    _set_aside(session, demand, submit.newest_match(session, demand), Verdict.REJECTED)
    if demand.status is DemandStatus.MATCHED and not choose.chosen(session, demand):
        lifecycle.move(session, demand, DemandStatus.NO_MATCH, "enterprise", "推荐的都不要")


def _set_aside(session: Session, demand: Demand, match: Match, verdict: Verdict) -> None:
    """Tell the ledger what was shown and not taken; one that was passed over before stays so."""
    kept = {choice.item_id for choice in choose.chosen(session, demand)}
    kept.update(event.item_id for event in events.of_matches(session, [match.id]))
    events.record(session, match, [item for item in match.shown if item not in kept], verdict, "enterprise")


def _results(match: Match, candidates: list[dict[str, Any]], matcher: Matcher, today: date) -> list[dict[str, Any]]:
    """Return the candidates with reasons and criteria, and the scores that the ledger keeps for them."""
    scores = {c["item_id"]: c["scores"].get("final", c["scores"].get("fused", 0.0)) for c in candidates}
    query = Query(normalise(match.text)[:MAX_TEXT], slots=match.slots, filters=match.filters, today=today)
    return [{**asdict(one), "score": scores[one.item_id]} for one in matcher.explain(query, scores)]


def _of_conversation(session: Session, conversation_id: str) -> list[Demand]:
    query = select(Demand).where(Demand.conversation_id == conversation_id).order_by(Demand.id)  # type: ignore[arg-type]
    return list(session.exec(query))


def _short(need: str) -> str:
    return need if len(need) <= SHOWN_NEED else need[:SHOWN_NEED] + "…"
