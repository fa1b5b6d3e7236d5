"""Finding the person of a number, and the number in what somebody typed."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from api import encryption
from api.clock import aware
from api.errors import InvalidInputError
from api.identity.models import Person
from knowledge.reading.identifiers import read_identifiers
from knowledge.reading.normalise import normalise

MOBILE = re.compile(r"1[3-9]\d{9}")
NO_PHONE = "号码读不懂：手机号是11位，座机要带区号。"
NO_MOBILE = "请填能收短信的手机号，11位，1开头。"


def read_phone(text: str) -> str:
    """Return the digits of the number that was typed as people write it.

    :raises InvalidInputError: If it is none.
    """
    spans = read_identifiers(normalise(text), asked=True)
    phone = next((str(span.value) for span in spans if span.slot == "phone"), None)
    if phone is None:
        raise InvalidInputError(NO_PHONE)
    return phone


def read_mobile(text: str) -> str:
    """Return a number to which a code can be sent.

    :raises InvalidInputError: If it is none.
    """
    try:
        phone = read_phone(text)
    except InvalidInputError as error:
        raise InvalidInputError(NO_MOBILE) from error
    if not MOBILE.fullmatch(phone):
        raise InvalidInputError(NO_MOBILE)
    return phone


def get(session: Session, person_id: int) -> Person | None:
    """Return a person."""
    return session.get(Person, person_id)


def name(person: Person) -> str:
    """Return by what a deletion names a person, at most 32 characters: a row's number may be given to another later."""
    return f"person {person.id}.{int(aware(person.created_at).timestamp())}"


def find(session: Session, phone: str, hold: bool = False) -> Person | None:
    """Return the person whose number this is now, if anybody has verified it.

    :param hold: Let nobody else change or remove him before this session ends.
    """
    prints = encryption.current().fingerprints(phone)
    query = select(Person).where(col(Person.phone_fingerprint).in_(prints), col(Person.left_at).is_(None))
    return session.exec(query.with_for_update() if hold else query).first()


def every(session: Session, phone: str) -> list[Person]:
    """Return all who have or had this number."""
    prints = encryption.current().fingerprints(phone)
    return list(session.exec(select(Person).where(col(Person.phone_fingerprint).in_(prints)).order_by(col(Person.id))))


def met(session: Session, phone: str, fresh: Callable[[], Person]) -> Person:
    """Return the person of a verified number, held; of two at once there is one.

    :param fresh: Makes one where there is none.
    """
    found = find(session, phone, hold=True)
    if found is not None:
        return found
    made = fresh()
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # somebody else was faster
        query = select(Person).where(Person.phone_fingerprint == made.phone_fingerprint, col(Person.left_at).is_(None))
        return session.exec(query.with_for_update()).one()
    return made
