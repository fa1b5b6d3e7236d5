"""A confirmed draft becomes a demand with a match, exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from api import encryption, numbering
from api.accounts.actors import BOT, Actor, ActorKind
from api.catalogue.index import MatcherHolder
from api.demands import fitting, lifecycle, routing, searching
from api.demands.models import Demand, DemandStatus, Enterprise
from api.errors import InvalidInputError
from api.matches import service as matches
from api.matches.models import Match
from knowledge import slots as slot_names

PER_KIND = {"service": 4, "institution": 2, "expert": 2, "policy": 2}


@dataclass(frozen=True)
class Submitted:
    """A demand with the match that was made for it."""

    demand: Demand
    match: Match
    is_new: bool = True


@dataclass(frozen=True)
class Origin:
    """Where a demand comes from: a conversation's draft, or the notes of the agent who recorded it."""

    conversation_id: str | None
    draft_key: str
    channel: str
    recorded_by: str | None


def submit(
    session: Session,
    matcher: MatcherHolder,
    today: date,
    conversation_id: str | None,
    channel: str,
    draft_key: str,
    slots: Mapping[str, Any],
    actor: Actor = BOT,
    home: str | None = None,
) -> Submitted:
    """Record the demand, match it, record the match; a second call with the same draft returns the first's.

    :param conversation_id: Where the enterprise said it; None for what an agent was told.
    :param actor: Who records it: the bot, or an agent on behalf of the enterprise.
    :param home: The agent's window; it may see the demand wherever it goes, and keeps one whose place is unknown.
    :raises InvalidInputError: If the draft lacks the need (a form event was lost on the way).
    """
    known = {name: value for name, value in slots.items() if name in slot_names.names()}
    if not str(known.get("need") or "").strip():
        raise InvalidInputError("草稿里没有需求内容，不能登记。")
    recorder = actor.name if actor.kind is ActorKind.AGENT else None
    earlier = of_draft(session, conversation_id, draft_key, recorder)
    if earlier is not None:
        return Submitted(earlier, newest_match(session, earlier), is_new=False)
    origin = Origin(conversation_id, draft_key, channel, recorder)
    demand = _create(session, today, origin, known)
    match = run_match(session, matcher, today, demand, channel, actor)
    routing.route(session, demand, home)
    lifecycle.move(session, demand, DemandStatus.MATCHED if match.shown else DemandStatus.NO_MATCH, actor)
    return Submitted(demand, match)


def wanted(demand: Demand, channel: str, actor: Actor = BOT) -> matches.Wanted:
    """Return what is to be matched for a demand."""
    return matches.Wanted(
        text=demand.need,
        channel=channel,
        actor=actor.name,
        slots={**demand.slots, "need": demand.need, **({"category": demand.category} if demand.category else {})},
        per_kind=PER_KIND,
        several=False,
        conversation_id=demand.conversation_id,
    )


def run_match(
    session: Session, matcher: MatcherHolder, today: date, demand: Demand, channel: str, actor: Actor = BOT
) -> Match:
    """Match a demand, link the ledger's row to it and settle what of it is shown."""
    (found,) = matches.run(session, matcher, today, wanted(demand, channel, actor))
    record = found.record
    record.demand_id = demand.id
    fitting.show(record, matcher.current(), today)
    if demand.category is None and record.category:
        demand.category = record.category
        session.add(demand)
    session.add(record)
    session.flush()
    return record


def newest_match(session: Session, demand: Demand) -> Match:
    """Return the match made last for a demand."""
    query = select(Match).where(Match.demand_id == demand.id).order_by(Match.created_at.desc())  # type: ignore[attr-defined]
    return session.exec(query.limit(1)).one()


def fill(session: Session, demand: Demand, values: Mapping[str, Any]) -> None:
    """Write slot values into a demand: personal ones encrypted apart, the rest countable."""
    personal = slot_names.personal_names()
    demand.personal = {**demand.personal, **{k: v for k, v in values.items() if k in personal}}
    demand.slots = {
        **demand.slots,
        **{k: v for k, v in values.items() if k not in personal and k not in ("need", "category")},
    }
    demand.need = str(values.get("need") or demand.need)
    demand.category = values.get("category") or demand.category
    demand.region = values.get("region") or demand.region
    demand.urgent = bool(demand.slots.get("urgent"))
    demand.sector = routing.sector_of(demand.slots)
    phone = demand.personal.get("phone")
    demand.phone_fingerprint = encryption.current().fingerprint(str(phone)) if phone else None
    company = values.get("company")
    if company:
        demand.enterprise_id = _enterprise(session, str(company), demand).id


def _create(session: Session, today: date, origin: Origin, known: Mapping[str, Any]) -> Demand:
    demand = Demand(case_no=numbering.next_case_no(session, today), need=str(known["need"]), **vars(origin))
    fill(session, demand, known)
    session.add(demand)
    session.flush()
    searching.keep(session, demand)
    return demand


def of_draft(
    session: Session, conversation_id: str | None, draft_key: str, recorder: str | None = None
) -> Demand | None:
    """Return the demand that a draft has become; without a conversation, of the agent who recorded it."""
    query = select(Demand).where(Demand.conversation_id == conversation_id, Demand.draft_key == draft_key)
    return session.exec(query if conversation_id else query.where(Demand.recorded_by == recorder)).first()


def _enterprise(session: Session, name: str, demand: Demand) -> Enterprise:
    """Return the enterprise of this name, known from now on."""
    query = select(Enterprise).where(Enterprise.name == name[:200])
    found = session.exec(query).first()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            fresh = Enterprise(name=name[:200], region=demand.region, industry=_industry(demand))
            session.add(fresh)
        return fresh
    except IntegrityError:  # another conversation of the same enterprise was faster
        return session.exec(query).one()


def _industry(demand: Demand) -> str | None:
    industry = demand.slots.get("industry")
    return str(industry)[:100] if industry else None
