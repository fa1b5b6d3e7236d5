"""Binding what speaks or calls to a person, and undoing it; never by guess.

Source: docs/decisions/0025-identity.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.clock import utc_now
from api.errors import ConflictError, NotFoundError
from api.identity.models import Binding, How, Person
from api.masking import mask_phone

HOTLINE = "hotline"
NOBODY = "这个号码还没有绑定网页或微信里的对话，没有可以归到一起的；凭编号和电话就能查进度。"


@dataclass(frozen=True)
class Proof:
    """How it is known, by whose hand, and why an agent is sure."""

    how: How
    by: str
    reason: str = ""


def standing(session: Session, conversation_id: str) -> Binding | None:
    """Return the binding of a conversation, if it is bound."""
    query = select(Binding).where(Binding.conversation_id == conversation_id, col(Binding.unbound_at).is_(None))
    return session.exec(query).first()


def of_person(session: Session, person_id: int, also_undone: bool = False) -> list[Binding]:
    """Return what is bound to a person, oldest first."""
    query = select(Binding).where(Binding.person_id == person_id)
    query = query if also_undone else query.where(col(Binding.unbound_at).is_(None))
    return list(session.exec(query.order_by(col(Binding.id))))


def left_without(session: Session, conversations: Sequence[str]) -> list[int]:
    """Return the persons to whom nothing is bound any more once these conversations are gone."""
    gone = col(Binding.conversation_id).in_(conversations)
    stays = select(Binding.person_id).where(
        col(Binding.conversation_id).not_in(conversations), col(Binding.unbound_at).is_(None)
    )
    query = select(Binding.person_id).where(gone, col(Binding.person_id).not_in(stays)).distinct()
    return list(session.exec(query))


def require(session: Session, binding_id: int) -> Binding:
    """Return a binding.

    :raises NotFoundError: If there is none.
    """
    found = session.get(Binding, binding_id)
    if found is None:
        raise NotFoundError(f"没有编号为 {binding_id} 的绑定，或者不在您的范围内。")
    return found


def person_of(session: Session, binding: Binding) -> Person:
    """Return whom something is bound to."""
    return session.get_one(Person, binding.person_id)


def refuse_bound(session: Session, conversation_id: str) -> None:
    """Refuse where a conversation is bound already: it must be undone first.

    :raises ConflictError: Naming the number, masked.
    """
    known = standing(session, conversation_id)
    if known is not None:
        number = mask_phone(person_of(session, known).phone)
        raise ConflictError(f"这个对话已经绑定了 {number}，要换号码请先解除绑定。")


def bind(session: Session, conversation_id: str, channel: str, person: Person, proof: Proof) -> Binding:
    """Bind a conversation to a person, both of whom the caller holds, and his number itself with it.

    :raises ConflictError: If it is bound already.
    """
    refuse_bound(session, conversation_id)
    fresh = _made(person, channel, proof, conversation_id)
    session.add(fresh)
    if not any(one.is_number for one in of_person(session, person.id or 0)):
        session.add(_made(person, HOTLINE, proof))
    person.proven_at = utc_now()
    session.add(person)
    session.flush()
    return fresh


def of_call(session: Session, case_no: str) -> Binding | None:
    """Return the binding of a case of the telephone, if somebody confirmed whose it is."""
    return session.exec(select(Binding).where(Binding.case_no == case_no, col(Binding.unbound_at).is_(None))).first()


def bind_call(session: Session, case_no: str, person: Person, proof: Proof) -> Binding:
    """Bind a case of the telephone to a person, whom the caller holds; other calls of the number stay as they are.

    :raises ConflictError: If it is bound already, or nothing speaks for the person with which it could be seen.
    """
    if of_call(session, case_no) is not None:
        raise ConflictError("这件已经核对过，归到本人名下了。")
    if not any(one.conversation_id for one in of_person(session, person.id or 0)):
        raise ConflictError(NOBODY)
    fresh = _made(person, HOTLINE, proof, case_no=case_no)
    session.add(fresh)
    session.flush()
    return fresh


def _made(
    person: Person, channel: str, proof: Proof, conversation_id: str | None = None, case_no: str | None = None
) -> Binding:
    return Binding(
        person_id=person.id or 0,
        channel=channel,
        conversation_id=conversation_id,
        case_no=case_no,
        how=proof.how,
        bound_by=proof.by,
        reason=proof.reason,
    )


def unbind(session: Session, binding: Binding, by: str, reason: str = "") -> None:
    """Undo a binding, which stays as history; with the last conversation the number is let go as well.

    :raises ConflictError: If it is undone already.
    """
    if binding.unbound_at is not None:
        raise ConflictError("这个绑定已经解除了。")
    session.get(Person, binding.person_id, with_for_update=True)
    _end(session, binding, by, reason)
    left = of_person(session, binding.person_id)
    if not any(one.conversation_id for one in left):
        for one in left:
            _end(session, one, by, reason)


def _end(session: Session, binding: Binding, by: str, reason: str) -> None:
    binding.unbound_by, binding.unbound_at, binding.unbound_reason = by, utc_now(), reason
    session.add(binding)
    session.flush()
