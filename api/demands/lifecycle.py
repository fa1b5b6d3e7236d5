"""The states of a demand: who may take which step from where, and the one way in which a step is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from api import versioned
from api.accounts.actors import Actor, ActorKind
from api.clock import utc_now
from api.demands import apart, deadlines, handed, served
from api.demands.models import Action, Demand, DemandStatus, Transition
from api.errors import ConflictError, InvalidInputError, NotAllowedError
from api.outbox import service as outbox
from knowledge import statuses

S, K = DemandStatus, ActorKind
MOVED = "demand.moved"
LONGEST_REASON = 500
UNANSWERED = "变为“{}”时企业还没有答复，提问随之关闭：{}"


@dataclass(frozen=True)
class Step:
    """One way out of a state.

    :param by: In what capacity it may be taken.
    :param reason: Whether it needs words.
    """

    to: DemandStatus
    by: frozenset[ActorKind]
    reason: bool = False


def _step(to: DemandStatus, *by: ActorKind, reason: bool = False) -> Step:
    return Step(to, frozenset(by), reason)


_MATCHED = _step(S.MATCHED, K.BOT, K.AGENT, K.SYSTEM)
_NO_MATCH = _step(S.NO_MATCH, K.BOT, K.AGENT, K.ENTERPRISE)
_DISPATCHED = _step(S.DISPATCHED, K.AGENT, K.SYSTEM)
_ELSEWHERE = _step(S.DISPATCHED, K.AGENT, K.SYSTEM, reason=True)
_RETURNED = _step(S.RETURNED, K.AGENT, K.INSTITUTION, K.SYSTEM, reason=True)
_CANCELLED = _step(S.CANCELLED, K.AGENT, K.ENTERPRISE, reason=True)
_STOPPED = _step(S.CANCELLED, K.AGENT, reason=True)  # under way: only a person can stop it
_REOPENED = _step(S.REOPENED, K.AGENT, K.ENTERPRISE, K.SYSTEM, reason=True)
_MERGED = _step(S.MERGED, K.AGENT, reason=True)
_RATED = _step(S.RATED, K.ENTERPRISE, K.AGENT)
_CLOSED = _step(S.CLOSED, K.AGENT, K.SYSTEM)

STEPS: dict[DemandStatus, tuple[Step, ...]] = {
    S.SUBMITTED: (_MATCHED, _NO_MATCH, _DISPATCHED, _CANCELLED, _MERGED),
    S.MATCHED: (_DISPATCHED, _NO_MATCH, _CANCELLED, _MERGED),
    S.NO_MATCH: (_MATCHED, _DISPATCHED, _CANCELLED, _MERGED),
    S.DISPATCHED: (
        _step(S.ACCEPTED, K.AGENT, K.INSTITUTION),
        _RETURNED,
        _ELSEWHERE,
        _STOPPED,
        _MERGED,
    ),
    S.ACCEPTED: (_step(S.IN_SERVICE, K.AGENT, K.INSTITUTION), _RETURNED, _ELSEWHERE, _STOPPED),
    S.IN_SERVICE: (_step(S.COMPLETED, K.AGENT, K.INSTITUTION), _RETURNED, _ELSEWHERE, _STOPPED),
    S.COMPLETED: (_RATED, _CLOSED, _REOPENED),
    S.RATED: (_CLOSED, _REOPENED),
    S.CLOSED: (_REOPENED,),
    S.RETURNED: (_DISPATCHED, _NO_MATCH, _CANCELLED, _MERGED),
    S.CANCELLED: (_REOPENED,),
    S.REOPENED: (_DISPATCHED, _CANCELLED, _MERGED),
    # Taking a merge back leads to where the demand stood before; duplicates.unmerge knows it.
    S.MERGED: tuple(
        _step(to, K.AGENT, reason=True)
        for to in (S.SUBMITTED, S.MATCHED, S.NO_MATCH, S.DISPATCHED, S.RETURNED, S.REOPENED)
    ),
}
ALLOWED: dict[DemandStatus, tuple[DemandStatus, ...]] = {
    status: tuple(step.to for step in steps) for status, steps in STEPS.items()
}


# The column that keeps when a demand first came to a status.
FIRST: dict[DemandStatus, str] = {
    S.MATCHED: "matched_at",
    S.NO_MATCH: "no_match_at",
    S.DISPATCHED: "dispatched_at",
    S.ACCEPTED: "accepted_at",
    S.COMPLETED: "completed_at",
    S.RATED: "rated_at",
}


def step(was: DemandStatus, to: DemandStatus) -> Step | None:
    """Return the step between two states, if there is one."""
    return next((one for one in STEPS[was] if one.to is to), None)


def move(
    session: Session, demand: Demand, to: DemandStatus, actor: Actor, reason: str = "", target: str = "", **also: Any
) -> Demand:
    """Take a demand to another status; of two at once exactly one succeeds.

    The history row, the deadline of the next stage, the end of what was handed out where the demand ends, and the entry
    of the outbox are written in the same commit. A question to the enterprise that the step leaves without an answer is
    closed, which is a row of its own.

    :param target: Key of the window or institution, or case number, that the step names.
    :param also: Other columns that change with the status.
    :raises ConflictError: If the step is not allowed from here, or somebody else was faster; a merged demand goes only
        where taking the merge back leads, which clears ``merged_into``.
    :raises NotAllowedError: If it is not for this actor to take it.
    :raises InvalidInputError: If the step needs a reason and none is given.
    """
    was = demand.status
    if was is S.MERGED and "merged_into" not in also:
        raise ConflictError(f"需求 {demand.case_no} 已并入 {demand.merged_into}，要单独办请先撤销合并。")
    _check(demand, to, actor, reason)
    waited = demand.waiting_since is not None
    change(session, demand, status=to, **also, **_first(demand, to))
    row = record(session, demand, Action.MOVE, actor, reason, target, was)
    deadlines.turn(session, demand, to, was)
    handed.turn(session, demand, to)
    if waited and demand.waiting_since is None and to is not S.MERGED:  # which asks again when it is taken back
        record(session, demand, Action.UNASK, actor, UNANSWERED.format(label(to), _asked(session, demand)))
    payload = {"case_no": demand.case_no, "from": was.value, "to": to.value, "transition_id": row.id}
    outbox.put(session, MOVED, payload, key=f"transition:{row.id}")
    return demand


def _asked(session: Session, demand: Demand) -> str:
    """Return what the enterprise was asked last."""
    query = select(Transition.reason).where(Transition.demand_id == demand.id, Transition.action == Action.PAUSE)
    return session.exec(query.order_by(col(Transition.id).desc()).limit(1)).first() or ""


def _first(demand: Demand, to: DemandStatus) -> dict[str, Any]:
    """Return the column that keeps this moment, if the demand comes there for the first time."""
    name = FIRST.get(to)
    return {name: utc_now()} if name and getattr(demand, name) is None else {}


def change(session: Session, demand: Demand, **values: Any) -> None:
    """Write columns of a demand, if nobody has changed it since it was read.

    :raises ConflictError: If somebody was faster.
    """
    versioned.change(session, demand, f"需求 {demand.case_no}", **values)  # past the session, so what is kept is told
    for kept in (apart, served):
        if not values.keys().isdisjoint(kept.CHANGES):
            kept.recount(session, [demand.id])


def record(
    session: Session,
    demand: Demand,
    action: Action,
    actor: Actor,
    reason: str = "",
    target: str = "",
    was: DemandStatus | None = None,
) -> Transition:
    """Write a row of a demand's history; without ``was`` the status is as before."""
    row = Transition(
        demand_id=demand.id or 0,
        from_status=was or demand.status,
        to_status=demand.status,
        action=action,
        actor=actor.name,
        actor_kind=actor.kind,
        channel=actor.channel or demand.channel,
        target=target[:64],
        reason=reason.strip()[:LONGEST_REASON],
        at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def _check(demand: Demand, to: DemandStatus, actor: Actor, reason: str) -> None:
    found = step(demand.status, to)
    if found is None:
        raise ConflictError(f"需求 {demand.case_no} 现在是“{label(demand.status)}”，不能变为“{label(to)}”。")
    if actor.kind not in found.by:
        raise NotAllowedError(f"“{label(demand.status)}”的需求，您不能把它变为“{label(to)}”。")
    if found.reason and not reason.strip():
        raise InvalidInputError(f"变为“{label(to)}”要写明原因。")


def label(status: DemandStatus) -> str:
    """Return how a status is told to people."""
    return statuses.label("demand", status.value)
