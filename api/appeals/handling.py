"""The states of an appeal: who may take which step from where, and the one way in which a step is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api import versioned
from api.accounts.actors import Actor, ActorKind
from api.appeals import deadlines
from api.appeals.models import Appeal, AppealAction, AppealStatus, AppealStep
from api.clock import utc_now
from api.errors import ConflictError, InvalidInputError, NotAllowedError
from api.outbox import service as outbox
from knowledge import statuses

S, K = AppealStatus, ActorKind
MOVED = "appeal.moved"


@dataclass(frozen=True)
class Step:
    """One way out of a state.

    :param by: In what capacity it may be taken.
    :param note: What has to be written with it; nothing where it may stay empty.
    """

    to: AppealStatus
    by: frozenset[ActorKind]
    note: str = ""


_ASSIGNED = Step(S.ASSIGNED, frozenset({K.AGENT}), "承办单位")
_ANSWERED = Step(S.ANSWERED, frozenset({K.AGENT}), "答复")
_WITHDRAWN = Step(S.WITHDRAWN, frozenset({K.AGENT, K.ENTERPRISE}), "原因")
_CLOSED = Step(S.CLOSED, frozenset({K.AGENT, K.ENTERPRISE, K.SYSTEM}))
_REOPENED = Step(S.REOPENED, frozenset({K.AGENT, K.ENTERPRISE, K.SYSTEM}), "原因")

STEPS: dict[AppealStatus, tuple[Step, ...]] = {
    S.SUBMITTED: (_ASSIGNED, _WITHDRAWN),
    S.ASSIGNED: (_ANSWERED, _ASSIGNED, _WITHDRAWN),
    S.ANSWERED: (_CLOSED, _ASSIGNED, _REOPENED),
    S.CLOSED: (_ASSIGNED, _REOPENED),
    S.REOPENED: (_ASSIGNED, _WITHDRAWN),
    S.WITHDRAWN: (Step(S.REOPENED, frozenset({K.AGENT, K.ENTERPRISE}), "原因"),),
}
ALLOWED: dict[AppealStatus, tuple[AppealStatus, ...]] = {
    status: tuple(step.to for step in steps) for status, steps in STEPS.items()
}


def move(session: Session, appeal: Appeal, to: AppealStatus, actor: Actor, note: str = "") -> Appeal:
    """Take an appeal to another status; of two at once exactly one succeeds.

    The history row, the deadline and the entry of the outbox are written in the same commit.

    :param note: The unit when it is assigned, the answer when it is answered, else the reason.
    :raises ConflictError: If the step is not allowed from here, or somebody else was faster.
    :raises NotAllowedError: If it is not for this actor to take it.
    :raises InvalidInputError: If the step needs words and none are given.
    """
    was, words = appeal.status, note.strip()
    _check(appeal, to, actor, words)
    change(session, appeal, status=to, **_also(appeal, to, actor, words), **deadlines.of_step(appeal, to))
    row = record(session, appeal, AppealAction.MOVE, actor, words, was=was)
    payload = {"case_no": appeal.case_no, "from": was.value, "to": to.value, "step_id": row.id}
    outbox.put(session, MOVED, payload, key=f"appeal-step:{row.id}")
    return appeal


def change(session: Session, appeal: Appeal, **values: Any) -> None:
    """Write columns of an appeal, if nobody has changed it since it was read.

    :raises ConflictError: If somebody was faster.
    """
    versioned.change(session, appeal, f"诉求 {appeal.case_no}", **values)


def record(
    session: Session,
    appeal: Appeal,
    action: AppealAction,
    actor: Actor,
    note: str = "",
    target: str = "",
    was: AppealStatus | None = None,
) -> AppealStep:
    """Write a row of an appeal's history; without ``was`` the status is as before."""
    row = AppealStep(
        appeal_id=appeal.id or 0,
        from_status=was or appeal.status,
        to_status=appeal.status,
        action=action,
        actor=actor.name,
        actor_kind=actor.kind,
        channel=actor.channel or appeal.channel,
        target=target,
        note=note.strip(),
        at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def label(status: AppealStatus) -> str:
    """Return how a status is told to people."""
    return statuses.label("appeal", status.value)


def _also(appeal: Appeal, to: AppealStatus, actor: Actor, words: str) -> dict[str, Any]:
    """Return what else a step writes."""
    if to is S.ASSIGNED:
        return {"unit": words[:200], "handler": actor.name}
    if to is S.ANSWERED:
        return {"result": words, "answered_at": utc_now()}
    return {"reopened": appeal.reopened + 1, "answered_at": None} if to is S.REOPENED else {}


def _check(appeal: Appeal, to: AppealStatus, actor: Actor, words: str) -> None:
    found = next((step for step in STEPS[appeal.status] if step.to is to), None)
    if found is None:
        raise ConflictError(f"诉求 {appeal.case_no} 现在是“{label(appeal.status)}”，不能变为“{label(to)}”。")
    if actor.kind not in found.by:
        raise NotAllowedError(f"“{label(appeal.status)}”的诉求，您不能把它变为“{label(to)}”。")
    if found.note and not words:
        raise InvalidInputError(f"变为“{label(to)}”要写明{found.note}。")
