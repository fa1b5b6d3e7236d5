"""Who holds a number now: who verifies it after a long silence, or says that it is new to him, begins anew.

What belongs to an earlier holder is shown to him only after he has named one of the cases, or an agent is sure that he
is the same; until then both stay apart. Source: docs/decisions/0025-identity.md
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select, update

from api import encryption
from api.clock import aware, utc_now
from api.demands.models import Demand
from api.identity import bindings, cases, persons, reissue
from api.identity.models import Binding, Person

PASSED_ON = "号码由新的机主核实"


def of_proof(session: Session, phone: str, is_new: bool) -> Person:
    """Return whose a number is that was proven by a code just now, held.

    :param is_new: He says himself that he has it only since a short time.
    """
    now = utc_now()
    found = persons.find(session, phone, hold=True)
    if found is not None and not is_new and not _is_silent(session, found, now):
        return found
    if found is not None:
        pass_on(session, found)
    return persons.met(session, phone, lambda: _fresh(session, phone, found, is_new, now))


def of_agent(session: Session, phone: str) -> Person:
    """Return whose a number is by an agent who has checked it, held; he has seen what was told under it."""
    return persons.met(session, phone, lambda: _person(phone))


def pass_on(session: Session, person: Person) -> None:
    """Let a number go from a person: what he bound stays his."""
    now = utc_now()
    person.left_at = now
    session.add(person)
    for one in (one for one in bindings.of_person(session, person.id or 0) if one.is_number):
        one.unbound_by, one.unbound_at, one.unbound_reason = "system", now, PASSED_ON
        session.add(one)
    session.flush()


def has_left(session: Session, conversation_id: str | None, phone: str) -> bool:
    """Tell whether a number that stands in a conversation's case is by now another's than who is bound to it."""
    bound = bindings.standing(session, conversation_id) if conversation_id else None
    person = bindings.person_of(session, bound) if bound else None
    return person is not None and person.left_at is not None and person.phone == phone


def _fresh(session: Session, phone: str, before: Person | None, is_new: bool, now: datetime) -> Person:
    moments = _calls(session, phone)
    since = now if is_new else reissue.begin(moments, now)
    hidden = any(one < since for one in moments) or (before is not None and _has_cases(session, before))
    return _person(phone, since, before, asked=hidden and not is_new)


def _person(phone: str, since: datetime | None = None, before: Person | None = None, asked: bool = False) -> Person:
    return Person(
        phone=phone,
        phone_fingerprint=encryption.current().fingerprint(phone),
        since=since,
        follows=before.id if before else None,
        asked=asked,
    )


def _is_silent(session: Session, person: Person, now: datetime) -> bool:
    """Tell whether, since a number was last verified, there was a silence in which it may have become another's."""
    his = col(Demand.case_no).in_(cases.of_person(session, person).confirmed)
    proofs = [person.created_at, person.proven_at, *session.exec(select(Demand.created_at).where(his))]
    proven = max(aware(one) for one in proofs if one is not None)
    return reissue.begin([proven, *_calls(session, person.phone)], now) > proven


def _calls(session: Session, phone: str) -> list[datetime]:
    """Return when agents took something down under a number."""
    under = cases.called(encryption.current().fingerprints(phone))
    return [aware(one) for one in session.exec(select(Demand.created_at).where(under))]


def _has_cases(session: Session, person: Person) -> bool:
    reach = cases.of_person(session, person)
    return bool(cases.demands(session, reach) or cases.appeals(session, reach))


def claim(session: Session, person: Person, case_no: str) -> bool:
    """Join a person, who is held, with the earlier holder if the case he names is of then; tell whether it is.

    Calls are shown from where the silence before that case ended: what lies before may again be another's.
    """
    earlier = _before(session, person)
    if earlier is not None and _is_his(session, earlier, case_no):
        return join(session, person, _start(earlier, None))
    named = select(Demand.created_at).where(Demand.case_no == case_no)
    call = session.exec(named.where(cases.called(encryption.current().fingerprints(person.phone)))).first()
    if call is None or (earlier is not None and earlier.since and aware(call) < aware(earlier.since)):
        return False  # of nobody, or of one who had the number before the one he would be joined with
    return join(session, person, _start(earlier, reissue.begin(_calls(session, person.phone), aware(call))))


def join(session: Session, person: Person, since: datetime | None) -> bool:
    """Make a person, who is held, and the one before him one, as somebody is sure that they are."""
    earlier = _before(session, person)
    if earlier is not None:
        _take_over(session, person, earlier)
    is_earlier = since is None or (person.since is not None and since < aware(person.since))
    person.since, person.asked = since if is_earlier else person.since, False
    session.add(person)
    session.flush()
    return True


def settle(session: Session, person: Person) -> None:
    """Note that the number is new to a person: he is asked no more."""
    person.asked = False
    session.add(person)
    session.flush()


def _take_over(session: Session, person: Person, earlier: Person) -> None:
    session.connection().execute(
        update(Binding).where(col(Binding.person_id) == earlier.id).values(person_id=person.id)
    )
    person.follows = earlier.follows
    session.add(person)
    session.flush()
    session.delete(earlier)


def _before(session: Session, person: Person) -> Person | None:
    return session.get(Person, person.follows, with_for_update=True) if person.follows else None


def _is_his(session: Session, earlier: Person, case_no: str) -> bool:
    reach = cases.of_person(session, earlier)
    numbers = {one.case_no for one in cases.demands(session, reach)}
    return case_no in numbers | {one.case_no for one in cases.appeals(session, reach)}


def _start(earlier: Person | None, call: datetime | None) -> datetime | None:
    """Return the earlier of two beginnings; of a person from before the rule nothing is hidden."""
    if earlier is not None and earlier.since is None:
        return None
    moments = [aware(one) for one in ((earlier.since if earlier else None), call) if one is not None]
    return min(moments) if moments else None
