"""What belongs to one person: by conversation, by case number, or by phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from api.appeals.models import Appeal
from api.callbacks.models import CallBack
from api.channels.wechat.models import Follower
from api.channels.wecom.models import Guest
from api.demands.models import Demand
from api.errors import NotFoundError
from api.followups.models import FollowUp
from api.identity import bindings
from api.identity.models import Person
from api.matches.models import Match


@dataclass(frozen=True)
class Scope:
    """Ids of a person's rows, and the fingerprints of his numbers; a case may stand without a conversation."""

    conversations: tuple[str, ...] = ()
    demands: tuple[int, ...] = ()
    appeals: tuple[int, ...] = ()
    matches: tuple[str, ...] = ()
    follow_ups: tuple[int, ...] = ()
    phones: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    persons: tuple[int, ...] = ()
    case_nos: tuple[str, ...] = ()
    call_backs: tuple[int, ...] = ()
    last_phones: tuple[str, ...] = ()


def of(
    session: Session,
    conversations: Iterable[str] = (),
    demands: Iterable[int] = (),
    appeals: Iterable[int] = (),
    persons: Iterable[int] = (),
) -> Scope:
    """Return everything that hangs on these conversations and cases.

    :param persons: Whose verified number goes in any case; that of others goes with the last conversation bound to it.
    """
    talks = tuple(sorted(set(conversations)))
    asked = select(Demand.id).where(or_(col(Demand.conversation_id).in_(talks), col(Demand.id).in_(tuple(demands))))
    complained = select(Appeal.id).where(
        or_(col(Appeal.conversation_id).in_(talks), col(Appeal.id).in_(tuple(appeals)))
    )
    demand_ids = tuple(sorted(id_ or 0 for id_ in session.exec(asked)))
    appeal_ids = tuple(sorted(id_ or 0 for id_ in session.exec(complained)))
    found = select(Match.id).where(col(Match.demand_id).in_(demand_ids))
    whole = tuple(sorted({*persons, *bindings.left_without(session, talks)}))
    numbers = _numbers(session, demand_ids, appeal_ids)
    asked_after = session.exec(select(FollowUp.id).where(col(FollowUp.demand_id).in_(demand_ids)))
    phones = _phones(session, talks, demand_ids, numbers, whole)
    called = session.exec(select(CallBack.id).where(calls(Scope(talks, case_nos=numbers))))
    return Scope(
        talks,
        demand_ids,
        appeal_ids,
        tuple(session.exec(found)),
        tuple(id_ or 0 for id_ in asked_after),
        phones,
        tuple(session.exec(select(Follower.key).where(col(Follower.conversation_id).in_(talks)))),
        tuple(session.exec(select(Guest.key).where(col(Guest.conversation_id).in_(talks)))),
        whole,
        numbers,
        tuple(id_ or 0 for id_ in called),
        _last_of(session, phones, demand_ids, appeal_ids),
    )


def _numbers(session: Session, demands: tuple[int, ...], appeals: tuple[int, ...]) -> tuple[str, ...]:
    """Return the case numbers: what hangs on a case that an agent recorded is found by nothing else."""
    asked = select(Demand.case_no).where(col(Demand.id).in_(demands))
    complained = select(Appeal.case_no).where(col(Appeal.id).in_(appeals))
    return (*session.exec(asked), *session.exec(complained))


def calls(one: Scope) -> ColumnElement[bool]:
    """Return the condition on wishes to be called that are of a scope."""
    return or_(col(CallBack.conversation_id).in_(one.conversations), col(CallBack.case_no).in_(one.case_nos))


def _phones(
    session: Session,
    talks: tuple[str, ...],
    demands: tuple[int, ...],
    numbers: tuple[str, ...],
    persons: tuple[int, ...],
) -> tuple[str, ...]:
    """Return the fingerprints of the numbers left in these conversations and cases, and of these persons' own."""
    left = select(Demand.phone_fingerprint).where(col(Demand.id).in_(demands))
    called = select(CallBack.phone_fingerprint).where(calls(Scope(talks, case_nos=numbers)))
    verified = select(Person.phone_fingerprint).where(col(Person.id).in_(persons))
    return tuple(sorted({one for query in (left, called, verified) for one in session.exec(query) if one}))


def _last_of(
    session: Session, phones: tuple[str, ...], demands: tuple[int, ...], appeals: tuple[int, ...]
) -> tuple[str, ...]:
    """Return the numbers that no other case has."""
    other = select(Demand.phone_fingerprint).where(col(Demand.id).not_in(demands))
    complained = select(Appeal.phone_fingerprint).where(col(Appeal.id).not_in(appeals))
    kept = {
        one
        for query, column in ((other, Demand.phone_fingerprint), (complained, Appeal.phone_fingerprint))
        for one in session.exec(query.where(col(column).in_(phones)))
    }
    return tuple(one for one in phones if one not in kept)


def of_case(session: Session, case_no: str) -> Scope:
    """Return the scope of the conversation in which a case was recorded, or of the case alone.

    :raises NotFoundError: If there is no such case.
    """
    demand = session.exec(select(Demand).where(Demand.case_no == case_no)).first()
    appeal = session.exec(select(Appeal).where(Appeal.case_no == case_no)).first()
    case = demand or appeal
    if case is None:
        raise NotFoundError(f"没有编号为 {case_no[:32]} 的需求或诉求。")
    if case.conversation_id is not None:
        return of(session, [case.conversation_id])
    ids = [case.id or 0]
    return of(session, demands=ids) if demand else of(session, appeals=ids)
