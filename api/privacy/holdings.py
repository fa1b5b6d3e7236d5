"""What stands under one telephone number, apart by whose it is: a number may have had several holders.

Whose something is shows a proof of the number, or an agent who made sure. What nobody has made sure of is apart from
that, and where the number was silent so long that it may have been given out anew, apart once more. Who deletes or
takes along then says which of them is meant; that is never guessed. Source: docs/decisions/0025-identity.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from api import encryption
from api.appeals.models import Appeal
from api.callbacks.models import CallBack
from api.clock import CHINA, aware
from api.consents import service as consents
from api.conversations.models import Conversation
from api.demands.models import Demand
from api.errors import ConflictError, InvalidInputError, NotFoundError
from api.identity import cases as identity
from api.identity import persons, reissue
from api.identity.models import Binding, Person
from api.privacy import scope
from api.privacy.scope import Scope

NOTHING = "没有留过这个电话的对话或登记。"
SEVERAL = "这个号码先后可能不止一个人用过，不能一起办：{parts}。核对清楚来人是哪一位，再写明第几份。"
NO_PART = "没有第 {part} 份，这个号码下一共 {count} 份。"


@dataclass(frozen=True)
class Holding:
    """What is of one holder, or may be of one: with words by which somebody can tell which it is."""

    label: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class _Piece:
    """A conversation, or a case without one.

    :ivar person: Whose it is for sure, None if that is not known.
    """

    scope: Scope
    at: datetime
    person: int | None


def of_phone(session: Session, phone: str) -> list[Holding]:
    """Return the holders of a number: those known, the first first, then what nobody has made sure of, by time."""
    pieces = [*_talks(session, phone), *_loose(session, phone)]
    persons_of_it = persons.every(session, phone)
    known = [_of_person(session, person, pieces) for person in persons_of_it]
    others = {one.person for one in pieces if one.person is not None} - {person.id for person in persons_of_it}
    strange = [
        _holding("核实过别的号码的人", [one for one in pieces if one.person == other]) for other in sorted(others)
    ]
    unsure = [_holding("没有核对过", span) for span in _spans([one for one in pieces if one.person is None])]
    return [*known, *strange, *unsure]


def chosen(session: Session, phone: str, parts: Sequence[int] = ()) -> list[Scope]:
    """Return what belongs to the holder who is meant.

    :param parts: Which of several, from 1; empty where there is one alone.
    :raises NotFoundError: If nobody has left the number.
    :raises ConflictError: If there are several, and none is named.
    :raises InvalidInputError: If one is named that there is not.
    """
    found = of_phone(session, phone)
    if not found:
        raise NotFoundError(NOTHING)
    if len(found) > 1 and not parts:
        listed = "；".join(f"第 {at} 份，{one.label}" for at, one in enumerate(found, 1))
        raise ConflictError(SEVERAL.format(parts=listed))
    for part in parts:
        if not 1 <= part <= len(found):
            raise InvalidInputError(NO_PART.format(part=part, count=len(found)))
    return [one for at, holding in enumerate(found, 1) if not parts or at in parts for one in holding.scopes]


def _talks(session: Session, phone: str) -> list[_Piece]:
    """Return the conversations in which the number was left, or that are or were bound to who verified it."""
    prints = encryption.current().fingerprints(phone)
    left = [select(table.conversation_id).where(col(table.phone_fingerprint).in_(prints)) for table in (Demand, Appeal)]
    left.append(select(CallBack.conversation_id).where(col(CallBack.phone_fingerprint).in_(prints)))
    ids = [person.id for person in persons.every(session, phone)]
    left.append(select(Binding.conversation_id).where(col(Binding.person_id).in_(ids)))
    found = {*consents.of_phone(session, phone), *(talk for query in left for talk in session.exec(query) if talk)}
    rows = session.exec(select(Conversation).where(col(Conversation.id).in_(found)).order_by(col(Conversation.id)))
    return [_Piece(scope.of(session, [one.id]), aware(one.created_at), _holder(session, one)) for one in rows]


def _holder(session: Session, talk: Conversation) -> int | None:
    """Return whose a conversation is: to whom it is bound, or was last; of notes of a call whose the cases are."""
    bound = select(Binding.person_id).where(Binding.conversation_id == talk.id).order_by(col(Binding.id).desc())
    found = session.exec(bound).first()
    if found is not None:
        return found
    demands = session.exec(select(Demand).where(Demand.conversation_id == talk.id))
    appeals = session.exec(select(Appeal).where(Appeal.conversation_id == talk.id))
    return _one_of({*(identity.owner(session, one) for one in demands), *(_confirmed(session, one) for one in appeals)})


def _confirmed(session: Session, case: Appeal) -> int | None:
    query = select(Binding.person_id).where(Binding.case_no == case.case_no, col(Binding.unbound_at).is_(None))
    return session.exec(query).first()


def _one_of(owners: set[int | None]) -> int | None:
    """Return the only owner, None where there are several or one is not known."""
    return next(iter(owners)) if len(owners) == 1 else None


def _loose(session: Session, phone: str) -> list[_Piece]:
    """Return the cases of the number that stand without a conversation."""
    prints = encryption.current().fingerprints(phone)
    alone = col(Demand.phone_fingerprint).in_(prints), col(Demand.conversation_id).is_(None)
    told = col(Appeal.phone_fingerprint).in_(prints), col(Appeal.conversation_id).is_(None)
    demands = session.exec(select(Demand).where(*alone).order_by(col(Demand.id))).all()
    appeals = session.exec(select(Appeal).where(*told).order_by(col(Appeal.id))).all()
    return [
        *(
            _Piece(scope.of(session, demands=[one.id or 0]), aware(one.created_at), identity.owner(session, one))
            for one in demands
        ),
        *(
            _Piece(scope.of(session, appeals=[one.id or 0]), aware(one.created_at), _confirmed(session, one))
            for one in appeals
        ),
    ]


def _of_person(session: Session, person: Person, pieces: Iterable[_Piece]) -> Holding:
    until = f"，{_day(person.left_at)}起号码归别人" if person.left_at else ""
    mine = [one for one in pieces if one.person == person.id]
    found = _holding(f"{_day(person.created_at)}核实过号码的人{until}", mine)
    return Holding(found.label, (*found.scopes, scope.of(session, persons=[person.id or 0])))


def _holding(who: str, pieces: Sequence[_Piece]) -> Holding:
    days = sorted({_day(one.at) for one in pieces})
    when = "没有对话和登记" if not days else days[0] if len(days) == 1 else f"{days[0]}至{days[-1]}"
    cases = sum(len(one.scope.case_nos) for one in pieces)
    return Holding(f"{who}（{when}，{cases} 件）", tuple(one.scope for one in pieces))


def _day(at: datetime) -> str:
    return aware(at).astimezone(CHINA).date().isoformat()


def _spans(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Part what is nobody's for sure wherever the number was silent long enough to have been given out anew."""
    spans: list[list[_Piece]] = []
    for one in sorted(pieces, key=lambda piece: piece.at):
        if not spans or one.at - spans[-1][-1].at >= reissue.rule().silence:
            spans.append([])
        spans[-1].append(one)
    return spans
