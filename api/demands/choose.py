"""The enterprise chooses among what was shown, rejects it, or wants to see others."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api.demands import submit
from api.demands.models import Choice, Demand
from api.errors import NotFoundError
from api.matches.models import Match
from knowledge.reading.choices import read_choices

MORE = 5


def require(session: Session, conversation_id: str, case_no: str) -> Demand:
    """Return a demand of this conversation.

    :raises NotFoundError: If the conversation has no such demand.
    """
    query = select(Demand).where(Demand.case_no == case_no, Demand.conversation_id == conversation_id)
    demand = session.exec(query).first()
    if demand is None:
        raise NotFoundError(f"这个对话里没有编号 {case_no}。")
    return demand


def choose(session: Session, demand: Demand, text: str) -> list[str]:
    """Record the offers that ``text`` chooses and return their names; choosing one twice records it once."""
    match = submit.newest_match(session, demand)
    shown = shown_results(match)
    places = read_choices(text, [f"{r['name']} {r['provider']}" for r in shown])
    if not places and len(shown) == 1:
        places = [0]
    known = {choice.item_id for choice in chosen(session, demand)}
    for place in places:
        result = shown[place]
        if result["item_id"] not in known:
            session.add(
                Choice(
                    demand_id=demand.id or 0,
                    match_id=match.id,
                    item_id=result["item_id"],
                    kind=result["kind"],
                    rank=place + 1,
                )
            )
    session.flush()
    return [str(shown[place]["name"]) for place in places]


def chosen(session: Session, demand: Demand) -> list[Choice]:
    """Return what was chosen for a demand, in order."""
    return list(session.exec(select(Choice).where(Choice.demand_id == demand.id).order_by(Choice.rank)))  # type: ignore[arg-type]


def shown_results(match: Match) -> list[dict[str, Any]]:
    """Return the results that were shown, in the order of showing."""
    by_id = {result["item_id"]: result for result in match.results}
    return [by_id[item_id] for item_id in match.shown if item_id in by_id]
