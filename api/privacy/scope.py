"""What belongs to one person: by conversation, by case number, or by phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from api import encryption
from api.appeals.models import Appeal
from api.callbacks.models import CallBack
from api.consents import service as consents
from api.demands.models import Demand
from api.errors import NotFoundError
from api.matches.models import Match


@dataclass(frozen=True)
class Scope:
    """Ids of a person's rows; a case may stand without a conversation."""

    conversations: tuple[str, ...] = ()
    demands: tuple[int, ...] = ()
    appeals: tuple[int, ...] = ()
    matches: tuple[str, ...] = ()


def of(
    session: Session, conversations: Iterable[str] = (), demands: Iterable[int] = (), appeals: Iterable[int] = ()
) -> Scope:
    """Return everything that hangs on these conversations and cases."""
    talks = tuple(sorted(set(conversations)))
    asked = select(Demand.id).where(or_(col(Demand.conversation_id).in_(talks), col(Demand.id).in_(tuple(demands))))
    complained = select(Appeal.id).where(
        or_(col(Appeal.conversation_id).in_(talks), col(Appeal.id).in_(tuple(appeals)))
    )
    demand_ids = tuple(sorted(id_ or 0 for id_ in session.exec(asked)))
    appeal_ids = tuple(sorted(id_ or 0 for id_ in session.exec(complained)))
    found = select(Match.id).where(col(Match.demand_id).in_(demand_ids))
    return Scope(talks, demand_ids, appeal_ids, tuple(session.exec(found)))


def of_phone(session: Session, phone: str) -> list[Scope]:
    """Return one scope a conversation in which this number was left, and one a case without conversation."""
    prints = encryption.current().fingerprints(phone)
    found = select(Demand.id, Demand.conversation_id).where(col(Demand.phone_fingerprint).in_(prints))
    demands = list(session.exec(found))
    appeals = _appeals(session, phone)
    talks = {*consents.of_phone(session, phone), *_calls(session, phone), *(talk for _, talk in (*demands, *appeals))}
    return [
        *(of(session, [talk]) for talk in sorted(talk for talk in talks if talk)),
        *(of(session, demands=[id_ or 0]) for id_, talk in demands if talk is None),
        *(of(session, appeals=[id_ or 0]) for id_, talk in appeals if talk is None),
    ]


def _appeals(session: Session, phone: str) -> list[tuple[int | None, str | None]]:
    """Return the appeals with this number; they have no digest of it, so each is looked into."""
    rows = session.exec(select(Appeal.id, Appeal.conversation_id, Appeal.personal))
    return [(id_, talk) for id_, talk, personal in rows if personal.get("phone") == phone]


def _calls(session: Session, phone: str) -> list[str]:
    """Return the conversations with a wish to be called at this number."""
    rows = session.exec(select(CallBack.conversation_id, CallBack.phone).where(col(CallBack.phone).is_not(None)))
    return [talk for talk, number in rows if number == phone]


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
