"""One need recorded twice: suggested with reasons, merged by a person, taken apart again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from api.accounts.actors import Actor
from api.clock import CHINA, aware
from api.demands import handed, lifecycle, routing
from api.demands.models import Action, Demand, DemandStatus, Transition
from api.errors import ConflictError, InvalidInputError
from api.windows.scope import Scope
from knowledge.reading.normalise import normalise
from knowledge.taxonomy import load_categories
from matcher.encoders.base import Encoder

S = DemandStatus
# Whose a demand is for sure, from the room that knows persons; without it nobody's is known.
OWNERS: list[Callable[[Session, Demand], int | None]] = []
# Pairs of 2,408 held-out asks, of one service type against others of the same category: the cosine of the project's
# encoder tells them apart with an area of 0.88 (from here on 60 of 100 pairs of one type and 5 of 100 others), common
# pairs of characters with 0.59.
LIKE = 0.27
UNCHECKED = "同号码，未核对是同一个人"
NEAR = timedelta(days=30)
DONE = (S.COMPLETED, S.RATED, S.CLOSED, S.CANCELLED, S.MERGED)
MOST_COMPARED, MOST_SHOWN = 50, 10


@dataclass(frozen=True)
class Suggestion:
    """A demand that may be the same; ``likeness`` is a cosine, higher is liker."""

    demand: Demand
    likeness: float
    reasons: tuple[str, ...]


def suggest(session: Session, encoder: Encoder, demand: Demand, scope: Scope) -> list[Suggestion]:
    """Return the open demands of the same enterprise, near in time, that sound alike; likest first."""
    same = _same_enterprise(demand)
    if demand.status is S.MERGED or not same:
        return []
    since, until = aware(demand.created_at) - NEAR, aware(demand.created_at) + NEAR
    query = select(Demand).where(
        or_(*same),
        Demand.id != demand.id,
        col(Demand.created_at).between(since, until),
        col(Demand.status).not_in(DONE),
        routing.visible(scope),
    )
    others = session.exec(query.order_by(col(Demand.id).desc()).limit(MOST_COMPARED)).all()
    near = [other for other in others if None in (demand.category, other.category) or _of_category(demand, other)]
    if not near:
        return []
    vectors = encoder.encode_query([normalise(one.need) for one in (demand, *near)])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    alike = [(b, round(a, 3)) for a, b in zip(cosines, near, strict=True) if a >= LIKE]
    found = [Suggestion(b, a, _reasons(demand, b, is_one_person(session, demand, b))) for b, a in alike]
    return sorted(found, key=lambda one: (-one.likeness, one.demand.case_no))[:MOST_SHOWN]


def merge(session: Session, demand: Demand, into: Demand, actor: Actor, reason: str) -> Demand:
    """Let a demand go on under the number of another one.

    :raises InvalidInputError: If both are the same, or no reason is given.
    :raises ConflictError: If the other is over or merged itself, if others were merged into this one, or it is
        under way already.
    """
    if demand.id == into.id:
        raise InvalidInputError("不能把需求并入它自己。")
    _hold(session, demand, into)
    if into.status in DONE:
        raise ConflictError(f"需求 {into.case_no} 是“{lifecycle.label(into.status)}”，不能并入。")
    if session.exec(select(Demand.id).where(Demand.merged_into == demand.case_no)).first() is not None:
        raise ConflictError(f"已有别的需求并入 {demand.case_no}，请先撤销，或改为并入它。")
    lifecycle.move(session, demand, S.MERGED, actor, reason, into.case_no, merged_into=into.case_no)
    lifecycle.change(session, into)
    lifecycle.record(session, into, Action.MERGE, actor, reason, demand.case_no)
    return demand


def unmerge(session: Session, demand: Demand, actor: Actor, reason: str) -> Demand:
    """Take a merge back: the demand stands where it stood, and its deadline goes on with the time that was left.

    :raises ConflictError: If it is not merged.
    :raises InvalidInputError: Without a reason.
    """
    into = target(session, demand)
    if into is None:
        raise ConflictError(f"需求 {demand.case_no} 没有并入别的需求。")
    _hold(session, demand, into)
    merged = _merged(session, demand)
    before = S(merged.from_status or S.SUBMITTED)
    lifecycle.move(session, demand, before, actor, reason, into.case_no, merged_into=None)
    handed.go_on(session, demand, merged.at, leads=before is S.DISPATCHED)
    lifecycle.change(session, into)
    lifecycle.record(session, into, Action.UNMERGE, actor, reason, demand.case_no)
    return demand


def target(session: Session, demand: Demand) -> Demand | None:
    """Return the demand under whose number a merged one goes on."""
    return targets(session, [demand]).get(demand.id or 0)


def targets(session: Session, demands: Sequence[Demand]) -> dict[int, Demand]:
    """Return by merged demand the one under whose number it goes on."""
    joined = {demand.id or 0: demand.merged_into for demand in demands if demand.status is S.MERGED}
    if not joined:
        return {}
    query = select(Demand).where(col(Demand.case_no).in_(joined.values()))
    found = {one.case_no: one for one in session.exec(query)}
    return {key: found[case_no] for key, case_no in joined.items() if case_no in found}


def _merged(session: Session, demand: Demand) -> Transition:
    """Return the step by which a demand was merged: it says where it stood, and when it stopped."""
    query = select(Transition).where(Transition.demand_id == demand.id, Transition.to_status == S.MERGED)
    moved = query.where(Transition.action == Action.MOVE).order_by(col(Transition.id).desc())
    return session.exec(moved.limit(1)).one()


def _hold(session: Session, *demands: Demand) -> None:
    """Let nobody else change these before the session ends; held in one order, so that no two wait for each other."""
    ids = [demand.id for demand in demands]
    session.exec(select(Demand.id).where(col(Demand.id).in_(ids)).order_by(col(Demand.id)).with_for_update()).all()


def _same_enterprise(demand: Demand) -> list[ColumnElement[bool]]:
    """Return by what another demand can be of the same enterprise."""
    known = [(Demand.enterprise_id, demand.enterprise_id), (Demand.phone_fingerprint, demand.phone_fingerprint)]
    known.append((Demand.conversation_id, demand.conversation_id))
    return [col(column) == value for column, value in known if value is not None]


def _of_category(demand: Demand, other: Demand) -> bool:
    return demand.category == other.category


def is_one_person(session: Session, demand: Demand, other: Demand) -> bool:
    """Tell whether two demands are surely of one person; that both leave one number does not say so."""
    if demand.conversation_id is not None and demand.conversation_id == other.conversation_id:
        return True
    return any((whose := owner(session, demand)) is not None and whose == owner(session, other) for owner in OWNERS)


def _reasons(demand: Demand, other: Demand, is_one: bool) -> tuple[str, ...]:
    def same(name: str) -> bool:
        return getattr(demand, name) is not None and getattr(demand, name) == getattr(other, name)

    number = "同一个电话" if is_one else UNCHECKED
    names = {"enterprise_id": "同一家企业", "phone_fingerprint": number, "conversation_id": "同一个对话里说的"}
    first, second = (aware(one.created_at).astimezone(CHINA).date() for one in (demand, other))
    days = abs((first - second).days)
    category = load_categories().get(demand.category or "") if same("category") else None
    return (
        *(told for name, told in names.items() if same(name)),
        *([f"都是“{category.name}”"] if category else []),
        "同一天登记" if days == 0 else f"相隔 {days} 天",
        "说法相近",
    )
