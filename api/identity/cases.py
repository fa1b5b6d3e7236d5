"""Whose cases a conversation may see: its own, and once it is bound those of everything that is bound with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, column, or_, table
from sqlmodel import Session, col, select

from api import encryption
from api.appeals.models import Appeal
from api.demands import duplicates
from api.demands.models import Demand
from api.identity import bindings, persons
from api.identity.bindings import HOTLINE
from api.identity.models import Binding, Person

CONFIRMED = select(Binding.case_no).where(col(Binding.unbound_at).is_(None), col(Binding.case_no).is_not(None))
TALKS = table("conversations", column("id"), column("channel"))  # their room stands above this one


@dataclass(frozen=True)
class Reach:
    """What may be seen.

    :param prints: Digests of the number whose calls belong to it as well.
    :param phone: The number that was verified, None where nothing is bound, or it is another's by now.
    :param since: Calls before are not shown; the number may have been another's.
    :param until: Nor are calls after the number was proven last: it may be another's by now.
    :param confirmed: Cases of the telephone of which an agent made sure that they are his, whenever that was.
    """

    conversations: tuple[str, ...]
    prints: tuple[str, ...] = ()
    phone: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    confirmed: tuple[str, ...] = ()

    @property
    def demands(self) -> ColumnElement[bool]:
        """Return the condition on demands."""
        his: list[ColumnElement[bool]] = [col(Demand.conversation_id).in_(self.conversations)]
        if self.confirmed:
            his.append(col(Demand.case_no).in_(self.confirmed))
        if self.prints and self.until is not None:
            calls = called(self.prints, self.since), col(Demand.created_at) <= self.until
            his.append(and_(*calls, col(Demand.case_no).not_in(CONFIRMED)))
        return or_(*his)

    @property
    def appeals(self) -> ColumnElement[bool]:
        """Return the condition on appeals; those of the telephone are his only if that was confirmed."""
        said = col(Appeal.conversation_id).in_(self.conversations)
        return or_(said, col(Appeal.case_no).in_(self.confirmed)) if self.confirmed else said


def called(prints: Sequence[str], since: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition on demands that an agent took down on the telephone under these numbers.

    What somebody wrote under a number in a conversation is no proof that it is his. Nor is a call: whose it is shows
    a proof of the number that is younger, or an agent who made sure.
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
    confirmed = tuple(one.case_no for one in bound if one.case_no)
    prints = tuple(encryption.current().fingerprints(person.phone)) if any(one.is_number for one in bound) else ()
    phone = None if person.left_at else person.phone
    return Reach(talks, prints, phone, person.since, person.proven_at, confirmed)


def owner(session: Session, demand: Demand) -> int | None:
    """Return whose a demand is for sure, None if that is not known."""
    his = or_(Binding.case_no == demand.case_no, *_of_talk(demand))  # type: ignore[arg-type]
    bound = session.exec(select(Binding.person_id).where(his, col(Binding.unbound_at).is_(None))).first()
    phone = demand.personal.get("phone")
    person = persons.find(session, str(phone)) if phone and bound is None else None
    return person.id if person and has(session, of_person(session, person), demand) else bound


def install() -> None:
    """Let suggestions of duplicates know whose a demand is."""
    duplicates.OWNERS[:] = [owner]


def _of_talk(demand: Demand) -> list[ColumnElement[bool]]:
    return [col(Binding.conversation_id) == demand.conversation_id] if demand.conversation_id else []


def has(session: Session, reach: Reach, demand: Demand) -> bool:
    """Tell whether a demand may be seen."""
    return session.exec(select(Demand.id).where(Demand.id == demand.id, reach.demands)).first() is not None


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
