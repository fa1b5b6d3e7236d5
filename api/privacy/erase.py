"""Removing a person from the tables, inside one session; the figures stay.

Source: docs/decisions/0018-accounts-and-erasure.md
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.accounts.models import AuditEntry
from api.appeals.models import Appeal
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.conversations.models import Conversation
from api.demands.models import Demand, Enterprise
from api.identity import persons
from api.identity.models import Person
from api.matches.models import Match
from api.privacy import figures, open_cases
from api.privacy import scope as scopes
from api.privacy.models import Erasure, ErasureReason
from api.privacy.places import PLACES
from api.privacy.scope import Scope

GONE = "〔已删除〕"
SHORTEST_NAME = 2


def erase(session: Session, scope: Scope, reason: ErasureReason, actor: str, force: bool = False) -> list[Erasure]:
    """Remove everything that names the person or repeats his words; a second time changes nothing.

    Category, region, status, times, scores, choices and what the matcher found stay.

    :param force: Delete although somebody works on a case; it is cancelled then.
    :raises ConflictError: If somebody does, without ``force``.
    """
    if _is_erased(session, scope):
        return []
    if not force:
        open_cases.check(session, scope)
    _blank_audit(session, scope, _names(session, scope))
    number = "" if scope.conversations else _number(session, scope)
    for place in PLACES:
        mine = getattr(place.table, place.column).in_(getattr(scope, place.by.value))
        if place.goes:
            session.connection().execute(delete(place.table).where(mine))
        elif place.left:
            session.connection().execute(update(place.table).where(mine).values(**place.left))
    session.expire_all()
    _reduce(session, scope)
    _forget_enterprises(session, scope)
    open_cases.end(session, scope, actor, reason.label)
    return _record(session, scope, reason, actor, number)


def _is_erased(session: Session, scope: Scope) -> bool:
    """Tell whether nothing of the scope is left to delete."""
    if scope.conversations:
        standing = select(Conversation.id).where(
            col(Conversation.id).in_(scope.conversations), col(Conversation.erased_at).is_(None)
        )
        return session.exec(standing.limit(1)).first() is None
    if scope.persons:
        return session.exec(select(Person.id).where(col(Person.id).in_(scope.persons))).first() is None
    numbers = _subjects(session, scope)
    return session.exec(select(Erasure.id).where(col(Erasure.case_no).in_(numbers))).first() is not None


def _reduce(session: Session, scope: Scope) -> None:
    """Leave of slots and results what can be counted."""
    for demand in session.exec(select(Demand).where(col(Demand.id).in_(scope.demands))):
        demand.slots = figures.of_slots(demand.slots)
        session.add(demand)
    for match in session.exec(select(Match).where(col(Match.id).in_(scope.matches))):
        reduce_match(match)
        session.add(match)
    session.flush()


def reduce_match(match: Match) -> None:
    """Leave of a match what can be counted: candidates, scores, what was shown and why it was declined."""
    match.text, match.message, match.question, match.erased_at = "", None, {}, utc_now()
    match.slots, match.results = figures.of_slots(match.slots), figures.of_results(match.results)


def _forget_enterprises(session: Session, scope: Scope) -> None:
    """Take the name from enterprises that nobody else's demand mentions; a trader's firm bears his own name."""
    ids = set(session.exec(select(Demand.enterprise_id).where(col(Demand.id).in_(scope.demands))))
    for enterprise in session.exec(select(Enterprise).where(col(Enterprise.id).in_(ids))):
        if not _is_mentioned(session, enterprise, scope):
            enterprise.name = f"（已删除）{enterprise.id}"
            enterprise.industry = figures.of_trade(enterprise.industry)
            session.add(enterprise)
    session.flush()


def _is_mentioned(session: Session, enterprise: Enterprise, scope: Scope) -> bool:
    query = (
        select(Demand.id)
        .outerjoin(Conversation, col(Conversation.id) == Demand.conversation_id)
        .where(Demand.enterprise_id == enterprise.id, col(Demand.id).not_in(scope.demands))
        .where(col(Conversation.erased_at).is_(None))
    )
    return session.exec(query.limit(1)).first() is not None


def _names(session: Session, scope: Scope) -> list[str]:
    """Return the words by which the person is known, longest first."""
    demands = session.exec(select(Demand).where(col(Demand.id).in_(scope.demands)))
    appeals = session.exec(select(Appeal).where(col(Appeal.id).in_(scope.appeals)))
    talks = session.exec(select(Conversation).where(col(Conversation.id).in_(scope.conversations)))
    known: list[dict[str, Any]] = [*({**d.slots, **d.personal} for d in demands), *(a.personal for a in appeals)]
    known += [talk.draft for talk in talks]
    words = {str(values.get(name) or "") for values in known for name in ("contact", "phone", "company")}
    return sorted((word for word in words if len(word) >= SHORTEST_NAME), key=lambda word: (-len(word), word))


def _blank_audit(session: Session, scope: Scope, names: list[str]) -> None:
    """Take the person's names out of what was noted about him; who looked, when and why stays."""
    for entry in session.exec(select(AuditEntry).where(col(AuditEntry.subject).in_(_subjects(session, scope)))):
        plain = entry.detail
        for name in names:
            plain = plain.replace(name, GONE)
        if plain != entry.detail:
            entry.detail = plain
            session.add(entry)
    session.flush()


def _subjects(session: Session, scope: Scope) -> list[str]:
    calls = session.exec(select(CallBack.id).where(scopes.calls(scope)))
    bound = (f"person {person}" for person in scope.persons)
    return [*scope.conversations, *scope.case_nos, *(f"call-back {call}" for call in calls), *bound]


def _number(session: Session, scope: Scope) -> str:
    """Return by what the only thing of a scope without conversations is known."""
    whose = session.exec(select(Person).where(col(Person.id).in_(scope.persons))).first()
    return persons.name(whose) if whose else _subjects(session, scope)[0]


def _record(session: Session, scope: Scope, reason: ErasureReason, actor: str, number: str) -> list[Erasure]:
    now = utc_now()
    for talk in session.exec(select(Conversation).where(col(Conversation.id).in_(scope.conversations))):
        talk.erased_at = now
        session.add(talk)
    rows = [Erasure(conversation_id=talk, reason=reason, actor=actor) for talk in scope.conversations]
    if not rows:
        rows = [Erasure(case_no=number, reason=reason, actor=actor)]
    session.add_all(rows)
    for row in rows:
        counted = f"需求 {len(scope.demands)}，诉求 {len(scope.appeals)}"
        accounts.record(session, actor, "erase", row.conversation_id or row.case_no or "", f"{reason.value}；{counted}")
    session.flush()
    return rows
