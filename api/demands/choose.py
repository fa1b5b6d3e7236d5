"""The enterprise chooses among what was shown, rejects it, or wants to see others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, select

from api.accounts import service as accounts
from api.accounts.actors import BOT, Actor
from api.catalogue.models import Expert, Institution, Service
from api.clock import utc_now
from api.demands import lifecycle, submit
from api.demands.models import Choice, Demand, DemandStatus
from api.errors import NotFoundError
from api.matches.models import Match
from knowledge.reading.choices import read_choices
from knowledge.reading.shown import instead


def require(session: Session, conversation_id: str, case_no: str) -> Demand:
    """Return a demand of this conversation.

    :raises NotFoundError: If the conversation has no such demand.
    """
    query = select(Demand).where(Demand.case_no == case_no, Demand.conversation_id == conversation_id)
    demand = session.exec(query).first()
    if demand is None:
        raise NotFoundError(f"这个对话里没有编号 {case_no}。")
    return demand


def choose(session: Session, demand: Demand, text: str, numbers: Sequence[int] = ()) -> list[str]:
    """Record the offers that ``text`` chooses and return their names; choosing one twice records it once.

    Who says so has them in place of what was chosen before; what was declined once may be chosen after all.

    :param numbers: The numbers on the cards of the list that was shown last.
    """
    match = submit.newest_match(session, demand)
    shown = shown_results(match)
    places = meant(shown, text, numbers)
    if not places and len(shown) == 1:
        places = [0]
    if len(places) == len(shown):
        places = _of_use(shown) or places
    if places and instead(text):
        for choice in chosen(session, demand):
            drop(session, demand, choice, BOT)
        session.flush()
    if places and demand.status is DemandStatus.NO_MATCH:
        lifecycle.move(session, demand, DemandStatus.MATCHED, BOT)
    return take(session, demand, match, places)


def meant(shown: list[dict[str, Any]], text: str, numbers: Sequence[int] = ()) -> list[int]:
    """Return the places, from 0, of what was shown that ``text`` means, ``numbers`` being those shown last."""
    newest = [number - 1 for number in numbers]
    return read_choices(text, [f"{one['name']} {one['provider']}" for one in shown], newest)


def take(session: Session, demand: Demand, match: Match, places: Iterable[int], actor: Actor = BOT) -> list[str]:
    """Record as chosen what was shown at these places, from nought, and return the names."""
    shown, wanted = shown_results(match), list(places)
    known = {choice.item_id for choice in chosen(session, demand)}
    if wanted:
        _take_back(session, demand, match, actor)
        demand.chosen_at = demand.chosen_at or utc_now()
        session.add(demand)
    for place in wanted:
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
    return [str(shown[place]["name"]) for place in wanted]


def is_out(choice: Choice, match: Match) -> bool:
    """Return whether what was chosen from an earlier match is none of the candidates of this one."""
    possible = {c["item_id"] for c in match.candidates if c["filtered_by"] is None}
    return choice.match_id != match.id and choice.item_id not in possible


def _take_back(session: Session, demand: Demand, match: Match, actor: Actor) -> None:
    """Drop earlier choices that the demand, corrected since, no longer fits."""
    for choice in chosen(session, demand):
        if is_out(choice, match):
            drop(session, demand, choice, actor)


def drop(session: Session, demand: Demand, choice: Choice, actor: Actor) -> None:
    """Take one choice back, audited."""
    accounts.record(session, actor.name, "drop_choice", demand.case_no, choice.item_id)
    session.delete(choice)


def _of_use(shown: list[dict[str, Any]]) -> list[int]:
    """Return the places meant by "all": the services; without any, whoever else can be called, but no policy."""
    services = [place for place, one in enumerate(shown) if one["kind"] == "service"]
    return services or [place for place, one in enumerate(shown) if one["kind"] not in ("policy", "scheme", "faq")]


def chosen(session: Session, demand: Demand) -> list[Choice]:
    """Return what was chosen for a demand, in order."""
    return list(session.exec(select(Choice).where(Choice.demand_id == demand.id).order_by(Choice.rank)))  # type: ignore[arg-type]


def institution_of_choice(session: Session, demand: Demand) -> str | None:
    """Return the institution of the first chosen offer that has one."""
    for choice in chosen(session, demand):
        key = choice.item_id if choice.kind == "institution" else _provider(session, choice)
        if key:
            return key
    return None


def _provider(session: Session, choice: Choice) -> str | None:
    """Return the institution that a chosen service or expert belongs to, by its key or by the provider's name."""
    item: Service | Expert | None = None
    if choice.kind == "service":
        item = session.exec(select(Service).where(Service.key == choice.item_id)).first()
    elif choice.kind == "expert":
        item = session.exec(select(Expert).where(Expert.key == choice.item_id)).first()
    if item is None or item.institution:
        return item.institution if item else None
    return session.exec(select(Institution.key).where(Institution.name == item.provider)).first()


def shown_results(match: Match) -> list[dict[str, Any]]:
    """Return the results that were shown, in the order of showing."""
    by_id = {result["item_id"]: result for result in match.results}
    return [by_id[item_id] for item_id in match.shown if item_id in by_id]
