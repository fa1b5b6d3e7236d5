"""What belongs to an offer: its institution, the institution's other services, its experts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, select

from api.catalogue import lasting, offered
from api.catalogue.convert import to_offer
from api.catalogue.models import Expert, Institution, Policy, Service
from knowledge.catalogue import Offer

MOST = 6


@dataclass(frozen=True)
class Linked:
    """Offers that lead on from one."""

    institution: Offer | None = None
    services: list[Offer] = field(default_factory=list)
    experts: list[Offer] = field(default_factory=list)
    policies: list[Offer] = field(default_factory=list)


def linked(session: Session, offer: Offer, today: date) -> Linked:
    """Return what belongs to an offer and holds today."""
    if offer.kind in ("policy", "scheme", "faq"):
        return Linked(services=_of_same_type(session, offer, today, Service))
    institution = institution_of(session, offer)
    if institution is None:
        return Linked(policies=_of_same_type(session, offer, today, Policy))
    return Linked(
        institution=to_offer(institution) if institution.key != offer.id else None,
        services=_of(session, Service, institution, offer, today),
        experts=_of(session, Expert, institution, offer, today),
        policies=_of_same_type(session, offer, today, Policy) if offer.kind == "service" else [],
    )


def institution_of(session: Session, offer: Offer) -> Institution | None:
    """Return the institution that offers it: by key, else by the provider's name."""
    key = offer.id if offer.kind == "institution" else offer.institution
    by_key = session.exec(select(Institution).where(Institution.key == key)).first() if key else None
    if by_key is not None or not offer.provider:
        return by_key
    return session.exec(select(Institution).where(Institution.name == offer.provider)).first()


def _of(session: Session, table: Any, institution: Institution, offer: Offer, today: date) -> list[Offer]:
    mine = offered.by(table, institution.key, institution.name)
    query = (
        select(table).where(mine, table.key != offer.id, lasting.lasts(table, today)).order_by(table.key).limit(MOST)
    )
    return [to_offer(row) for row in session.exec(query)]


def _of_same_type(session: Session, offer: Offer, today: date, table: Any) -> list[Offer]:
    """Return offers of the first service type that the two share; the nearest in kind, not a recommendation."""
    for code in offer.service_types:
        if code.startswith("information."):
            continue
        of_type = cast(table.service_types, String).like(f'%"{code}"%')  # both databases write the list alike
        query = select(table).where(of_type, table.key != offer.id, lasting.lasts(table, today))
        rows = list(session.exec(query.order_by(table.key).limit(MOST)))
        if rows:
            return [to_offer(row) for row in rows]
    return []
