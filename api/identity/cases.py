"""Whose cases a conversation may see: its own, and once it is bound those of everything that is bound with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, column, or_, table
from sqlmodel import Session, col, select

from api import encryption
from api.appeals.models import Appeal
from api.demands.models import Demand
from api.identity import bindings, persons
from api.identity.bindings import HOTLINE
from api.identity.models import Person

TALKS = table("conversations", column("id"), column("channel"))  # their room stands above this one


@dataclass(frozen=True)
class Reach:
    """What may be seen.

    :param prints: Digests of the number whose calls belong to it as well.
    :param phone: The number that was verified, None where nothing is bound, or it is another's by now.
    :param since: Calls before are not shown; the number may have been another's.
    """

    conversations: tuple[str, ...]
    prints: tuple[str, ...] = ()
    phone: str | None = None
    since: datetime | None = None

    @property
    def demands(self) -> ColumnElement[bool]:
        """Return the condition on demands."""
        said = col(Demand.conversation_id).in_(self.conversations)
        return or_(said, called(self.prints, self.since)) if self.prints else said

    @property
    def appeals(self) -> ColumnElement[bool]:
        """Return the condition on appeals; agents record none at the hotline."""
        return col(Appeal.conversation_id).in_(self.conversations)


def called(prints: Sequence[str], since: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition on demands that an agent took down on the telephone under these numbers.

    What somebody wrote under a number in a conversation is no proof that it is his.
    """
    calls = select(TALKS.c.id).where(TALKS.c.channel == HOTLINE)
    talk = col(Demand.conversation_id)
    return and_(
        col(Demand.phone_fingerprint).in_(prints),
        col(Demand.recorded_by).is_not(None),
        col(Demand.channel) == HOTLINE,
        or_(talk.is_(None), talk.in_(calls)),
        *([col(Demand.created_at) >= since] if since else []),
    )


def of_holder(session: Session, conversation_id: str) -> Reach:
    """Return what a conversation may see."""
    binding = bindings.standing(session, conversation_id)
    if binding is None:
        return Reach((conversation_id,))
    return of_person(session, bindings.person_of(session, binding))


def of_person(session: Session, person: Person) -> Reach:
    """Return what is a person's."""
    bound = bindings.of_person(session, person.id or 0)
    talks = tuple(one.conversation_id for one in bound if one.conversation_id)
    has_number = any(one.conversation_id is None for one in bound)
    prints = tuple(encryption.current().fingerprints(person.phone)) if has_number else ()
    return Reach(talks, prints, None if person.left_at else person.phone, person.since)


def of_phone(session: Session, phone: str) -> Reach:
    """Return what is bound to the person of a number; nothing if nobody has verified it."""
    person = persons.find(session, phone)
    return of_person(session, person) if person else Reach(())


def demands(session: Session, reach: Reach) -> list[Demand]:
    """Return the demands, oldest first."""
    return list(session.exec(select(Demand).where(reach.demands).order_by(col(Demand.id))))


def appeals(session: Session, reach: Reach) -> list[Appeal]:
    """Return the appeals, oldest first."""
    return list(session.exec(select(Appeal).where(reach.appeals).order_by(col(Appeal.id))))
